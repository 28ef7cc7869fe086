"""Numbers that should come out → how many people of each kind give each answer. Pure; chance is an argument.

Kinds of people are those that the numbers tell apart: a group, within it men of the first cohort, and so on. Every
answer of every kind starts at its share, rounded by largest remainders; then answers are moved or exchanged between
kinds of one group as long as that brings the numbers closer (simulated annealing, Kirkpatrick e.a. 1983).
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import exp
from random import Random

HARD, SOFT = 1000, 1
"""Weights of one person too many or too few, for a number that must come out and for one that may be near."""
STEPS = 20_000
WARMTH = 1.5
"""Of the annealing at its start, in persons of soft numbers."""
ALONE = 0.3
"""How often an answer is moved without an exchange."""
ABROAD = 0.1
"""How often an exchange is sought in other groups too: groups can share a total."""


@dataclass(frozen=True)
class Aim:
    """A number: `expected` people of `kinds` with one of `codes`, or that percentage of those with a code of `base`.

    `beside`: people of the base who are not among those to deal with.
    """

    kinds: AbstractSet[int]
    codes: frozenset[str]
    base: frozenset[str] | None
    expected: str
    weight: int = HARD
    beside: int = 0

    def off(self, count: int, base: int) -> int:
        """How many people too few (negative) or too many."""
        low, high = (int(self.expected),) * 2 if self.base is None else bounds(self.expected, base + self.beside)
        return min(count - low, 0) or max(count - high, 0)


@dataclass(frozen=True)
class Kind:
    """`size` people of one group that the numbers do not tell apart."""

    group: str
    size: int


Counts = list[dict[str, int]]
"""By kind: how many give each answer."""


def bounds(printed: str, n: int) -> tuple[int, int]:
    """Least and largest count that prints as this percentage of `n`, halves upwards; `<1` is 0 but somebody."""
    if printed == "<1":
        return 1, max(1, -(-n // 200) - 1)
    if printed == "0":
        return 0, 0
    units, _, decimals = printed.partition(".")
    whole, scale = int(units + decimals), 200 * 10 ** len(decimals)
    return -(-(2 * whole - 1) * n // scale), min(n, -(-(2 * whole + 1) * n // scale) - 1)


def largest_remainder(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to `total`, as near to the shares as can be; ties in the order given."""
    whole = sum(shares.values())
    wanted = {code: total * share / whole if whole else 0.0 for code, share in shares.items()}
    found = {code: int(value) for code, value in wanted.items()}
    left = sorted(wanted, key=lambda code: found[code] - wanted[code])
    for code in left[: total - sum(found.values())]:
        found[code] += 1
    return found


def fit(
    kinds: Sequence[Kind],
    shares: Mapping[str, Mapping[str, float]],
    aims: Sequence[Aim],
    random: Random,
    steps: int = STEPS,
) -> Counts:
    """Counts per kind and answer. `shares`: by group, the share of each answer to start from."""
    counts = _start(kinds, shares)
    if not aims:
        return counts
    search = _Search(kinds, counts, aims, random)
    for step in range(steps):
        if not search.wrong:
            break
        search.step(WARMTH * max(0.0, 1 - 1.25 * step / steps))
    return search.counts


def _start(kinds: Sequence[Kind], shares: Mapping[str, Mapping[str, float]]) -> Counts:
    """Each kind gets its part of what its group still has to give, so that groups add up."""
    left = {group: _whole(kinds, group, own) for group, own in shares.items()}
    counts: Counts = []
    for kind in kinds:
        given = _within(largest_remainder(kind.size, left[kind.group]), left[kind.group])
        for code, count in given.items():
            left[kind.group][code] -= count
        counts.append(given)
    return counts


def _whole(kinds: Sequence[Kind], group: str, shares: Mapping[str, float]) -> dict[str, int]:
    return largest_remainder(sum(kind.size for kind in kinds if kind.group == group), shares)


