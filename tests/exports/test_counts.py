"""Counts of a dataset, and which of them a reader may see."""

from collections import Counter

import pytest

from exports.counts import tally, told
from exports.writers.chunks import chunked
from exports.writers.table import Table, Variable, table
from surveys.engine.answers import Choice, Number
from tests.exports.mini import dataset_of, mini, values
from tests.exports.test_values import ALL, EVERYTHING


@pytest.fixture(scope="module")
def rows() -> list:
    definition = mini()
    return [
        *[values(definition, EVERYTHING, ALL)] * 3,
        values(definition, {**EVERYTHING, "work": Choice("yes"), "hours": Number(8)}, ALL),
        values(definition, {}, frozenset()),
    ]


@pytest.fixture(scope="module")
def figures(rows):
    return tally(table(dataset_of(mini(), rows), "nl"))


def test_every_value_and_reason_is_counted_as_in_the_rows(figures, rows):
    """Against a second count, by plain Python."""
    coded = {"side", "work", "ways_bus", "ways_else", "mood", "trust", "since_prec", "land", "worker", "only_b"}
    for name in coded:
        assert {code: n for code, n in figures[name].counts.items() if n} == Counter(row[name] for row in rows), name


def test_numbers_have_lowest_highest_and_mean(figures):
    hours = figures["hours"]
    assert (hours.valid, hours.low, hours.high, hours.mean) == (4, 8, 24, 20)
    assert hours.counts == {-6: 1}


def test_sums_beyond_32_bits_are_right():
    long = Variable("seconds", "seconds", "integer", "scale", {}, False, width="long")
    rows = [(2_000_000_000,)] * 3 + [(1_000_000_000,)]
    made = Table("t", (long,), (), tuple(chunked(rows, [long])), "")
    assert tally(made)["seconds"].mean == 1_750_000_000


def test_texts_are_counted_not_read(figures):
    assert (figures["say"].valid, figures["say"].counts) == (4, {})


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param({1: 50, 2: 40}, {1: 50, 2: 40}, id="nothing small"),
        pytest.param({1: 50, 2: 3}, {1: None, 2: None}, id="one small takes the next with it"),
        pytest.param({1: 50, 2: 3, 3: 12, -1: 90}, {1: 50, 2: None, 3: None, -1: 90}, id="the smallest other"),
        pytest.param({1: 50, 2: 3, 3: 4, 4: 11}, {1: 50, 2: None, 3: None, 4: None}, id="together under ten"),
        pytest.param({1: 50, 2: 6, 3: 7}, {1: 50, 2: None, 3: None}, id="together ten or more"),
        pytest.param({1: 100, 2: 0}, {1: None, 2: None}, id="nought is small"),
        pytest.param({}, {}, id="nothing"),
    ],
)
def test_publication_holds_back_small_counts_and_what_gives_them_away(counts, expected):
    assert told(counts, "publication") == expected
    assert told(counts, "internal") == counts


def test_no_count_held_back_follows_from_the_others():
    """Over many made-up counts: what is left of the total never is under ten, nor that of a single cell."""
    from random import Random

    chance = Random(4)
    for _ in range(500):
        counts = {code: chance.choice([0, 2, 9, 10, 30]) for code in range(chance.randint(2, 6))}
        shown = told(counts, "publication")
        hidden = [counts[code] for code, count in shown.items() if count is None]
        assert all(count is None or count >= 10 for count in shown.values())
        assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(hidden) >= 10)
