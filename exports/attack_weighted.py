"""What somebody who subtracts can work out of weighted percents and weighted N's, told as they are printed. Pure.

The unknowns are the weights together of the people per answer and per part of the study: real numbers, nought or more.
A whole percent tells that its true value lies within half a percent of it. A linear program (z3, exact over fractions)
gives the lowest and highest value that each unknown can have; where the two lie close, it is given away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from exports.attack import Atom, Contradiction, Names, System, Target, lies_in
from exports.counting import Where
from exports.disclosure_rules import Limits

Range = tuple[float, float]
LITTLE = 0.005
"""What is printed as `<1` is more than nought and less than this."""


@dataclass(frozen=True)
class Share:
    """People of `where` who chose one of `codes`, as part of those of `where`; None: their weight together.

    The true number lies from `low` to `high`.
    """

    where: Where
    codes: frozenset[str] | None
    low: float
    high: float


def told_share(text: str) -> Range:
    """What a printed percentage tells: halves are rounded up, `<1` is somebody and under a half."""
    if text == "<1":
        return 0.0, LITTLE
    if text in ("0", ""):
        return 0.0, 0.0
    return (int(text) - 0.5) / 100, min((int(text) + 0.5) / 100, 1.0)


def told_weight(weighted_n: float) -> Range:
    """What a weighted N tells, which is printed whole."""
    return max(round(weighted_n) - 0.5, 0.0), round(weighted_n) + 0.5


@dataclass
class WeightedAttack:
    """Somebody who holds every told weighted number against the others.

    `width`: of an unknown the least distance from lowest to highest, in weighted people. `need`: less than that, where
    it was known closer already.
    """

    system: System
    limits: Limits
    width: float
    seen: dict[Target, Range] = field(default_factory=dict)
    need: dict[Target, float] = field(default_factory=dict)

    def known_already(self, shares: Sequence[Share], small: Sequence[Target]) -> None:
        """Numbers that are told whatever happens: what they pin need not stay wider than they leave it."""
        if shares:
            before = WeightedAttack(self.system, self.limits, self.width)
            for target in before.pinned(shares, small):
                low, high = before.seen[target]
                self.need[target] = high - low

    def pinned(self, shares: Sequence[Share], small: Sequence[Target]) -> tuple[Target, ...]:
        """Those of the `small` targets that lie within less than `width`. Raises Contradiction."""
        if not small:
            return ()
        solver = _Weights(self.system, shares)
        solver.watched = tuple(small)
        if not solver.look(self.seen):
            raise Contradiction("The weighted numbers told do not agree with each other.")
        return tuple(target for target in small if self._is_pinned(solver, target))

    def _is_pinned(self, solver: _Weights, target: Target) -> bool:
        """Afterwards `seen` of a target that is pinned is exact."""
        need = self.need.get(target, self.width) * (1 - 1e-6)
        low, high = self.seen[target]
        if high - low >= need or solver.may_be(self.seen, target, low + need, None):
            return False
        if high >= need and solver.may_be(self.seen, target, None, high - need):
            return False
        low, high = solver.bounds(target)
        self.seen[target] = low, high
        return high - low < need


class _Weights:
    """The unknown weights of a system, and what was told of them."""

    def __init__(self, system: System, shares: Sequence[Share]) -> None:
        import z3

        self._z3, self._solver, self._system = z3, z3.SolverFor("QF_LRA"), system
        self.watched: tuple[Target, ...] = ()
        self._unknown: dict[tuple[Names, Atom, str | None], Any] = {}
        for names in system.families:
            for atom in system.atoms(names):
                self._people(names, atom)
            for share in shares:
                if names >= frozenset(share.where):
                    self._solver.add(*self._told(names, share))
        self._tie()

    def _people(self, names: Names, atom: Atom) -> None:
        place = f"{len(self._unknown)}"
        base = self._z3.Real(f"{place}.w")
        chose = {code: self._z3.Real(f"{place}.{code}") for code in self._system.codes}
        self._unknown[names, atom, None] = base
        self._unknown.update({(names, atom, code): one for code, one in chose.items()})
        self._solver.add(base >= 0, *(one >= 0 for one in chose.values()), *self._within(base, chose))

    def _within(self, base: Any, chose: Mapping[str, Any]) -> Iterator[Any]:
        """How the answers make up the people, as in `exports/attack.py`."""
        total = self._z3.Sum([*chose.values()])
        if not self._system.several:
            yield total == base
            return
        yield total >= base
        yield from (one <= base for one in chose.values())
        for code in self._system.alone:
            yield from (chose[code] + one <= base for other, one in chose.items() if other != code)

    def _told(self, names: Names, share: Share) -> list[Any]:
        base = self._sum(names, share.where, None)
        if share.codes is None:
            return [base >= _exact(share.low), base <= _exact(share.high)]
        single = [self._sum(names, share.where, code) for code in sorted(share.codes)]
        if self._system.several and len(single) > 1:
            return [
                self._z3.Sum(single) >= base * _exact(share.low),
                *(one <= base * _exact(share.high) for one in single),
            ]
        total = self._z3.Sum(single)
        return [total >= base * _exact(share.low), total <= base * _exact(share.high)]

    def _sum(self, names: Names, where: Where, code: str | None) -> Any:
        atoms = [atom for atom in self._system.atoms(names) if lies_in(atom, where)]
        return self._z3.Sum([self._unknown[names, atom, code] for atom in atoms])

    def _tie(self) -> None:
        """The same people stand in every family, by what two of them have in common."""
        families = self._system.families
        for place, one in enumerate(families):
            for other in families[place + 1 :]:
                for shared in self._system.atoms(one & other):
                    for code in (None, *self._system.codes):
                        sums = [
                            self._z3.Sum(
                                [
                                    self._unknown[names, atom, code]
                                    for atom in self._system.atoms(names)
                                    if set(shared) <= set(atom)
                                ]
                            )
                            for names in (one, other)
                        ]
                        self._solver.add(sums[0] == sums[1])

    def _of(self, target: Target) -> Any:
        return self._unknown[target.names, target.atom, target.code]

    def may_be(self, seen: dict[Target, Range], target: Target, least: float | None, most: float | None) -> bool:
        unknown = self._of(target)
        wanted = [*([unknown >= _exact(least)] if least is not None else [])]
        wanted += [unknown <= _exact(most)] if most is not None else []
        return self.look(seen, wanted)

    def look(self, seen: dict[Target, Range], more: Sequence[Any] = ()) -> bool:
        """Whether a solution exists; what the watched targets are in it is added to `seen`."""
        if self._solver.check(*more) != self._z3.sat:
            return False
        model = self._solver.model()
        for target in self.watched:
            value = float(model.eval(self._of(target), model_completion=True).as_fraction())
            low, high = seen.get(target, (value, value))
            seen[target] = (min(low, value), max(high, value))
        return True

    def bounds(self, target: Target) -> Range:
        """The lowest and the highest value."""
        found = []
        for wanted in ("minimize", "maximize"):
            best = self._z3.Optimize()
            best.add(*self._solver.assertions())
            getattr(best, wanted)(self._of(target))
            best.check()
            found.append(float(best.model().eval(self._of(target), model_completion=True).as_fraction()))
        return found[0], found[1]


def _exact(number: float) -> str:
    """As a fraction that z3 reads; what is printed has few decimals."""
    return str(Fraction(number).limit_denominator(10**9))