def _within(wanted: dict[str, int], left: Mapping[str, int]) -> dict[str, int]:
    """Rounding can ask for one more than there is: it goes to the answer with most left."""
    for code in wanted:
        while wanted[code] > left[code]:
            other = max(left, key=lambda name: left[name] - wanted[name])
            wanted[code], wanted[other] = wanted[code] - 1, wanted[other] + 1
    return wanted


Move = tuple[int, str, str]
"""In this kind, one person gives the second answer instead of the first."""


@dataclass
class _Search:
    kinds: Sequence[Kind]
    counts: Counts
    aims: Sequence[Aim]
    random: Random
    sums: list[list[int]] = field(init=False)
    wrong: dict[int, None] = field(init=False)
    """Places of the aims that are off, as an ordered set."""

    def __post_init__(self) -> None:
        self.of_kind = [
            [place for place, aim in enumerate(self.aims) if kind in aim.kinds] for kind in range(len(self.kinds))
        ]
        self.of_group: dict[str, list[int]] = {}
        for place, kind in enumerate(self.kinds):
            self.of_group.setdefault(kind.group, []).append(place)
        self.sums = [[self._sum(aim, aim.codes), self._sum(aim, aim.base or frozenset())] for aim in self.aims]
        self.wrong = {place: None for place in range(len(self.aims)) if self.aims[place].off(*self.sums[place])}

    def _sum(self, aim: Aim, codes: frozenset[str]) -> int:
        return sum(self.counts[kind].get(code, 0) for kind in aim.kinds for code in codes)

    def step(self, warmth: float) -> None:
        moves = self._proposal(self.random.choice(list(self.wrong)))
        if not moves:
            return
        changes = self._changes(moves)
        worse = sum(self._worse(place, change) for place, change in changes.items())
        if worse <= 0 or (warmth and self.random.random() < exp(-worse / warmth)):
            self._make(moves, changes)

    def _proposal(self, place: int) -> tuple[Move, ...]:
        """A move that brings this aim closer, and mostly its opposite in another kind."""
        aim = self.aims[place]
        low = aim.off(*self.sums[place]) < 0
        kind = self.random.choice(sorted(aim.kinds))
        own = self.counts[kind]
        away = [code for code, count in own.items() if count and (code in aim.codes) != low]
        towards = [code for code in own if (code in aim.codes) == low]
        if not away or not towards:
            return ()
        first, second = self.random.choice(away), self.random.choice(towards)
        if self.random.random() < ALONE:
            return ((kind, first, second),)
        near = self.of_group[self.kinds[kind].group] if self.random.random() > ABROAD else range(len(self.kinds))
        others = [
            one
            for one in near
            if one != kind and (one not in aim.kinds or self.kinds[one].group != self.kinds[kind].group)
        ]
        partners = [one for one in others if self.counts[one].get(second) and first in self.counts[one]]
        return ((kind, first, second), (self.random.choice(partners), second, first)) if partners else ()

    def _changes(self, moves: Sequence[Move]) -> dict[int, list[int]]:
        """What the moves add to the sums of each aim that they touch."""
        found: dict[int, list[int]] = {}
        for kind, first, second in moves:
            for place in self.of_kind[kind]:
                aim = self.aims[place]
                base = aim.base or frozenset()
                change = found.setdefault(place, [0, 0])
                change[0] += (second in aim.codes) - (first in aim.codes)
                change[1] += (second in base) - (first in base)
        return found

    def _worse(self, place: int, change: Sequence[int]) -> int:
        aim, (count, base) = self.aims[place], self.sums[place]
        return aim.weight * (abs(aim.off(count + change[0], base + change[1])) - abs(aim.off(count, base)))

    def _make(self, moves: Sequence[Move], changes: Mapping[int, Sequence[int]]) -> None:
        for kind, first, second in moves:
            self.counts[kind][first] -= 1
            self.counts[kind][second] += 1
        for place, change in changes.items():
            self.sums[place] = [self.sums[place][0] + change[0], self.sums[place][1] + change[1]]
            if self.aims[place].off(*self.sums[place]):
                self.wrong[place] = None
            else:
                self.wrong.pop(place, None)
