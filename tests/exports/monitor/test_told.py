"""What tables and alarms tell of categories: small ones stand together, and nothing beside them gives one away."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from exports.monitor import words
from exports.monitor.alarms import alarms
from exports.monitor.figures import Counted, Figures, PartialOf, PartialR, Representative, Split, Stratum, summed
from exports.monitor.limits import Limits
from exports.monitor.response_panels import against_register, crossed, lagging
from exports.monitor.told import by_column, splits
from exports.monitor.words import Words
from surveys.engine.parse import parse
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import FIGURES

pytestmark = pytest.mark.once
SAID = Words(parse(DOCUMENT))


def cell(values: tuple[str, ...], base: int, usable: int) -> Stratum:
    return Stratum(values, Counted(size=base, complete=usable, nothing=base - usable, started=usable))


def of(*strata: Stratum, names: tuple[str, ...] = ("sex",)) -> Figures:
    sample = summed(one.counted for one in strata)
    quiet = {"days": (), "languages": (), "pages": (), "questions": (), "representative": Representative()}
    return replace(FIGURES, variables=names, strata=strata, sample=sample, **quiet)


UNKNOWN = of(cell(("man",), 3000, 200), cell(("woman",), 3200, 260), cell(("",), 6, 1))


def test_a_small_category_stands_together_with_the_smallest_other():
    """A dash for men alone would tell as little and say less: their sum follows from the total in any case."""
    assert by_column(UNKNOWN, "sex").rows == {
        ("woman",): (3200, 260, 3200, 260, 260),
        ("man", ""): (3006, 201, 3006, 201, 201),
    }
    assert by_column(UNKNOWN, "sex").under[""] == ("man", "")
    panel = against_register(UNKNOWN, "sex", SAID)
    with translation.override("en"):
        assert [row.label for row in against_register(UNKNOWN, "sex", SAID).rows] == ["woman", "man + not known"]
    assert not {3000, 200, 6, 1} & {cell for row in panel.rows for cell in row.cells}


def test_a_partial_indicator_goes_with_its_rate():
    """√share times the distance of a rate from that of all: whoever knows the share has the rate."""
    categories = (PartialOf("woman", 3200, 0.08, 0.01, 0.01, 0.01), PartialOf("man", 3000, 0.07, -0.01, 0.01, 0.01))
    found = Representative(6206, 0.9, variables=(PartialR("sex", 0.01, 0.0, 0.01, 0.0, categories),))
    panel = against_register(replace(UNKNOWN, representative=found), "sex", SAID)
    at = [column.key for column in panel.columns].index("unconditional")
    assert [row.cells[at] for row in panel.rows] == [0.01, None]
    assert lagging(replace(UNKNOWN, representative=found), SAID) == []


def test_a_crossing_knows_what_stands_together():
    figures = of(
        *(cell(("a", "man"), 900, 90), cell(("a", "woman"), 800, 80)),
        *(cell(("b", "man"), 700, 70), cell(("b", "woman"), 600, 60)),
        cell(("", ""), 6, 1),
        names=("group", "sex"),
    )
    rows = {row.code: row.cells[1] for row in crossed(figures, ("group", "sex"), SAID).rows}
    assert rows[":"] is None
    assert rows["a:man"] == 900, "the unknown one is told with others in both tables, and costs this no more"


def lag(figures: Figures) -> list[tuple[str, float, bool]]:
    told = alarms(figures, Limits(), date(2026, 11, 23))
    return [(one.where, round(one.value, 2), one.at_most) for one in told if one.kind in ("lagging", "language")]


def test_an_alarm_tells_no_more_than_the_table():
    many, more = cell(("a",), 3000, 600), cell(("b",), 2000, 400)
    assert lag(of(many, more, cell(("c",), 1000, 50))) == [("sex=c", 0.29, False)]
    few = of(many, more, cell(("c",), 200, 4))
    assert lag(few) == [("sex=c", 0.26, True)], "as if ten had answered"
    beside = of(many, cell(("b",), 400, 30), cell(("c",), 200, 4))
    assert None not in by_column(beside, "sex").rows[("b", "c")][:2]
    assert [where for where, _, _ in lag(beside)] == ["sex=c"], "b would give c away"
    assert lag(of(many, more, cell(("c",), 40, 4))) == [], "ten of forty would be no lag"


def test_an_alarm_about_a_language_tells_no_more_than_the_table():
    some = (Split("nl", 300, 290, 280), Split("en", 200, 190, 180))
    assert lag(replace(of(), languages=(*some, Split("ti", 60, 30, 20)))) == [("ti", 0.39, False)]
    assert lag(replace(of(), languages=(*some, Split("ti", 60, 8, 8)))) == [("ti", 0.2, True)]
    assert splits((*some, Split("ti", 60, 8, 8)))[2][1:] == (None, None)


def test_a_bound_is_called_one():
    (found,) = alarms(
        of(cell(("a",), 3000, 600), cell(("c",), 200, 4), cell(("d",), 900, 180)), Limits(), FIGURES.opens
    )
    with translation.override("en"):
        assert "its response is at most 26% of everybody's" in words.alarm(found, SAID)
    with translation.override("nl"):
        assert "hoogstens 26% van die van allen" in words.alarm(found, SAID)
