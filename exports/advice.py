"""Which kinds of people lag, what that costs in representativity, what reaches them, what a reminder may bring. Pure.

Strata are categories of one column of the list, and of two columns at once. They are looked at by the unconditional
partial indicator, √share · (rate of the stratum - rate of all): Schouten, Shlomo & Skinner 2011, Journal of Official
Statistics 27. Where one kind of people answers less and all others alike, no other stratum has a larger one (by Cauchy
and Schwarz), so that the kind is found. After one was found its people are set aside, and the next is looked for
among the others: nobody is advised about twice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from exports.advice_record import Advice, Expected, Reach, Stratum
from exports.logistic import Floats
from exports.refusals import Refused
from exports.representativity import NOT_KNOWN, SMALL, Units, representativity
from surveys.engine.disclose import LEAST

FEWEST = 50
"""People of a stratum; smaller ones are no matter for advice, and easily known."""
MOST = 8
SURE = 1.96
"""Standard errors by which a stratum has to lag: else it may be chance (5%, two-sided)."""
HIDDEN = (LEAST - 1) / 2
"""Answers of a stratum with fewer than LEAST, as far as is told."""
OWN = 0.5
"""Part of a stratum's people that is not advised about already."""
REACHES = 1.25
"""A way reaches a stratum where its part among who came that way is so many times its part among all who answered."""
FRESH = 10
"""Days after posting in which many answers are still to come."""

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Letters:
    """One mailing of this wave. `written` and `answered` by unit: a letter left; they answered with that letter's code.

    `days`: since it was posted.
    """

    kind: str
    written: Mask
    answered: Mask
    days: int


@dataclass(frozen=True)
class Came:
    """Questionnaires by how people came: per questionnaire the way, and its category of each column ('': not told)."""

    ways: Sequence[str]
    categories: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class History:
    """`letters` in the order of sending. `waiting`: by kind of reminder in order, the units that would get one now."""

    letters: tuple[Letters, ...] = ()
    waiting: Mapping[str, Mask] = field(default_factory=dict)
    came: Came = field(default_factory=lambda: Came((), {}))


def advice(units: Units, history: History, most: int = MOST) -> tuple[Advice, ...]:
    """The strata that lag most, worst first. Raises Refused where nobody or everybody responded, or no column is known.

    `history` is by unit in the order of `units`.
    """
    r = _r(units)
    known = _Known(units)
    found: list[tuple[Advice, Mask]] = []
    free = np.ones(len(units), dtype=bool)
    while len(found) < most:
        worst = _worst(known, free)
        if worst is None:
            break
        stratum, mask = worst
        found.append((_told(stratum, mask, units, r, history), mask))
        free &= ~mask
    return tuple(sorted(_safe(found, units), key=lambda one: one.partial))


def _r(units: Units) -> float:
    """R of the model of main effects, of the cells where that cannot be fitted."""
    try:
        return representativity(units).r.value
    except Refused:
        return representativity(units, "cells").r.value


class _Known:
    """Strata of the units, with who is in each."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.names = list(units.categories)
        self.codes: dict[str, Codes] = {}
        self.values: dict[str, list[str]] = {}
        for name, given in units.categories.items():
            values, codes = np.unique(np.array([str(one) for one in given], dtype=object), return_inverse=True)
            self.values[name], self.codes[name] = [str(one) for one in values], np.asarray(codes, dtype=np.int64)

    def crossings(self) -> Iterator[tuple[tuple[str, ...], Codes]]:
        """One column or two at once, and each unit's number in it."""
        for name in self.names:
            yield (name,), self.codes[name]
        for first, second in combinations(self.names, 2):
            yield (first, second), self.codes[first] * len(self.values[second]) + self.codes[second]

    def stratum(self, names: tuple[str, ...], number: int) -> Stratum:
        if len(names) == 1:
            return ((names[0], self.values[names[0]][number]),)
        first, second = names
        upper, lower = divmod(number, len(self.values[second]))
        return (first, self.values[first][upper]), (second, self.values[second][lower])


