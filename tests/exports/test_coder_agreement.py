"""Agreement of coders against published worked examples and a second computation."""

from itertools import product
from math import sqrt

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.coder_agreement import Z95, alpha, kappa, kappa_by_code, masi

DIAGNOSES = {
    ("psychotic", "psychotic"): 75,
    ("psychotic", "neurotic"): 1,
    ("psychotic", "organic"): 4,
    ("neurotic", "psychotic"): 5,
    ("neurotic", "neurotic"): 4,
    ("neurotic", "organic"): 1,
    ("organic", "organic"): 10,
}
"""Fleiss, Statistical Methods for Rates and Proportions, chapter on measuring agreement: 100 subjects, two raters."""


def pairs_of(counts):
    return [pair for pair, count in counts.items() for _ in range(count)]


def sets(first: str, second: str):
    return [(frozenset(one), frozenset(other)) for one, other in zip(first, second, strict=True)]


def test_kappa_of_the_textbook():
    found = kappa(pairs_of(DIAGNOSES))
    assert (found.n, found.same) == (100, 0.89)
    assert found.value == pytest.approx(0.676, abs=0.0005)


def kappa_from_matrix(table: numpy.ndarray) -> float:
    """From the definition, on a table of shares: 1 - disagreement / disagreement by chance."""
    off = 1 - numpy.eye(len(table))
    return 1 - (table * off).sum() / (numpy.outer(table.sum(1), table.sum(0)) * off).sum()


def spread_by_slopes(table: numpy.ndarray, n: int) -> float:
    """Standard error by the delta method: numerical slopes of kappa over the cells of a multinomial."""
    slopes = numpy.zeros(table.shape)
    for place in product(*map(range, table.shape)):
        step = numpy.zeros(table.shape)
        step[place] = 1e-6
        up, down = (table + step) / (1 + 1e-6), (table - step) / (1 - 1e-6)
        slopes[place] = (kappa_from_matrix(up) - kappa_from_matrix(down)) / 2e-6
    return sqrt(((table * slopes**2).sum() - (table * slopes).sum() ** 2) / n)


TABLES = [
    pytest.param([[75, 1, 4], [5, 4, 1], [0, 0, 10]], id="textbook"),
    pytest.param([[20, 5], [10, 15]], id="two codes"),
    pytest.param([[3, 7], [8, 2]], id="below chance"),
    pytest.param([[10, 0, 2, 1], [3, 8, 0, 0], [1, 1, 6, 2], [0, 4, 0, 9]], id="four codes"),
]


@pytest.mark.parametrize("table", TABLES)
def test_kappa_and_its_interval_by_a_second_way(table):
    counts = {(str(a), str(b)): n for a, row in enumerate(table) for b, n in enumerate(row)}
    found = kappa(pairs_of(counts))
    shares = numpy.array(table) / numpy.sum(table)
    assert found.value == pytest.approx(kappa_from_matrix(shares), abs=1e-12)
    half = Z95 * spread_by_slopes(shares, found.n)
    assert found.low == pytest.approx(max(-1, found.value - half), abs=1e-6)
    assert found.high == pytest.approx(min(1, found.value + half), abs=1e-6)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_kappa_does_not_ask_who_is_first(pairs):
    found, turned = kappa(pairs), kappa([(other, one) for one, other in pairs])
    assert found.value == pytest.approx(turned.value)
    assert found.value is None or -1 <= found.low <= found.value + 1e-12 <= found.high + 2e-12 <= 1 + 3e-12


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([("a", "a")], None, id="one text"),
        pytest.param([("a", "a"), ("a", "a")], None, id="one code for all says nothing"),
        pytest.param([("a", "a"), ("b", "b")], 1.0, id="all alike"),
        pytest.param([("a", "b"), ("b", "a")], -1.0, id="never alike"),
    ],
)
def test_ends_of_kappa(pairs, value):
    assert kappa(pairs).value == (None if value is None else pytest.approx(value))


def test_alpha_of_the_published_examples():
    """Krippendorff, Computing Krippendorff's Alpha-Reliability: nominal data of two observers (binary, then any)."""
    binary = alpha(sets("0100000010", "1110010000"), seed=1)
    assert binary.value == pytest.approx(0.095, abs=0.0005)
    nominal = alpha(sets("aabbdcccedda", "babbbcccEddd".replace("E", "e")), seed=1)
    assert nominal.value == pytest.approx(0.692, abs=0.0005)


def test_alpha_of_sets_lies_between_alike_and_apart():
    alike = alpha([(frozenset("ab"), frozenset("ab")), (frozenset("c"), frozenset("c"))], seed=1)
    partly = alpha([(frozenset("ab"), frozenset("a")), (frozenset("c"), frozenset("c"))], seed=1)
    apart = alpha([(frozenset("ab"), frozenset("d")), (frozenset("c"), frozenset("c"))], seed=1)
    assert alike.value == 1
    assert alike.value > partly.value > apart.value


def test_the_interval_of_alpha_is_the_same_for_a_seed_and_holds_the_value():
    pairs = sets("aabbdcccedda" * 3, "babbbcccedda" * 3)
    found = alpha(pairs, seed=5)
    assert found == alpha(pairs, seed=5)
    assert found.low < found.value < found.high
    assert alpha(sets("a", "a"), seed=1).value is None
    assert alpha(sets("aa", "aa"), seed=1).value is None


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        pytest.param("a", "a", 0, id="equal"),
        pytest.param("a", "b", 1, id="apart"),
        pytest.param("ab", "abcd", 1 - 1 / 2 * 2 / 3, id="one holds the other"),
        pytest.param("ab", "bc", 1 - 1 / 3 * 1 / 3, id="overlap"),
    ],
)
def test_masi(one, other, distance):
    assert masi(frozenset(one), frozenset(other)) == pytest.approx(distance)
    assert masi(frozenset(other), frozenset(one)) == pytest.approx(distance)


def test_kappa_of_each_code_is_that_of_given_or_not():
    pairs = [(frozenset("ab"), frozenset("a")), (frozenset("b"), frozenset("b")), (frozenset("c"), frozenset("a"))]
    found = kappa_by_code(pairs)
    assert list(found) == ["a", "b", "c"]
    assert found["b"] == kappa([(True, False), (True, True), (False, False)])
