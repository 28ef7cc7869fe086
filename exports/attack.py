"""What somebody who subtracts can work out: for each number that is not told, how narrow the others pin it. Pure.

The unknowns are whole numbers of people per answer and per part of the study (a part: the people whose breakdown
variables have given codes, or none of the codes named). Every number told is an equation. z3 looks for two solutions
in which an unknown is far enough apart; where there are none, the number is given away. This is the exact audit of
complementary suppression (Fischetti and Salazar, Management Science 47, 2001), with a solver for integers.

Breakdowns that no told number crosses are kept apart and tied by the totals they share: for two of them that loses
nothing, as a table with given margins always exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import Any

from exports.counting import Where
from exports.disclosure_rules import Limits

NOTHING = ""
"""Who is in the base and chose none of the rows: who was asked and skipped, where those count."""
Names = frozenset[str]
Atom = tuple[tuple[str, frozenset[str]], ...]
"""Per name a class of codes that no told number splits; the empty one is everybody with none of the codes named."""


class Contradiction(ValueError):
    """The told numbers cannot all be true of the same people."""


@dataclass(frozen=True)
class Fact:
    """A number that is told: people of `where` who chose one of `codes`; None: the base of `where`."""

    where: Where
    codes: frozenset[str] | None
    count: int


@dataclass(frozen=True)
class Target:
    """An unknown that may be given away: the people of a part who chose a code; None: how many they are."""

    names: Names
    atom: Atom
    code: str | None


@dataclass(frozen=True)
class System:
    """One question. `regions` are all columns there are, told or not; `watched` those whose parts need care.

    Everybody in the base chose one of `codes`, or with `several` one or more; `alone` are then the codes that nobody
    chose beside another.
    """

    codes: tuple[str, ...]
    regions: tuple[Where, ...]
    watched: tuple[Where, ...]
    several: bool = False
    alone: frozenset[str] = frozenset()

    @cached_property
    def families(self) -> tuple[Names, ...]:
        """The largest sets of names that stand in one column together."""
        found = {frozenset(where) for where in self.regions}
        return tuple(sorted((one for one in found if not any(one < other for other in found)), key=sorted))

    @cached_property
    def classes(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """Of each name the codes that always stand together, and the rest."""
        sets: dict[str, set[frozenset[str]]] = {}
        for where in self.regions:
            for name, codes in where.items():
                sets.setdefault(name, set()).add(codes)
        return {name: _classes(found) for name, found in sets.items()}

    def atoms(self, names: Names) -> Iterator[Atom]:
        ordered = sorted(names)
        for chosen in product(*(self.classes[name] for name in ordered)):
            yield tuple(zip(ordered, chosen, strict=True))

    def targets(self) -> Iterator[Target]:
        watched = {frozenset(where) for where in self.watched}
        for names in self.families:
            if any(one <= names for one in watched):
                for atom in self.atoms(names):
                    yield from (Target(names, atom, code) for code in (None, *self.codes))


def _classes(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    held = sorted(sets, key=sorted)
    by_place: dict[tuple[bool, ...], set[str]] = {}
    for code in sorted(frozenset().union(*held)):
        by_place.setdefault(tuple(code in one for one in held), set()).add(code)
    return (*(frozenset(codes) for codes in by_place.values()), frozenset())


def lies_in(atom: Atom, where: Where) -> bool:
    """Whether a part belongs to a column. Names that the column says nothing about do not count."""
    held = dict(atom)
    return all(held.get(name) and held[name] <= codes for name, codes in where.items())


@dataclass
class Attack:
    """Somebody who holds every told number against the others. `seen` are the lowest and highest values found so far.

    Values once found stay possible when fewer numbers are told, so one object audits ever fewer facts, and what was
    `safe` stays so. `need`: how wide an unknown must stay that was known closer than `width` already.
    """

    system: System
    limits: Limits
    seen: dict[Target, tuple[int, int]] = field(default_factory=dict)
    safe: set[Target] = field(default_factory=set)
    need: dict[Target, int] = field(default_factory=dict)

    def known_already(self, facts: Sequence[Fact]) -> None:
        """Numbers that are told whatever happens: what they pin need not stay wider than they leave it."""
        if not facts:
            return
        before = Attack(self.system, self.limits)
        for target in before.pinned(facts):
            low, high = before.seen[target]
            self.need[target] = min(self.need.get(target, self.limits.width), high - low)

    def pinned(self, facts: Sequence[Fact]) -> tuple[Target, ...]:
        """Small numbers that lie within less than `width`. Raises Contradiction."""
        solver = _Solver(self.system, facts)
        large = self._told_large(facts)
        watched = [target for target in self.system.targets() if target not in self.safe and target not in large]
        solver.watched = dict.fromkeys(watched)
        solver.watched.update((_everybody(target), None) for target in watched)
        if not solver.look(self.seen):
            raise Contradiction("The numbers told do not agree with each other.")
        found = []
        for target in watched:
            if self._is_pinned(solver, target):
                found.append(target)
            else:
                self.safe.add(target)
                if target.code is not None:
                    del solver.watched[target]
        return tuple(found)

    def _told_large(self, facts: Sequence[Fact]) -> set[Target]:
        """What is told itself, and no small number."""
        told = {(frozenset(fact.where.items()), fact.codes) for fact in facts if fact.count >= self.limits.least}
        return {
            target
            for target in self.system.targets()
            if (frozenset(target.atom), None if target.code is None else frozenset({target.code})) in told
        }

    def _is_pinned(self, solver: _Solver, target: Target) -> bool:
        """Afterwards `seen` of a target that is pinned is exact."""
        low, high = self.seen[target]
        width = self.need.get(target, self.limits.width)
        if high - low >= width or self._may_be(solver, target, low + width, None):
            return False
        if high >= width and self._may_be(solver, target, None, high - width):
            return False
        low = self._lowest(solver, target)
        if low >= self.limits.least or self._may_be(solver, target, low + width, None):
            return False
        while self._may_be(solver, target, self.seen[target][1] + 1, None):
            pass
        everybody = _everybody(target)
        return self.seen[everybody][1] > 0 or self._may_be(solver, everybody, 1, None)

    def _may_be(self, solver: _Solver, target: Target, least: int | None, most: int | None) -> bool:
        return solver.look(self.seen, solver.between(target, least, most))

    def _lowest(self, solver: _Solver, target: Target) -> int:
        floor = 0
        while floor < self.seen[target][0]:
            middle = (floor + self.seen[target][0] - 1) // 2
            if not self._may_be(solver, target, None, middle):
                floor = middle + 1
        return floor


def _everybody(target: Target) -> Target:
    """The people of its part."""
    return Target(target.names, target.atom, None)


class _Solver:
    """The unknowns of a system, and the told numbers as equations."""

    logic = "QF_LIA"

    def __init__(self, system: System, facts: Sequence[Fact]) -> None:
        import z3

        self._z3, self._solver, self._system = z3, z3.SolverFor(self.logic), system
        self.watched: dict[Target, None] = {}
        self._unknown: dict[tuple[Names, Atom, str | None], Any] = {}
        for names in system.families:
            for atom in system.atoms(names):
                self._people(names, atom)
            for fact in facts:
                if names >= frozenset(fact.where):
                    self._solver.add(*self._told(names, fact))
        for one, other in combinations(system.families, 2):
            self._tie(one, other)

    def _people(self, names: Names, atom: Atom) -> None:
        """The unknowns of one part, and how its answers make up its people."""
        place = f"{len(self._unknown)}"
        base = self._z3.Int(f"{place}.n")
        chose = {code: self._z3.Int(f"{place}.{code}") for code in self._system.codes}
        self._unknown[names, atom, None] = base
        self._unknown.update({(names, atom, code): one for code, one in chose.items()})
        self._solver.add(base >= 0, *(one >= 0 for one in chose.values()))
        total = self._z3.Sum([*chose.values()]) if chose else self._z3.IntVal(0)
        if self._system.several:
            self._several(base, chose, total)
        elif chose:
            self._solver.add(total == base)

    def _several(self, base: Any, chose: Mapping[str, Any], total: Any) -> None:
        self._solver.add(total >= base, *(one <= base for one in chose.values()))
        for code in self._system.alone:
            self._solver.add(*(chose[code] + one <= base for other, one in chose.items() if other != code))

    def _told(self, names: Names, fact: Fact) -> list[Any]:
        """The equation of a told number. Who chose one of several codes is as many as chose one, at least."""
        if not self._system.several or fact.codes is None or len(fact.codes) == 1:
            return [self._sum(names, fact.where, fact.codes) == fact.count]
        single = [self._sum(names, fact.where, frozenset({code})) for code in sorted(fact.codes)]
        return [self._z3.Sum(single) >= fact.count, *(one <= fact.count for one in single)]

    def _sum(self, names: Names, where: Where, codes: frozenset[str] | None) -> Any:
        wanted = (None,) if codes is None else sorted(codes)
        atoms = [atom for atom in self._system.atoms(names) if lies_in(atom, where)]
        return self._z3.Sum([self._unknown[names, atom, code] for atom in atoms for code in wanted])

    def _tie(self, one: Names, other: Names) -> None:
        """The same people stand in both, by what the two have in common."""
        for shared in self._system.atoms(one & other):
            for code in (None, *self._system.codes):
                sums = [
                    self._z3.Sum([self._unknown[names, atom, code] for atom in self._within(names, shared)])
                    for names in (one, other)
                ]
                self._solver.add(sums[0] == sums[1])

    def _within(self, names: Names, shared: Atom) -> list[Atom]:
        return [atom for atom in self._system.atoms(names) if set(shared) <= set(atom)]

    def between(self, target: Target, least: int | None, most: int | None) -> list[Any]:
        unknown = self._unknown[target.names, target.atom, target.code]
        return [*([unknown >= least] if least is not None else []), *([unknown <= most] if most is not None else [])]

    def look(self, seen: dict[Target, tuple[int, int]], more: Sequence[Any] = ()) -> bool:
        """Whether a solution exists; what the watched targets are in it is added to `seen`."""
        if self._solver.check(*more) != self._z3.sat:
            return False
        model = self._solver.model()
        for target in self.watched:
            value = model.eval(self._unknown[target.names, target.atom, target.code], model_completion=True).as_long()
            low, high = seen.get(target, (value, value))
            seen[target] = (min(low, value), max(high, value))
        return True
