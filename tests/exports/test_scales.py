"""Alpha and correlations: a published worked example, a second computation, and what is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import scales as module
from exports.refusals import Refused
from exports.scales import alpha, reliability, standardised_alpha

pytestmark = pytest.mark.once

NAN = float("nan")
LSAT6 = [3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15]
LSAT6 += [10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298]
"""How many of 1,000 had each pattern of five answers, 00000 to 11111 (Bock & Lieberman 1970, Psychometrika 35)."""


def lsat() -> np.ndarray:
    patterns = product((0.0, 1.0), repeat=5)
    return np.array([row for row, n in zip(patterns, LSAT6, strict=True) for _ in range(n)])


def by_anova(scores: np.ndarray) -> float:
    """Hoyt 1941: alpha from the mean squares of people and of what is left; plain loops."""
    people, items = scores.shape
    grand = sum(map(sum, scores.tolist())) / (people * items)
    rows = [sum(row) / items for row in scores.tolist()]
    columns = [sum(column) / people for column in scores.T.tolist()]
    between = items * sum((mean - grand) ** 2 for mean in rows) / (people - 1)
    left = sum((scores[i][j] - rows[i] - columns[j] + grand) ** 2 for i in range(people) for j in range(items))
    return float(1 - left / ((people - 1) * (items - 1)) / between)


def test_the_published_example():
    """Alpha of LSAT-6 is .295 (R package ltm, cronbach.alpha); the shares right are as in the literature."""
    found = reliability("abcde", lsat())
    assert found.alpha == pytest.approx(0.295, abs=0.0005)
    assert [round(item.mean, 3) for item in found.items] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert (found.n, found.some) == (1000, 1000)


@settings(max_examples=25)
@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_it_agrees_with_a_second_computation(items, seed):
    random = np.random.default_rng(seed)
    scores = np.clip(random.integers(1, 6, (40, items)) + random.integers(0, 3, (40, 1)), 1, 5).astype(float)
    scores[0], scores[1] = 1, 5
    found = reliability([str(i) for i in range(items)], scores)
    assert found.alpha == pytest.approx(by_anova(scores))
    for place, item in enumerate(found.items):
        others = np.delete(scores, place, axis=1)
        assert item.correlation == pytest.approx(np.corrcoef(scores[:, place], others.sum(axis=1))[0, 1])
        if items > 2:
            assert item.alpha_without == pytest.approx(by_anova(others))


def test_a_broken_alpha_does_not_agree(monkeypatch):
    """The control: variances that divide by n in one place only."""
    scores = lsat()[::25]
    broken = 5 / 4 * (1 - scores.var(axis=0, ddof=0).sum() / scores.sum(axis=1).var(ddof=1))
    monkeypatch.setattr(module, "alpha", lambda whole: broken)
    assert reliability("abcde", scores).alpha != pytest.approx(by_anova(scores))


def test_two_items_by_hand():
    """r = .5: the standardised alpha is 2r / (1 + r) = 2/3 (Spearman-Brown)."""
    scores = np.array([[1, 1], [1, 3], [3, 1], [3, 3], [2, 2], [1, 1], [3, 3], [2, 2]], dtype=float)
    r = np.corrcoef(scores, rowvar=False)[0, 1]
    assert r == pytest.approx(1 / 3)
    assert standardised_alpha(scores) == pytest.approx(2 * r / (1 + r)) == pytest.approx(alpha(scores))
    assert [item.alpha_without for item in reliability("ab", scores).items] == [None, None]


def test_listwise_and_pairwise_are_told_apart():
    scores = np.array([[1, 2, 3], [2, 2, NAN], [3, 4, 5], [4, NAN, 4], [5, 5, 4], [NAN] * 3, [1, 1, 2.0]])
    found = reliability("abc", scores)
    assert (found.n, found.some) == (4, 6)
    assert [item.n for item in found.items] == [6, 5, 5]
    assert [(pair.first, pair.second, pair.n) for pair in found.pairs] == [("a", "b", 5), ("a", "c", 5), ("b", "c", 4)]


@pytest.mark.parametrize(
    ("names", "scores", "words"),
    [
        pytest.param("a", [[1], [2], [3]], "takes two", id="one item"),
        pytest.param("ab", np.empty((0, 2)), "0 people", id="no interviews"),
        pytest.param("ab", [[1, 2]], "1 people", id="one interview"),
        pytest.param("ab", [[NAN, NAN]] * 5, "0 people", id="all missing"),
        pytest.param("ab", [[1, 3], [2, 3], [3, 3]], "same answer to b", id="an item that does not vary"),
    ],
)
def test_what_cannot_be_done_is_refused(names, scores, words):
    with pytest.raises(Refused, match=words):
        reliability(names, np.array(scores, dtype=float))