def _worst(known: _Known, free: Mask) -> tuple[Stratum, Mask] | None:
    """The stratum that lags most among the people who are left; None where none lags beyond chance."""
    units = known.units
    w = units.weights / units.weights.sum()
    rate = float(w @ units.responded)
    best: tuple[float, Stratum, Mask] | None = None
    for names, codes in known.crossings():
        scores, people = _scores(codes, units, w * free, rate, free)
        for number in np.argsort(scores):
            if scores[number] >= (best[0] if best else 0.0) or people[number] < FEWEST:
                break
            stratum, mask = known.stratum(names, int(number)), codes == number
            if _counts(stratum, mask, free) and _lags(mask & free, units, rate):
                best = (float(scores[number]), stratum, mask)
                break
    return (best[1], best[2]) if best else None


def _scores(codes: Codes, units: Units, w: Floats, rate: float, free: Mask) -> tuple[Floats, Codes]:
    """√share · (rate - rate of all) of each category, 0 where it has too few people; and its people."""
    many = int(codes.max()) + 1
    share = np.bincount(codes, w, many)
    answered = np.bincount(codes, w * units.responded, many)
    people = np.bincount(codes, free, many).astype(np.int64)
    safe = np.where(share > 0, share, 1.0)
    scores = np.where(people >= FEWEST, np.sqrt(share) * (answered / safe - rate), 0.0)
    return scores, np.where(scores < 0, people, 0)


def _counts(stratum: Stratum, mask: Mask, free: Mask) -> bool:
    """Whether its categories say who they are, and most of its people are not advised about yet."""
    unclear = any(code in ("", SMALL, NOT_KNOWN) for _, code in stratum)
    return not unclear and int((mask & free).sum()) >= OWN * int(mask.sum())


def _lags(mask: Mask, units: Units, rate: float) -> bool:
    """Whether its rate is below that of all by more than chance: Wilson's interval ends below it."""
    n, x = int(mask.sum()), float(units.responded[mask].sum())
    return _wilson(x, n)[1] < rate


def _wilson(x: float, n: int) -> tuple[float, float]:
    """95% interval of a rate (Wilson 1927)."""
    p, z = x / n, SURE
    middle, wide = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - wide) / (1 + z * z / n)), min(1.0, (middle + wide) / (1 + z * z / n))


def _told(stratum: Stratum, mask: Mask, units: Units, r: float, history: History) -> Advice:
    people, answered = int(mask.sum()), int(units.responded[mask].sum())
    few = answered < LEAST
    share = float(units.weights[mask].sum() / units.weights.sum())
    (rate, noise), (others, more_noise) = _rate(mask, units), _rate(~mask, units)
    own = HIDDEN / people if few else rate
    noise = own * (1 - own) / people if few else noise
    between = max(share * (1 - share) * ((own - others) ** 2 - noise - more_noise), 0.0)
    return Advice(
        stratum=stratum,
        people=people,
        partial=sqrt(share) * (1 - share) * (own - others),
        se=sqrt(share) * (1 - share) * sqrt(noise + more_noise),
        r=r,
        r_without=1 - 2 * sqrt(max(((1 - r) / 2) ** 2 - between, 0.0)),
        others=others,
        rate=None if few else own,
        few=few,
        missing=max(10, 10 * round(people * (others - own) / 10)),
        reaches=_reaches(stratum, history.came),
        reminder=expected(mask, history),
    )


def _rate(mask: Mask, units: Units) -> tuple[float, float]:
    """Weighted rate, and its variance."""
    own = units.weights[mask] / units.weights[mask].sum()
    rate = float(own @ units.responded[mask])
    return rate, float((own**2).sum()) * rate * (1 - rate)


