"""Codes as variables: beside the answers, which stay as they are."""

from dataclasses import replace

import pytest

from exports.code_frames import parse_frame
from exports.coded_columns import Settled, coded
from exports.columns import columns
from exports.readme import Facts, readme
from surveys.engine.answers import Choice, Choices, Refusal, Words
from tests.exports.coding_mini import HOME, LAND, SAY, WAYS, definition
from tests.exports.conftest import NOW
from tests.exports.mini import row

DEFINITION = definition()
CODED = coded([parse_frame(one, [DEFINITION], 2) for one in (LAND, HOME, WAYS, SAY)], [DEFINITION])


def values(answers, codes=None, passed=("land", "home", "ways", "say")):
    """The coded variables of one made-up row. `codes`: question → Settled."""
    made = row(DEFINITION, answers, set(passed))
    return {part.column.name: CODED.value(part.column, made, codes or {}) for part in CODED.parts}


def test_they_stand_behind_their_question():
    names = [column.name for column in CODED.beside(columns([DEFINITION]))]
    assert names[names.index("land") :][:4] == ["land", "land_other", "land_coded", "land_coded_by"]
    assert names[names.index("home_coded_by") + 1] == "ways_bus"
    assert names[-1] == "say_coded_by"


def test_without_open_texts_too():
    closed = [column for column in columns([DEFINITION]) if not column.open_text]
    assert {part.column.name for part in CODED.parts} <= {column.name for column in CODED.beside(closed)}


def test_labels_say_how_and_by_which_frame():
    column = CODED.by_name["home_coded"].column
    assert column.label["en"] == "home (en): coded (code frame version 2)"
    assert {value: words["nl"] for value, words in column.values.items()} == {
        1: "azc",
        2: "house",
        3: "other",
        21: "Opvang",
        997: "Kan niet worden gecodeerd",
        998: "Geen antwoord op de vraag",
    }
    assert CODED.by_name["home_coded_by"].column.values[3]["en"] == "By two coders who agreed"


CASES = [
    pytest.param({"home": Choice("azc")}, {}, {"home_coded": 1, "home_coded_by": -4}, id="an option as it was chosen"),
    pytest.param(
        {"home": Choice("other", "x")},
        {"home": Settled(("azc",), 2)},
        {"home_coded": 1, "home_coded_by": 2},
        id="coded back",
    ),
    pytest.param(
        {"home": Choice("other", "x")},
        {"home": Settled(("shelter",), 1)},
        {"home_coded": 21, "home_coded_by": 1},
        id="new code",
    ),
    pytest.param({"home": Choice("other", "x")}, {}, {"home_coded": 3, "home_coded_by": 0}, id="not coded stays other"),
    pytest.param({"home": Choice("other")}, {}, {"home_coded": 3, "home_coded_by": -4}, id="other without a text"),
    pytest.param({}, {}, {"home_coded": -5, "home_coded_by": -5}, id="skipped"),
    pytest.param({}, {"home": Settled(("azc",), 2)}, {"home_coded": -5}, id="a code never stands in for an answer"),
    pytest.param({"land": Choice("syria")}, {}, {"land_coded": 760}, id="an option as a country"),
    pytest.param({"land": Choice("other", "x")}, {"land": Settled(("ET",), 1)}, {"land_coded": 231}, id="a country"),
    pytest.param({"land": Choice("other", "x")}, {}, {"land_coded": -8, "land_coded_by": 0}, id="a country not known"),
    pytest.param({"land": Refusal("dont_know")}, {}, {"land_coded": -1, "land_coded_by": -1}, id="a reason"),
    pytest.param(
        {"ways": Choices(frozenset({"bus", "other"}), "x")},
        {"ways": Settled(("train",), 4)},
        {"ways_coded_bus": 1, "ways_coded_bike": 0, "ways_coded_train": 1, "ways_coded_other": 0, "ways_coded_by": 4},
        id="ticks and a code",
    ),
    pytest.param(
        {"ways": Choices(frozenset({"bus", "other"}), "x")},
        {},
        {"ways_coded_bus": 1, "ways_coded_train": 0, "ways_coded_other": 1, "ways_coded_by": 0},
        id="other stays ticked until coded",
    ),
    pytest.param(
        {"say": Words("x")},
        {"say": Settled(("money", "thanks"), 3)},
        {"say_coded_thanks": 1, "say_coded_money": 1, "say_coded_cannot": 0, "say_coded_by": 3},
        id="several codes",
    ),
    pytest.param({"say": Words("x")}, {}, {"say_coded_thanks": -8, "say_coded_by": 0}, id="a text not coded"),
]


@pytest.mark.parametrize(("answers", "codes", "expected"), CASES)
def test_values(answers, codes, expected):
    found = values(answers, codes)
    assert {name: found[name] for name in expected} == expected


def test_a_question_off_the_path_or_not_reached_has_its_reason():
    assert set(values({}, passed=()).values()) == {-6}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_readme_explains_them_where_they_are(language):
    facts = Facts("mini", "Klein", NOW, 1, 1, language, False, [], [], 0, "", False, coded=True)
    assert "_coded_by" in readme(facts)
    assert "_coded_by" not in readme(replace(facts, coded=False))
