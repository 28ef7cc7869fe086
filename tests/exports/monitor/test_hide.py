"""Small numbers: what may be told, held against somebody who subtracts."""

from itertools import pairwise, product
from random import Random

import numpy as np
import pytest

from exports.monitor import hide
from exports.monitor.hide import apart, growing, hidden, hidden_within, share

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([(50, 30), (40, 20)], [(50, 30), (40, 20)], id="nothing is small"),
        pytest.param([(50, 30), (40, 4)], [(50, None), (40, None)], id="one is small, so the sum would give it back"),
        pytest.param([(50, 30), (40, 20), (9, 1)], [(50, 30), (None, None), (None, None)], id="the smallest goes too"),
        pytest.param(
            [(50, 45), (40, 12)], [(50, None), (40, None)], id="five who did not are as small as five who did"
        ),
        pytest.param([(50, 50), (40, 12)], [(50, 50), (40, 12)], id="all of them is no small number"),
        pytest.param(
            [(50, 3), (50, 4), (50, 20)], [(50, None), (50, None), (50, None)], id="two hidden that are seven together"
        ),
    ],
)
def test_what_is_told(rows, told):
    assert hidden(rows) == told


def known_sums(keys, counts, least=10) -> list[list[int]]:
    """Places whose sum somebody knows who reads the tables of one breakdown each, and what these leave out together."""
    found = []
    for at in range(len(keys[0])):
        values = list(dict.fromkeys(key[at] for key in keys))
        places = {value: [place for place, key in enumerate(keys) if key[at] == value] for value in values}
        sums = [(sum(counts[place] for place in places[value]),) for value in values]
        told = [value for value, (number,) in zip(values, hidden(sums), strict=True) if number is not None]
        found += [places[value] for value in told]
        rest = [place for value in values if value not in told for place in places[value]]
        found += [rest] if rest else []
    return found


def given_away(counts, told, lines, least=10) -> bool:
    """Whether sums of lines pin a hidden number between them, or tell that hidden ones are a small number together.

    By linear algebra, not by rings: a number is pinned where it is a combination of the sums that are known.
    """
    gone = [place for place, (value,) in enumerate(told) if value is None]
    if not gone or len(gone) == len(counts):
        return False
    few = [line for line in lines if 0 < sum(counts[place] for place in line if place in gone) < least]
    known = np.array([[float(place in line) for place in gone] for line in lines])
    rank = np.linalg.matrix_rank(known)
    pinned = [np.linalg.matrix_rank(np.vstack([known, one])) == rank for one in np.eye(len(gone))]
    return bool(few) or any(pinned)


def crossed(keys, counts):
    return hidden_within([(count,) for count in counts], [[key[at] for key in keys] for at in range(len(keys[0]))])


@pytest.mark.parametrize("seed", range(80))
def test_no_sum_of_a_table_gives_a_number_back(seed):
    random = Random(seed)
    keys = list(product("abcd"[: random.choice([2, 3, 4])], "wxyz"))
    counts = [random.choice([0, 3, 8, 12, 25, 60]) for _ in keys]
    told = crossed(keys, counts)
    assert not given_away(counts, told, known_sums(keys, counts))
    assert all(value is None or value >= 10 for (value,) in told)


def test_control_hiding_small_ones_alone_gives_them_away(monkeypatch):
    """The attack above is one: without the second numbers it finds something."""
    keys, counts = list(product("ab", "xy")), [3, 25, 60, 40]
    lines = known_sums(keys, counts)
    monkeypatch.setattr(hide._Column, "told_safely", lambda column: column.told)
    assert given_away(counts, crossed(keys, counts), lines)


RINGS = [
    *(("a", "w"), ("a", "x"), ("b", "w"), ("b", "x")),
    *(("c", "y"), ("c", "z"), ("d", "y"), ("d", "z")),
    ("b", "y"),
]
"""Two rings of hidden numbers and one that hangs between them: each line hides two or more, and yet it is pinned."""


def test_a_number_between_two_rings_is_hidden_better():
    keys = list(product("abcd", "wxyz"))
    counts = [5 if key in RINGS else 50 for key in keys]
    lines = known_sums(keys, counts)
    alone = [(None,) if key in RINGS else (50,) for key in keys]
    assert all(sum(told == (None,) for told in map(alone.__getitem__, line)) > 1 for line in lines)
    assert given_away(counts, alone, lines), "control: the attack finds it where lines alone are looked at"
    assert not given_away(counts, crossed(keys, counts), lines)


def test_a_row_that_is_its_whole_sum_costs_no_more_than_its_sum_does():
    """Somebody whose group nobody knows has no route either: the two tables leave out the same."""
    keys = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "y"), ("?", "?")]
    counts = [200, 150, 120, 90, 40, 6]
    told = [value for (value,) in crossed(keys, counts)]
    assert told[:2] == [200, 150]
    assert told[5] is None


def test_days_and_sums_so_far():
    assert apart([12, 0, 3, 30, 15]) == [None, None, None, 30, 15]
    assert apart([12, 30]) == [12, 30]
    assert growing([4, 4, 4, 20, 1]) == [0, 0, 12, 32, 32]
    steps = growing([3, 1, 9, 2, 8, 30])
    assert all(after == before or after - before >= 10 for before, after in pairwise(steps))


def test_a_share_is_of_enough_people():
    assert share(5, 29) is None
    assert share(15, 30) == 0.5
    assert share(None, 300) is None
