"""What each cell of the dataset holds: the answer's number, or the reason why there is none."""

from datetime import date
from decimal import Decimal

import pytest

from surveys.engine.answers import Choice, Choices, DateRange, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition
from tests.exports.mini import mini, values

EVERYTHING = {
    "side": Choice("left"),
    "work": Choice("yes"),
    "hours": Number(Decimal(24)),
    "ways": Choices(frozenset({"bus", "other"}), "=boat"),
    "mood": Choice("good"),
    "trust": Choice("low"),
    "since": DateRange("month", date(2023, 5, 1), date(2023, 5, 31)),
    "wait": Months(15),
    "land": Place("SY"),
    "say": Words("ትግርኛ"),
}
ALL = frozenset(EVERYTHING)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return mini()


def test_answers(definition):
    assert values(definition, EVERYTHING, ALL) == {
        "side": 1,
        "work": 1,
        "hours": 24,
        "ways_bus": 1,
        "ways_bike": 0,
        "ways_else": 1,
        "ways_other": "=boat",
        "mood": 2,
        "trust": 1,
        "since_y": 2023,
        "since_m": 5,
        "since_d": -4,
        "since_prec": 2,
        "wait": 15,
        "land": 760,
        "say_r": 1,
        "say": "ትግርኛ",
        "only_b": -7,
        "worker": 1,
        "warmth": 3.0,
    }


@pytest.mark.parametrize(
    ("changed", "passed", "expected"),
    [
        pytest.param(
            {"work": Choice("no")}, ALL, {"hours": -4, "worker": 2}, id="routed away: not asked, answer kept out"
        ),
        pytest.param(
            {"work": None}, ALL, {"work": -5, "hours": -8}, id="skipped, so it is unknown whether hours applied"
        ),
        pytest.param({"work": Refusal("prefer_not")}, ALL, {"work": -2, "hours": -8}, id="refused, so unknown as well"),
        pytest.param({"work": Refusal("dont_know")}, ALL, {"work": -1, "hours": -4}, id="don't know decides"),
        pytest.param(
            {"say": None},
            ALL - {"say"},
            {"say_r": -6, "say": None},
            id="not reached; text is empty, its reason beside it",
        ),
        pytest.param(
            {"ways": Refusal("dont_know")},
            ALL,
            {"ways_bus": -1, "ways_bike": -1, "ways_else": -1, "ways_other": None},
            id="the whole set carries the reason",
        ),
        pytest.param({"ways": None}, ALL, {"ways_bus": -5, "ways_else": -5}, id="a skipped set is not a set of noes"),
        pytest.param(
            {"mood": Choice("not_applicable")},
            ALL,
            {"mood": 3, "warmth": -3},
            id="in the base: a positive number, but no score",
        ),
        pytest.param(
            {"trust": Refusal("dont_know")},
            ALL,
            {"trust": -1, "warmth": -1},
            id="a scale with too few items has the first reason",
        ),
        pytest.param(
            {"since": DateRange("before", date(1990, 1, 1), date(2023, 12, 31))},
            ALL,
            {"since_y": -4, "since_prec": 4},
            id="before the pivot: no year known",
        ),
    ],
)
def test_reasons(definition, changed, passed, expected):
    answers = {name: answer for name, answer in {**EVERYTHING, **changed}.items() if answer is not None}
    found = values(definition, answers, passed)
    assert {name: found[name] for name in expected} == expected


def test_an_option_that_a_group_never_sees_is_not_a_no(definition):
    found = values(definition, EVERYTHING, ALL, group="b")
    assert found["ways_bike"] == -7
    assert found["ways_bus"] == 1


def test_no_number_is_ever_empty(definition):
    for passed in (frozenset(), ALL):
        found = values(definition, {}, passed)
        assert {name for name, value in found.items() if value is None} == {"ways_other", "say"}
