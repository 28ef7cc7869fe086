"""How far two coders agree beyond chance: Cohen's kappa for one code an answer, Krippendorff's alpha for sets. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import cast

Z95 = 1.959964
"""The 97.5th percentile of the standard normal distribution."""
DRAWS = 500
"""Resamples for the interval of alpha (Hayes and Krippendorff 2007, Communication Methods and Measures 1, use more)."""
LEAST = 2
"""Texts that two people coded, below which no agreement is worked out."""

Pair = tuple[Hashable, Hashable]
CodeSet = frozenset[str]


@dataclass(frozen=True)
class Agreement:
    """`value` and its 95% interval, over `n` texts that two people coded; `same` is the share coded alike.

    `value` is None where it says nothing: fewer than two texts, or both coders used one and the same code for all.
    """

    n: int
    same: float | None
    value: float | None
    low: float | None = None
    high: float | None = None


def kappa(pairs: Sequence[Pair]) -> Agreement:
    """Cohen's kappa (1960, Educational and Psychological Measurement 20) of what first and second coder gave each text.

    The standard error is that of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72, formula 13), for a kappa
    that need not be 0; the interval is cut at -1 and 1.
    """
    n = len(pairs)
    if n < LEAST:
        return Agreement(n, _same(pairs), None)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    agreed = sum(one == other for one, other in pairs) / n
    chance = sum(first[code] * second[code] for code in first) / n**2
    if chance == 1:
        return Agreement(n, agreed, None)
    value = (agreed - chance) / (1 - chance)
    spread = Z95 * sqrt(max(0.0, _variance(pairs, first, second, agreed, chance)))
    return Agreement(n, agreed, value, max(-1.0, value - spread), min(1.0, value + spread))


def _variance(
    pairs: Sequence[Pair], first: Counter[Hashable], second: Counter[Hashable], agreed: float, chance: float
) -> float:
    n, value = len(pairs), (agreed - chance) / (1 - chance)
    on, off = 0.0, 0.0
    for (one, other), count in Counter(pairs).items():
        if one == other:
            on += count / n * (1 - (first[one] + second[one]) / n * (1 - value)) ** 2
        else:
            off += count / n * ((first[other] + second[one]) / n) ** 2
    middle = (value - chance * (1 - value)) ** 2
    return (on + (1 - value) ** 2 * off - middle) / (n * (1 - chance) ** 2)


def _same(pairs: Sequence[Pair]) -> float | None:
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def kappa_by_code(pairs: Sequence[tuple[CodeSet, CodeSet]]) -> dict[str, Agreement]:
    """Kappa of each code that somebody gave: given or not given."""
    codes = sorted({code for one, other in pairs for code in one | other})
    return {code: kappa([(code in one, code in other) for one, other in pairs]) for code in codes}


def masi(one: CodeSet, other: CodeSet) -> float:
    """Distance of two sets of codes, 0 to 1: 1 - Jaccard × monotonicity (Passonneau 2006, LREC, measuring agreement on
    set-valued items)."""
    both = one & other
    if one == other:
        return 0.0
    monotone = 2 / 3 if one <= other or other <= one else 1 / 3 if both else 0.0
    return 1 - len(both) / len(one | other) * monotone


def alpha(pairs: Sequence[tuple[CodeSet, CodeSet]], seed: int) -> Agreement:
    """Krippendorff's alpha (2004, Content Analysis, ch. 11) of two coders' sets, with `masi` as distance.

    The interval holds the middle 95% of resampled texts, drawn with `seed`.
    """
    n = len(pairs)
    value = _alpha(pairs) if n >= LEAST else None
    if value is None:
        return Agreement(n, _same(pairs), None)
    random = Random(seed)  # noqa: S311 - reproducible by design
    drawn = sorted(_resampled(pairs, random))
    if not drawn:
        return Agreement(n, _same(pairs), value)
    return Agreement(n, _same(pairs), value, drawn[int(0.025 * len(drawn))], drawn[int(0.975 * (len(drawn) - 1))])


def _resampled(pairs: Sequence[tuple[CodeSet, CodeSet]], random: Random) -> Iterator[float]:
    for _ in range(DRAWS):
        found = _alpha(random.choices(pairs, k=len(pairs)))
        if found is not None:
            yield found


def _alpha(pairs: Sequence[tuple[CodeSet, CodeSet]]) -> float | None:
    """1 - observed / expected distance; None where every set is the same."""
    observed = sum(masi(one, other) for one, other in pairs) / len(pairs)
    counted = Counter(one for pair in pairs for one in pair)
    total = 2 * len(pairs)
    kinds = cast(list[tuple[CodeSet, int]], list(counted.items()))
    apart = sum(2 * a * b * masi(one, other) for place, (one, a) in enumerate(kinds) for other, b in kinds[place + 1 :])
    expected = apart / (total * (total - 1))
    return 1 - observed / expected if expected else None
