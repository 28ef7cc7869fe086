"""What somebody who subtracts can work out of means: how narrow the told ones pin that of few people. Pure.

The unknowns are, per part of the study, how many people have a number, what they weigh together, and the sum of their
numbers and of their squares. Every N that is told is an equation, every mean and standard deviation a pair of bounds,
as wide as their rounding. The mean of a part that may be of few people is given away where all solutions lie within a
small part of the range that the numbers can have (the p% rule of Hundepool et al., Statistical Disclosure Control,
2012, section 4.2.2, with the range in place of the value). z3 keeps sums of whole numbers whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from exports.attack import Atom, Contradiction, Names, System, lies_in
from exports.counting import Where
from exports.disclosure_rules import Limits

OPEN = 0.2
"""Part of the range that the mean of few people must be able to differ by: a tenth on either side."""
TANGENTS = 9
STEPS = 10
"""Halvings in looking for the lowest and highest mean."""
Range = tuple[float, float]
Parts = frozenset[tuple[Names, Atom]]
"""People together: parts of one family."""


@dataclass(frozen=True)
class Mean:
    """Told of the people of `where` who have a number: how many (`n`), and within which bounds lie what they weigh
    together, their mean, and the mean of their squares. None: not told.
    """

    where: Where
    n: int
    weight: Range
    mean: Range | None = None
    square: Range | None = None


@dataclass(frozen=True)
class Numbers:
    """What is known of the numbers: the least and the largest, and whether sums of them are whole."""

    low: float
    high: float
    whole: bool = False

    @property
    def open(self) -> float:
        """How far apart two means of few people must be able to lie."""
        return OPEN * max(self.high - self.low, 1.0)


@dataclass
class MeanAttack:
    """Somebody who holds every told N, mean and spread against the others."""

    regions: tuple[Where, ...]
    numbers: Numbers
    limits: Limits
    safe: set[Parts] = field(default_factory=set)

    @cached_property
    def system(self) -> System:
        return System((), self.regions, ())

    def pinned(self, told: Sequence[Mean]) -> tuple[Parts, ...]:
        """People together of whom the mean is given away, and who may be few. Raises Contradiction."""
        solver = _Sums(self.system, self.numbers, told)
        if not solver.holds():
            raise Contradiction("The means told do not agree with each other.")
        found = []
        for target in sorted(self.small(told) - self.safe, key=repr):
            if self._is_pinned(solver, target):
                found.append(target)
            else:
                self.safe.add(target)
        return tuple(found)

    def small(self, told: Sequence[Mean]) -> set[Parts]:
        """Every part, and what a column holds beside columns within it: of how few people nobody tells, or says it."""
        found: set[Parts] = set()
        for names in self.system.families:
            atoms = frozenset(self.system.atoms(names))
            held = {frozenset(atom for atom in atoms if lies_in(atom, where)): None for where in self._of(names)}
            sizes: dict[frozenset[Atom], int | None] = dict(held)
            for one in told:
                if names >= frozenset(one.where):
                    sizes[frozenset(atom for atom in atoms if lies_in(atom, one.where))] = one.n
            known = {people: n for people, n in _people(atoms, sizes) if n is not None}
            for people, _ in _people(atoms, sizes):
                if 0 < known.get(people, 1) < self.limits.least:
                    found.add(frozenset((names, atom) for atom in people))
        return found

    def _of(self, names: Names) -> Iterator[Where]:
        yield from (where for where in self.regions if names >= frozenset(where))

    def _is_pinned(self, solver: _Sums, target: Parts) -> bool:
        few = solver.few(target, self.limits.least)
        first = solver.mean_in(target, few)
        if first is None:
            return False
        need = self.numbers.open
        if solver.mean_in(target, few, least=first + need) or solver.mean_in(target, few, most=first - need):
            return False
        low = self._furthest(solver, target, first, -need)
        high = self._furthest(solver, target, first, need)
        return high - low < need

    def _furthest(self, solver: _Sums, target: Parts, start: float, way: float) -> float:
        """The most distant mean in a direction, at most `way` from `start`, to within a thousandth of it."""
        few = solver.few(target, self.limits.least)
        near, far = 0.0, 1.0
        for _ in range(STEPS):
            middle = (near + far) / 2
            bound = start + way * middle
            found = solver.mean_in(target, few, **({"least": bound} if way > 0 else {"most": bound}))
            near, far = (middle, far) if found is not None else (near, middle)
        return start + way * near


def _people(
    atoms: Iterable[Atom], sizes: Mapping[frozenset[Atom], int | None]
) -> Iterator[tuple[frozenset[Atom], int | None]]:
    """Parts, columns without another within them and without all those within them; with how many people, if told."""
    yield from ((one, sizes.get(one)) for one in (frozenset({atom}) for atom in atoms))
    for whole, n in sizes.items():
        inside = [one for one in sizes if one < whole]
        for one in inside:
            yield whole - one, _less(n, [sizes[one]])
        if rest := whole.difference(*inside):
            apart = sum(map(len, inside)) == len(whole) - len(rest)
            yield rest, _less(n, [sizes[one] for one in inside]) if apart else None


def _less(n: int | None, others: Sequence[int | None]) -> int | None:
    return None if n is None or None in others else n - sum(one or 0 for one in others)


class _Sums:
    """The unknowns of a system, and what was told as bounds."""

    def __init__(self, system: System, numbers: Numbers, told: Sequence[Mean]) -> None:
        import z3

        self._z3, self._solver, self._system, self._numbers = z3, z3.Solver(), system, numbers
        self._weighted = any(one.weight != (one.n, one.n) for one in told)
        self._unknown: dict[tuple[Names, Atom], tuple[Any, Any, Any, Any]] = {}
        for names in system.families:
            for atom in system.atoms(names):
                self._people(names, atom)
            for one in told:
                if names >= frozenset(one.where):
                    self._solver.add(*self._told(names, one))
        for one_family, other in combinations(system.families, 2):
            self._tie(one_family, other)

    def _people(self, names: Names, atom: Atom) -> None:
        place = f"{len(self._unknown)}"
        n = self._z3.Int(f"{place}.n")
        weight = self._z3.Real(f"{place}.w") if self._weighted else n
        total = (self._z3.Int if self._numbers.whole and not self._weighted else self._z3.Real)(f"{place}.s")
        square = self._z3.Real(f"{place}.q")
        self._unknown[names, atom] = n, weight, total, square
        self._solver.add(n >= 0, *self._possible(weight, total, square))
        if self._weighted:
            self._solver.add(weight >= 0, (n == 0) == (weight == 0))

    def _possible(self, weight: Any, total: Any, square: Any) -> Iterator[Any]:
        """Numbers within their range, and squares that numbers of such a sum can have (Cauchy, by its tangents)."""
        low, high = (_near(bound) for bound in (self._numbers.low, self._numbers.high))
        yield total >= self._times(low, weight)
        yield total <= self._times(high, weight)
        yield square <= self._times(low + high, total) - self._times(low * high, weight)
        for place in range(TANGENTS):
            at = low + (high - low) * Fraction(place, TANGENTS - 1)
            yield square >= self._times(2 * at, total) - self._times(at * at, weight)

    def _times(self, number: float | Fraction, unknown: Any) -> Any:
        return self._number(number) * unknown

    def _number(self, number: float | Fraction) -> Any:
        near = _near(number)
        return self._z3.Q(near.numerator, near.denominator)

    def _told(self, names: Names, one: Mean) -> Iterator[Any]:
        n, weight, total, square = self._sums(
            (names, atom) for atom in self._system.atoms(names) if lies_in(atom, one.where)
        )
        yield n == one.n
        if self._weighted:
            yield from (weight >= self._number(one.weight[0]), weight <= self._number(one.weight[1]))
        for number, bounds in ((total, one.mean), (square, one.square)):
            if bounds is not None:
                yield from (number >= self._times(bounds[0], weight), number <= self._times(bounds[1], weight))

    def _sums(self, parts: Iterable[tuple[Names, Atom]]) -> list[Any]:
        found = [self._unknown[part] for part in parts]
        return [self._z3.Sum([one[place] for one in found]) for place in range(4)]

    def _tie(self, one: Names, other: Names) -> None:
        """The same people stand in both families, by what the two have in common."""
        for shared in self._system.atoms(one & other):
            sums = [
                self._sums((names, atom) for atom in self._system.atoms(names) if set(shared) <= set(atom))
                for names in (one, other)
            ]
            self._solver.add(*(left == right for left, right in zip(*sums, strict=True)))

    def holds(self) -> bool:
        return bool(self._solver.check() == self._z3.sat)

    def few(self, target: Parts, least: int) -> list[Any]:
        """That there is somebody, and fewer than `least`."""
        n = self._sums(target)[0]
        return [n >= 1, n < least]

    def mean_in(
        self, target: Parts, few: Sequence[Any], *, least: float | None = None, most: float | None = None
    ) -> float | None:
        """A mean that these people can have within the bounds; None where there is none."""
        _, weight, total, _ = self._sums(target)
        wanted = [*few]
        wanted += [total >= self._times(least, weight)] if least is not None else []
        wanted += [total <= self._times(most, weight)] if most is not None else []
        if self._solver.check(*wanted) != self._z3.sat:
            return None
        model = self._solver.model()
        total, weight = (_fraction(model.eval(one, model_completion=True)) for one in (total, weight))
        return float(total / weight)


def _near(number: float | Fraction) -> Fraction:
    """What is printed has few decimals."""
    return Fraction(number).limit_denominator(10**9)


def _fraction(value: Any) -> Fraction:
    return Fraction(value.as_long()) if hasattr(value, "as_long") and value.is_int() else value.as_fraction()
