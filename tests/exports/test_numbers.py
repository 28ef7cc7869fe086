"""Columns → numbers, over editions that asked otherwise."""

import numpy as np
import pytest

from exports.numbers import Held, codes, first_of, is_one_of, numbers
from exports.refusals import Refused
from tests.exports.mini import mini, option, page

pytestmark = pytest.mark.once

OLDER = mini(
    sections=[
        {
            "name": "all",
            "title": {"nl": "Alles", "en": "All"},
            "pages": [page("job", "single", options=[option("none"), option("some")])],
        }
    ],
    derived=[],
    scales=[],
)
HELD = Held(
    (mini(), OLDER),
    {
        "group": [1, 2, 1, 1],
        "work": [1, 2, -5, -1],
        "hours": [40, -4, 0, -6],
        "mood": [2, 1, 3, -5],
        "warmth": [4.5, -3, 2.0, None],
        "worker": [1, 2, 2, -8],
        "job": [-7, -7, 1, 2],
        "ways_bus": [1, 0, -5, -5],
    },
)
NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("hours", [40, NAN, 0, NAN], id="a number"),
        pytest.param("mood", [5, 1, NAN, NAN], id="scores; an answer without a score has none"),
        pytest.param("warmth", [4.5, NAN, 2, NAN], id="a scale"),
        pytest.param("worker", [1, 2, 2, NAN], id="a derived value"),
        pytest.param("work", [1, 2, NAN, NAN], id="an answer's number"),
        pytest.param("job", [NAN, NAN, 1, 2], id="of an older edition"),
    ],
)
def test_numbers(name, expected):
    np.testing.assert_equal(numbers(name, HELD), np.array(expected, dtype=float))


def test_the_first_that_somebody_has():
    np.testing.assert_equal(first_of(["job", "work"], HELD), [1, 2, 1, 2])
    np.testing.assert_equal(first_of(["asked_later", "work"], HELD), [1, 2, NAN, NAN])
    assert codes(["asked_later", "work"], HELD) == ["yes", "no", "", ""]
    assert codes(["work", "job"], HELD) == ["yes", "no", "none", "some"]
    assert codes(["group"], HELD) == ["a", "b", "a", "a"]


def test_one_of_the_answers():
    np.testing.assert_equal(is_one_of(["work"], ["yes"], [], HELD), [1, 0, NAN, NAN])
    np.testing.assert_equal(is_one_of(["work", "job"], ["yes"], ["no"], HELD), [1, 0, NAN, NAN])
    np.testing.assert_equal(is_one_of(["work", "job"], ["some"], [], HELD), [0, 0, 0, 1])


@pytest.mark.parametrize("name", ["nothing", "ways"])
def test_a_name_that_there_is_not(name):
    with pytest.raises(Refused, match=name):
        numbers(name, HELD)
    with pytest.raises(Refused, match=name):
        codes([name], HELD)


def test_only_some_people():
    assert len(HELD.only([2, 0])) == 2
    np.testing.assert_equal(numbers("hours", HELD.only([2, 0])), [0, 40])
