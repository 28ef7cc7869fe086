"""Numbers made from a printed mean, median and extremes: what comes out, and what cannot be made."""

import statistics
from random import Random

import pytest

from exports.agreement import agrees
from exports.fit import bounds
from exports.made_numbers import made_numbers
from exports.published import About, BadMap, Figure, published
from exports.scheme import CannotReproduce, Person
from tests.exports import printed

A, B = {"side": frozenset({"a"})}, {"side": frozenset({"b"})}
pytestmark = pytest.mark.once


def people(a: int, b: int) -> list[Person]:
    sides = ["a"] * a + ["b"] * b
    return [Person("g", {}, {"side": frozenset({side})}) for side in sides]


def figure(measure: str, expected: str, where=None) -> Figure:
    about = About(measure, ("age",), frozenset(), where or {})  # type: ignore[arg-type]
    return Figure("t", "", "", "value", expected, expected, "exact", about=about)


def numbers(crowd: list[Person], figures: list[Figure], limits=(18, 99), seed: int = 1) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"a": [], "b": []}
    for person, number in made_numbers("age", crowd, figures, limits, Random(seed)):
        found["".join(person.chosen["side"])].append(number)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_means_of_two_columns_and_the_extremes_of_all(seed):
    figures = [figure("mean", "37.1", A), figure("mean", "41.7", B), figure("low", "25"), figure("high", "65")]
    figures += [figure("base", "55", A), figure("base", "95", B)]
    found = numbers(people(55, 95), figures, seed=seed)
    assert (len(found["a"]), len(found["b"])) == (55, 95)
    assert (f"{statistics.fmean(found['a']):.1f}", f"{statistics.fmean(found['b']):.1f}") == ("37.1", "41.7")
    assert (min(found["a"] + found["b"]), max(found["a"] + found["b"])) == (25, 65)


@pytest.mark.parametrize(
    ("n", "mean", "median"),
    [
        pytest.param(63, "18", "12", id="an odd number of people"),
        pytest.param(40, "25", "24", id="an even number"),
        pytest.param(2, "10", "10.0", id="two people"),
        pytest.param(40, "25", "24.5", id="a median between two numbers"),
    ],
)
def test_a_mean_beside_a_median(n, mean, median):
    found = numbers(
        people(n, 0), [figure("mean", mean, A), figure("median", median, A), figure("base", str(n), A)], (1, 96)
    )
    assert statistics.median(found["a"]) == float(median)
    assert int(statistics.fmean(found["a"]) + 0.5) == int(mean)


def test_without_an_n_some_skip_and_with_one_nobody_more_answers():
    assert len(numbers(people(100, 0), [figure("mean", "40", A)])["a"]) == 97
    assert len(numbers(people(100, 0), [figure("mean", "40", A), figure("base", "60", A)])["a"]) == 60


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        pytest.param([figure("mean", "12", A)], "with a mean of 12", id="below every number that may be given"),
        pytest.param([figure("mean", "40", A), figure("mean", "41")], "share people", id="columns that share people"),
        pytest.param([figure("mean", "40", {"side": frozenset({"c"})})], "not asked", id="nobody is in the column"),
        pytest.param(
            [figure("median", "30.5", A), figure("base", "7", A)], "no median of 30.5", id="an odd number has no half"
        ),
    ],
)
def test_what_cannot_be_made_is_told(figures, told):
    with pytest.raises(CannotReproduce, match=told):
        numbers(people(10, 10), figures)


@pytest.mark.parametrize(
    ("printed_as", "n", "least", "most"),
    [
        pytest.param("32", 95, 30, 30, id="whole"),
        pytest.param("31.6", 95, 30, 30, id="one decimal"),
        pytest.param("31.5", 95, 30, 29, id="no number of people"),
        pytest.param("<1", 1000, 1, 4, id="under one"),
    ],
)
def test_bounds_of_a_printed_percentage(printed_as, n, least, most):
    assert bounds(printed_as, n) == (least, most)


def test_a_value_needs_a_measure():
    table = {"id": "t", "kind": "tekst", "var": "age", "by": "none", "n": None, "columns": {"a": None}}
    facts = {"tables": [{**table, "rows": [{"code": "mean", "value": ["37.1"]}]}]}
    about = {**printed.MAP, "tables": {"t": {"class": "exact"}}}
    with pytest.raises(BadMap, match="a `value` without a measure"):
        published(facts, about)
    measured = {**printed.MAP, "tables": {"t": {"class": "exact", "rows": {"mean": {"measure": "mean"}}}}}
    assert [one.expected for one in published(facts, measured).figures if one.what == "value"] == ["37.1"]


def test_more_than_is_a_figure_too():
    assert agrees(">33", "36")
    assert not agrees(">33", "33")
