"""Cells hidden beside the small ones, until no told number gives one of those away. Pure.

Which cell goes is a choice of the least count, first in the column of what is given away, then in its row; the audit
(`exports/attack.py`) decides when it is enough. Hiding more than needed costs a reader something, hiding less costs
somebody their privacy: the loop ends only when the audit finds nothing, or nothing is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

from exports.attack import NOTHING, Attack, Fact, System, Target, lies_in
from exports.attack_means import Mean
from exports.attack_weighted import Share
from exports.counting import Where
from exports.disclosure_merge import Note, codes_of, without_columns
from exports.disclosure_rules import Declared, Limits, apart
from exports.suppress_weighted import Weighted, shares_of
from exports.tables import Heading, Table

Place = tuple[int, int, int]
"""Which table, row and column."""


@dataclass(frozen=True)
class Draft:
    """A table on its way out. `hidden`: row and column of cells that are not told; `gone`: columns that are not."""

    table: Table
    local: bool
    hidden: frozenset[tuple[int, int]]
    gone: frozenset[int] = frozenset()

    def left_out(self) -> "Draft":
        return Draft(without_columns(self.table, range(len(self.table.headings))), self.local, frozenset())

    def settled(self) -> "Draft":
        """Without the columns that are gone."""
        kept = [place for place in range(len(self.table.headings)) if place not in self.gone]
        moved = {place: at for at, place in enumerate(kept)}
        hidden = frozenset((row, moved[place]) for row, place in self.hidden if place in moved)
        return Draft(without_columns(self.table, self.gone), self.local, hidden)


@dataclass(frozen=True)
class Told:
    """Numbers of one question that have left before. `watched` are the columns among them that needed care.

    `shares` are weighted ones, by the same weights of the same people as now. `means` are of numbers and scores.
    """

    facts: tuple[Fact, ...] = ()
    watched: tuple[Where, ...] = ()
    shares: tuple[Share, ...] = ()
    means: tuple[Mean, ...] = ()


def suppress(
    drafts: Sequence[Draft], known: Declared, limits: Limits, earlier: Told | None = None
) -> tuple[list[Draft], list[Note]]:
    """Drafts of one question with enough hidden. Raises Contradiction where they cannot be checked.

    Local cells go first. Where a national table would give away, beside what was told before, what that left out, the
    national table gives way too.
    """
    work = _Work(list(drafts), known, limits, earlier or Told())
    attack = Attack(work.system(), limits)
    attack.known_already(list(work.facts(local=False)))
    attack.known_already(work.earlier.facts)
    weights = Weighted(work, attack)
    while found := attack.pinned([*work.facts(), *work.earlier.facts]) or weights.pinned():
        if not work.widen_all(found) and not work.drop_smallest() and not work.open_up():
            break
    return [draft.settled() for draft in work.drafts], list(work.notes())


@dataclass
class _Work:
    """The tables of one question while cells are chosen."""

    drafts: list[Draft]
    known: Declared
    limits: Limits
    earlier: Told

    def system(self) -> System:
        tallies = [found for draft in self.drafts for found in draft.table.tallies]
        codes = {
            code for draft in self.drafts for row in draft.table.rows for code in codes_of(row, draft.table, self.known)
        }
        codes |= {code for fact in self.earlier.facts for code in fact.codes or ()}
        codes |= {code for share in self.earlier.shares for code in share.codes or ()}
        patterns = [chosen for found in tallies for chosen, count in found.counts.items() if count]
        codes |= {NOTHING} if any(not chosen & codes for chosen in patterns) else set()
        several = self.drafts[0].table.variable.multi
        columns = [
            (draft.local, self.where(heading.where)) for draft in self.drafts for heading in draft.table.headings
        ]
        before = tuple(fact.where for fact in self.earlier.facts)
        before += tuple(share.where for share in self.earlier.shares)
        return System(
            tuple(sorted(codes)),
            tuple(where for _, where in columns) + before,
            tuple(where for local, where in columns if local) + self.earlier.watched,
            several,
            _alone(codes, patterns) if several else frozenset(),
        )

    def where(self, where: Where) -> Where:
        return apart(where, self.known)

    def open_up(self) -> bool:
        """Let cells of national tables go too; False where they could already."""
        closed = any(not draft.local for draft in self.drafts)
        self.drafts = [replace(draft, local=True) for draft in self.drafts]
        return closed

    def facts(self, *, local: bool = True) -> Iterator[Fact]:
        """The numbers told; without `local` those of national tables alone."""
        for draft in self.drafts:
            for column, heading in enumerate(draft.table.headings if local or not draft.local else ()):
                if column in draft.gone:
                    continue
                where = self.where(heading.where)
                yield Fact(where, None, draft.table.tallies[column].n)
                for at, row in enumerate(draft.table.rows):
                    if (at, column) not in draft.hidden:
                        yield Fact(where, codes_of(row, draft.table, self.known), row.cells[column].count or 0)

    def shares(self, *, local: bool = True) -> Iterator[Share]:
        """The weighted numbers told; without `local` those of national tables alone."""
        for draft in self.drafts:
            if draft.table.weighted and (local or not draft.local):
                yield from shares_of(draft.table, self.known, draft.hidden, draft.gone)

    def widen_all(self, targets: Sequence[Target]) -> bool:
        """Hide one more for each target that nothing was hidden for yet in this round; whether anything was."""
        before, touched = len(self), set[object]()
        for target in targets:
            if target.code is None:
                self.drop_smallest(target)
                break
            own = self._own_columns(target)
            if not touched & {target.code, *own}:
                touched |= {target.code, *own}
                self._widen(target, own)
        return len(self) > before

    def __len__(self) -> int:
        """Cells and columns that are not told."""
        return sum(len(draft.hidden) + len(draft.gone) for draft in self.drafts)

    def _widen(self, target: Target, own: set[tuple[int, int]]) -> None:
        rectangle = self._rectangle(target, own) if self._is_linked(target) else []
        for place in rectangle or self._one_more(target, own):
            self._hide(place)

    def _is_linked(self, target: Target) -> bool:
        """Whether a total of its row may be known: of a wider column, or from before."""
        told = (heading for draft in self.drafts for heading in draft.table.headings)
        return bool(self.earlier.facts) or any(set(self.where(heading.where)) < target.names for heading in told)

    def _rectangle(self, target: Target, own: set[tuple[int, int]]) -> list[Place]:
        """The cheapest three cells that make a rectangle of hidden ones with the target, and leave it room enough.

        Along a rectangle people can move without any row or column total changing (the hypercube method of Giessing
        and Repsilber, in: Domingo-Ferrer (ed.), Inference Control in Statistical Databases, 2002).
        """
        corners = [
            (at, other, beside)
            for which, column in own
            for at, other in permutations(range(len(self.drafts[which].table.rows)), 2)
            if target.code in self._codes((which, at, column))
            and target.code not in self._codes((which, other, column))
            for beside in self._beside(which, column)
        ]
        found = [
            [(which, other, column), (which, at, beside), (which, other, beside)]
            for which, column in own
            for at, other, beside in corners
            if self._room((which, at, column), other, beside) >= self.limits.width
        ]
        useful = [cells for cells in found if not any(map(self._was_told, cells))]
        open_ones = [[place for place in cells if not self._is_hidden(place)] for cells in useful]
        return min((cells for cells in open_ones if cells), key=lambda cells: sum(map(self._count, cells)), default=[])

    def _beside(self, which: int, column: int) -> list[int]:
        """Other columns of the table by the same names."""
        names = set(self.drafts[which].table.headings[column].where)
        return [
            other
            for table, other, heading in self._columns()
            if table == which and other != column and set(heading.where) == names
        ]

    def _room(self, place: Place, other: int, beside: int) -> int:
        which, at, column = place
        down = min(self._count(place), self._count((which, other, beside)))
        return down + min(self._count((which, other, column)), self._count((which, at, beside)))

    def _one_more(self, target: Target, own: set[tuple[int, int]]) -> list[Place]:
        """A cell of its column while the hidden ones there have no room, else one of its row."""
        shown = list(self._shown(target))
        column = [place for place in shown if (place[0], place[2]) in own]
        row = [place for place in shown if (place[0], place[2]) not in own and target.code in self._codes(place)]
        ordered = (row, column) if self._has_slack(own) else (column, row)
        chosen = next((places for places in ordered if places), shown)
        return [min(chosen, key=self._cost)] if chosen else []

    def _own_columns(self, target: Target) -> set[tuple[int, int]]:
        """Table and column of the narrowest local columns that hold the target; none for people whom only all holds."""
        held = {
            (which, column): len(heading.where)
            for which, column, heading in self._columns()
            if heading.where and lies_in(target.atom, self.where(heading.where))
        }
        return {place for place, names in held.items() if names == max(held.values())}

    def _columns(self) -> Iterator[tuple[int, int, Heading]]:
        """Local columns that are still told."""
        for which, draft in enumerate(self.drafts):
            for column, heading in enumerate(draft.table.headings):
                if draft.local and column not in draft.gone:
                    yield which, column, heading

    def _shown(self, target: Target) -> Iterator[Place]:
        """Local cells still told, of columns by the names of the target."""
        for which, column, heading in self._columns():
            if self._concerns(target, heading.where):
                for at in range(len(self.drafts[which].table.rows)):
                    if not self._is_hidden((which, at, column)) and not self._was_told((which, at, column)):
                        yield which, at, column

    def _has_slack(self, columns: set[tuple[int, int]]) -> bool:
        """Whether the hidden cells of each of these columns have room among themselves."""
        for which, column in columns:
            counts = [self._count((which, at, column)) for at, place in self.drafts[which].hidden if place == column]
            if len(counts) < 2 or sum(counts) < self.limits.width:
                return False
        return True

    def _codes(self, place: Place) -> frozenset[str]:
        which, at, _ = place
        return codes_of(self.drafts[which].table.rows[at], self.drafts[which].table, self.known)

    def _cost(self, place: Place) -> tuple[bool, int, Place]:
        """Cells whose row has others hidden first, then small counts."""
        alone = not any(row == place[1] for row, _ in self.drafts[place[0]].hidden)
        return alone, self._count(place), place

    def _count(self, place: Place) -> int:
        which, at, column = place
        return self.drafts[which].table.rows[at].cells[column].count or 0

    def _was_told(self, place: Place) -> bool:
        """Told before in the same words: hiding it now would help nobody."""
        which, _, column = place
        where = self.where(self.drafts[which].table.headings[column].where)
        return Fact(where, self._codes(place), self._count(place)) in self.earlier.facts

    def _is_hidden(self, place: Place) -> bool:
        which, at, column = place
        return (at, column) in self.drafts[which].hidden

    def _hide(self, place: Place) -> None:
        which, at, column = place
        self.drafts[which] = replace(self.drafts[which], hidden=self.drafts[which].hidden | {(at, column)})

    def drop_smallest(self, target: Target | None = None) -> bool:
        """Leave out the smallest local column still told; False where none is."""
        told = [
            (self.drafts[which].table.tallies[column].n, which, column)
            for which, column, heading in self._columns()
            if self._concerns(target, heading.where)
        ]
        if told:
            _, which, column = min(told)
            self.drafts[which] = replace(self.drafts[which], gone=self.drafts[which].gone | {column})
        return bool(told)

    def _concerns(self, target: Target | None, where: Where) -> bool:
        return target is None or not where or bool(target.names & set(self.where(where)))

    def notes(self) -> Iterator[Note]:
        for new in self.drafts:
            name, headings = new.table.variable.name, new.table.headings
            for column in sorted(new.gone):
                yield Note(name, "column left out", (headings[column].key,), len(new.table.rows))
            places = sorted(place for place in new.hidden if place[1] not in new.gone)
            if places:
                parts = tuple(f"{new.table.rows[at].code}/{headings[column].key}" for at, column in places)
                yield Note(name, "cells hidden", parts, len(places))


def _alone(codes: set[str], patterns: Sequence[frozenset[str]]) -> frozenset[str]:
    """Codes that nobody chose beside another: somebody who knows the form knows so too."""
    beside = {code for chosen in patterns for one, other in combinations(sorted(chosen), 2) for code in (one, other)}
    return frozenset(codes - beside)