def _reaches(stratum: Stratum, came: Came) -> tuple[Reach, ...]:
    """Ways that reach the stratum more than others do, best first; only where LEAST of them came so."""
    columns = [(came.categories.get(name, ()), code) for name, code in stratum]
    if not came.ways or any(not values for values, _ in columns):
        return ()
    told = [all(values[place] for values, _ in columns) for place in range(len(came.ways))]
    inside = [all(values[place] == code for values, code in columns) for place in range(len(came.ways))]
    everybody = sum(told)
    share_of_all = sum(inside) / everybody if everybody else 0.0
    by_way = Counter(way for way, known in zip(came.ways, told, strict=True) if known)
    own = Counter(way for way, is_in in zip(came.ways, inside, strict=True) if is_in)
    found = [Reach(way, people, people / by_way[way], share_of_all) for way, people in own.items() if people >= LEAST]
    better = [one for one in found if one.share >= REACHES * share_of_all and by_way[one.way] - one.people >= LEAST]
    return tuple(sorted(better, key=lambda one: -one.share))


def expected(mask: Mask, history: History) -> Expected:
    """What a reminder to these people may bring, from this wave's own answers to earlier letters.

    The rate of the stratum's last letter, times how answers fell off from the letter before it to the last one in the
    whole wave. The interval joins the uncertainty of these rates (on the log scale, delta method) and of the number
    that such a rate gives.
    """
    if not history.letters:
        return Expected("no_letters")
    kind, people = _next(mask, history)
    if not people:
        return Expected("nobody")
    last = next((one for one in reversed(history.letters) if (one.written & mask).any()), history.letters[-1])
    told = Expected("too_little", kind, _shown(people), fresh=history.letters[-1].days < FRESH)
    x, n = int((last.answered & mask).sum()), int((last.written & mask).sum())
    if x < LEAST:
        return told
    before = history.letters.index(last)
    if not before:
        return replace(told, why="at_most", high=max(1, round(people * _wilson(x, n)[1])))
    fallen = _fallen(history.letters[before - 1], last)
    if fallen is None:
        return told
    ratio, variance = fallen
    value = people * (x / n) * ratio
    spread = value + value**2 * (1 / x - 1 / n + variance)
    low, high = value - SURE * sqrt(spread), value + SURE * sqrt(spread)
    return replace(told, why="estimate", value=round(value), low=max(0, int(low)), high=min(people, round(high + 0.5)))


def _next(mask: Mask, history: History) -> tuple[str, int]:
    """The reminder that most of them would get, the earliest of equals; and how many."""
    waiting = {kind: int((found & mask).sum()) for kind, found in history.waiting.items()}
    kind = max(waiting, key=lambda one: waiting[one], default="")
    return (kind, waiting[kind]) if kind else ("", 0)


def _fallen(before: Letters, last: Letters) -> tuple[float, float] | None:
    """How many times as many answer the last letter as the one before, and the variance of its log; None: too few."""
    a, b = int(last.answered.sum()), int(before.answered.sum())
    n, m = int(last.written.sum()), int(before.written.sum())
    if min(a, b) < LEAST:
        return None
    return (a / n) / (b / m), 1 / a - 1 / n + 1 / b - 1 / m


def _shown(people: int) -> int | None:
    return people if people >= LEAST else None


def _safe(found: Sequence[tuple[Advice, Mask]], units: Units) -> tuple[Advice, ...]:
    """Without strata whose rate would give a small number away: those told overlap by LEAST answers or nobody."""
    told: list[Mask] = []
    safe = []
    for one, mask in found:
        if one.few or all(_apart(mask, other, units) for other in told):
            told += [] if one.few else [mask]
            safe.append(one)
    return tuple(safe)


def _apart(mask: Mask, other: Mask, units: Units) -> bool:
    parts = (mask & other, mask & ~other, other & ~mask) if (mask & other).any() else ()
    return all(not part.any() or units.responded[part].sum() >= LEAST for part in parts)
