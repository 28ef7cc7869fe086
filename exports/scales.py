"""Reliability of a scale: Cronbach's alpha, item-total and inter-item correlations. Pure.

Alpha: Cronbach 1951, Psychometrika 16; standardised alpha: from the mean inter-item correlation. Alpha, item-total
correlations and alpha without an item are listwise (who answered every item); inter-item correlations are pairwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from exports.refusals import Refused

Floats = NDArray[np.float64]
FEWEST = 3
"""People below which no correlation is worked out."""


@dataclass(frozen=True)
class Item:
    """`correlation` is with the sum of the other items (corrected); `alpha_without` None in a scale of two items."""

    name: str
    n: int
    mean: float
    sd: float
    correlation: float
    alpha_without: float | None


@dataclass(frozen=True)
class Pair:
    """Two items and how many answered both; None where one of them does not vary among these."""

    first: str
    second: str
    n: int
    correlation: float | None


@dataclass(frozen=True)
class Reliability:
    """`n` answered every item (listwise), `some` at least one."""

    alpha: float
    standardised: float
    n: int
    some: int
    items: tuple[Item, ...]
    pairs: tuple[Pair, ...]


def reliability(names: Sequence[str], scores: Floats) -> Reliability:
    """Of scores, people × items, NaN for no score. Raises Refused: under two items, too few people, no variance."""
    if len(names) < 2:
        raise Refused(gettext_noop("A scale of %(n)s item has no alpha; it takes two."), n=len(names))
    whole = scores[~np.isnan(scores).any(axis=1)]
    if len(whole) < FEWEST:
        raise Refused(
            gettext_noop("%(n)s people answered all of %(items)s; alpha takes %(least)s."),
            n=len(whole),
            items=", ".join(names),
            least=FEWEST,
        )
    flat = [name for name, spread in zip(names, np.ptp(whole, axis=0), strict=True) if spread == 0]
    if flat:
        raise Refused(
            gettext_noop("Everybody gave the same answer to %(items)s, so it has no correlation with the others."),
            items=", ".join(flat),
        )
    return Reliability(
        alpha=alpha(whole),
        standardised=standardised_alpha(whole),
        n=len(whole),
        some=int((~np.isnan(scores).all(axis=1)).sum()),
        items=tuple(_item(name, place, scores, whole) for place, name in enumerate(names)),
        pairs=tuple(
            _pair(names[one], names[other], scores[:, [one, other]])
            for one in range(len(names))
            for other in range(one + 1, len(names))
        ),
    )


def alpha(whole: Floats) -> float:
    """k/(k-1) · (1 - sum of item variances / variance of the sum), of complete scores; NaN where the sum is flat."""
    items = whole.shape[1]
    of_sum = whole.sum(axis=1).var(ddof=1)
    return float(items / (items - 1) * (1 - whole.var(axis=0, ddof=1).sum() / of_sum)) if of_sum else float("nan")


def standardised_alpha(whole: Floats) -> float:
    """k·r / (1 + (k-1)·r) with r the mean inter-item correlation."""
    items = whole.shape[1]
    mean = (np.corrcoef(whole, rowvar=False).sum() - items) / (items * (items - 1))
    return float(items * mean / (1 + (items - 1) * mean))


def _item(name: str, place: int, scores: Floats, whole: Floats) -> Item:
    own, others = whole[:, place], np.delete(whole, place, axis=1)
    given = scores[:, place][~np.isnan(scores[:, place])]
    return Item(
        name,
        len(given),
        float(given.mean()),
        float(given.std(ddof=1)),
        _correlation(own, others.sum(axis=1)) or 0.0,
        alpha(others) if others.shape[1] > 1 else None,
    )


def _pair(first: str, second: str, scores: Floats) -> Pair:
    both = scores[~np.isnan(scores).any(axis=1)]
    return Pair(first, second, len(both), _correlation(both[:, 0], both[:, 1]) if len(both) >= FEWEST else None)


def _correlation(one: Floats, other: Floats) -> float | None:
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
