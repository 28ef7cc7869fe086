"""Means, spreads and medians beside Python's statistics module and plain repetition."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.breakdowns import total
from exports.counting import Data
from exports.disclosure_means import protected_means
from exports.disclosure_rules import Declared, Limits
from exports.measures import measure_table, measured_of, summary
from exports.tables_release import marked
from tests.exports import printed
from tests.exports.mini import mini

NUMBERS = st.lists(st.integers(0, 99), min_size=2, max_size=40)


@settings(max_examples=40)
@given(NUMBERS)
def test_without_weights_it_is_what_the_library_says(numbers):
    found = summary(sorted((float(number), 1.0) for number in numbers))
    assert found.mean == pytest.approx(statistics.fmean(numbers))
    assert found.sd == pytest.approx(statistics.stdev(numbers), abs=1e-9)
    assert found.median == statistics.median(numbers)
    assert (found.low, found.high, found.effective) == (min(numbers), max(numbers), pytest.approx(len(numbers)))


@settings(max_examples=40)
@given(NUMBERS, st.floats(0.1, 9))
def test_the_size_of_weights_says_nothing(numbers, factor):
    plain, heavy = (summary(sorted((float(one), weight) for one in numbers)) for weight in (1.0, factor))
    for name in ("mean", "sd", "median", "effective"):
        assert getattr(heavy, name) == pytest.approx(getattr(plain, name), abs=1e-9)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), min_size=1, max_size=20))
def test_whole_weights_have_the_mean_and_median_of_repeated_people(pairs):
    found = summary(sorted((float(number), float(weight)) for number, weight in pairs))
    repeated = [number for number, weight in pairs for _ in range(weight)]
    assert found.mean == pytest.approx(statistics.fmean(repeated))
    assert found.median == statistics.median(repeated)


def test_weighted_spread_of_a_worked_example():
    """Values 1, 2, 4 of weight 1, 2, 1: mean 2.25, Σw(x-m)² 4.75, Σw - Σw²/Σw = 4 - 6/4 = 2.5."""
    found = summary([(1.0, 1.0), (2.0, 2.0), (4.0, 1.0)])
    assert found.sd == pytest.approx((4.75 / 2.5) ** 0.5)


@pytest.mark.parametrize(
    ("pairs", "mean", "sd"),
    [pytest.param([], None, None, id="nobody"), pytest.param([(3.0, 2.0)], 3.0, None, id="one person has no spread")],
)
def test_few(pairs, mean, sd):
    assert (summary(pairs).mean, summary(pairs).sd) == (mean, sd)


def test_reasons_are_no_numbers():
    """Hours 8 and 12; one does not know, one skipped, one was not asked."""
    data = Data(mini(), {"group": [1] * 5, "hours": [8, 12, -1, -5, -4]})
    measured = next(one for one in measured_of(data.definition, means=False) if one.name == "hours")
    found = measure_table(data, measured, [total({})]).summaries[0]
    assert (found.n, found.asked, found.mean) == (2, 4, 10.0)


def test_scores_count_not_the_numbers_of_options():
    """Good is option 2 with score 5; what does not apply has no score."""
    data = Data(mini(), {"group": [1] * 4, "mood": [1, 2, 2, 3]})
    measured = {one.name: one for one in measured_of(data.definition, means=True)}
    found = measure_table(data, measured["mood"], [total({})]).summaries[0]
    assert (found.n, found.asked, found.mean) == (3, 4, pytest.approx(11 / 3))
    assert "warmth" in measured


def test_numbers_always_and_scores_on_request():
    definition = printed.definition()
    assert [one.name for one in measured_of(definition, means=False)] == ["age"]
    assert {"age", "rating", "guided"} <= {one.name for one in measured_of(definition, means=True)}


def leaves(tables):
    return protected_means(tables, "publication", Declared(), Limits())


@pytest.mark.parametrize(
    ("people", "profile", "mark", "told"),
    [
        pytest.param(29, "internal", "few", ["mean", "sd", "median", "low", "high"], id="within the house"),
        pytest.param(60, "internal", "", ["mean", "sd", "median", "low", "high"], id="many"),
        pytest.param(29, "publication", "hidden", [], id="too few to leave"),
        pytest.param(30, "publication", "few", ["mean", "sd", "median"], id="few"),
        pytest.param(60, "publication", "", ["mean", "sd", "median"], id="lowest and highest are of one person"),
    ],
)
def test_what_leaves_of_numbers(people, profile, mark, told):
    data = Data(mini(), {"group": [1] * people, "hours": list(range(people))})
    measured = next(one for one in measured_of(data.definition, means=False) if one.name == "hours")
    asked = [measure_table(data, measured, [total({})])]
    (table,) = marked(asked) if profile == "internal" else leaves(asked).in_place
    assert table is not None
    (found,) = table.summaries
    assert found.mark == mark
    assert [name for name in table.measured.statistics if getattr(found, name) is not None] == told
