"""Who is in the default analysis set, and the sentence under every table."""

from dataclasses import replace

import pytest

from exports.analysis_set import belongs, set_of
from surveys.engine.answers import Choice, Refusal, Words
from surveys.engine.missing import Missing
from tests.exports.flag_cases import STUDY, case


@pytest.mark.parametrize(
    ("cells", "consented", "expected"),
    [
        pytest.param({"work": Choice("yes")}, True, True, id="one answer"),
        pytest.param({"say": Words("ja")}, True, True, id="one text"),
        pytest.param({"work": Choice("yes")}, False, False, id="without consent"),
        pytest.param({"side": Choice("left")}, True, False, id="screening alone"),
        pytest.param({"work": Refusal("dont_know")}, True, False, id="does not know"),
        pytest.param({"work": Missing.SKIPPED}, True, False, id="skipped"),
        pytest.param({}, True, False, id="nothing"),
    ],
)
def test_belongs(cells, consented, expected):
    assert belongs(STUDY, replace(case({}), cells=cells).cells, consented=consented) is expected


@pytest.mark.parametrize(
    ("column", "removed", "language", "words"),
    [
        pytest.param([1, 1, 0], 0, "nl", "niemand verwijderd; groep onbekend is een eigen rij. 3 ingevulde", id="nl"),
        pytest.param([1, 1, 0], 0, "en", "nobody removed; group unknown is a row of its own. 3 quest", id="en"),
        pytest.param([1, 1, 0], 0, "ar", "nobody removed", id="another language"),
        pytest.param(
            [1, 1, 0], 2, "nl", "2 verwijderd bij besluit; groep onbekend is een eigen rij. 5 ing", id="after"
        ),
    ],
)
def test_the_sentence(column, removed, language, words):
    found = set_of(column, removed)
    assert words in found.sentence(language)
    assert (found.before, found.after) == (len(column) + removed, 2)
    assert f" {found.after} in " in found.sentence(language)
