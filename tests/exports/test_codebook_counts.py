"""Counts of a codebook where one variable says something about another."""

import pytest

from exports.codebook_counts import told_counts
from exports.columns import columns
from exports.counts import told, told_of_set
from tests.exports.mini import dataset_of, mini

FULL = {1: 40, 2: 40, -1: 12, -5: 12}


def counts(**own: dict[int, int]) -> dict[str, dict[int, int]]:
    return {column.name: own.get(column.name, FULL) for column in columns([mini()])}


def told_by(profile: str, **own: dict[int, int]) -> dict[str, dict[int, int | None]]:
    return told_counts(dataset_of(mini(), []), counts(**own), profile)


BUS, BIKE = {1: 60, 0: 30, -1: 3, -5: 12}, {1: 11, 0: 79, -1: 3, -5: 12}


def test_a_reason_that_one_part_holds_back_no_other_part_tells():
    """Alone, the bus holds back -5 beside -1 and the bike its own 1: each would tell what the other hides."""
    alone = [told(one, "publication") for one in (BUS, BIKE)]
    assert [one[-5] for one in alone] == [None, 12]
    together = told_of_set({"bus": BUS, "bike": BIKE}, "publication")
    assert [one[-5] for one in together.values()] == [None, None]
    found = told_by("publication", ways_bus=BUS, ways_bike=BIKE)
    assert [found[name][-5] for name in ("ways_bus", "ways_bike", "ways_else")] == [None] * 3


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        pytest.param(FULL, 40, id="every answer large"),
        pytest.param({1: 80, 2: 3, -1: 12, -5: 12}, None, id="a small answer"),
        pytest.param({1: 40, 2: 40, -1: 12, -5: 3}, 40, id="a small reason"),
    ],
)
def test_a_derived_value_is_quiet_where_its_question_has_a_small_answer(work, expected):
    assert told_by("publication", work=work)["worker"][1] == expected
    assert told_by("internal", work=work)["worker"] == FULL


def test_internal_tells_all():
    assert told_by("internal", ways_bus=BUS)["ways_bus"] == BUS
