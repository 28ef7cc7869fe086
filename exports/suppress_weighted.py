"""The audit of weighted percents beside that of counts, while cells of a table are chosen. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from exports.attack import NOTHING, Attack, Target
from exports.attack_weighted import Share, WeightedAttack, told_share, told_weight
from exports.disclosure_merge import codes_of
from exports.disclosure_rules import Declared, apart
from exports.tables import Table

if TYPE_CHECKING:
    from exports.suppress import _Work

ROOM = 2
"""A hidden weighted number must be able to differ by half as many people as a hidden count, at their mean weight:
weights that spread leave less room than people do."""


class Weighted:
    """The same attack on weighted numbers: on what the counts leave open and small."""

    def __init__(self, work: _Work, counts: Attack) -> None:
        self._work, self._counts = work, counts
        drafts = [draft.table for draft in work.drafts if draft.table.weighted]
        widest = max((found for table in drafts for found in table.tallies), key=lambda found: found.n, default=None)
        weight = widest.weighted_n / widest.n if widest and widest.n else 1.0
        self._attack = WeightedAttack(counts.system, work.limits, work.limits.width * weight / ROOM)
        self._ready = bool(drafts)

    def pinned(self) -> tuple[Target, ...]:
        """Raises Contradiction."""
        if not self._ready:
            return ()
        small = [target for target in self._counts.system.targets() if self._is_small(target)]
        if not self._attack.need:
            self._attack.known_already([*self._work.shares(local=False), *self._work.earlier.shares], small)
        return self._attack.pinned([*self._work.shares(), *self._work.earlier.shares], small)

    def _is_small(self, target: Target) -> bool:
        """An answer that few people may have given, of a part that somebody is in."""
        if target.code in (None, NOTHING) or target not in self._counts.seen:
            return False
        everybody = Target(target.names, target.atom, None)
        return self._counts.seen[target][0] < self._work.limits.least and self._counts.seen[everybody][1] > 0


def shares_of(
    table: Table, known: Declared, hidden: Set[tuple[int, int]] = frozenset(), gone: Set[int] = frozenset()
) -> Iterator[Share]:
    """What a weighted table tells, as it is printed."""
    for column, heading in enumerate(table.headings):
        if column in gone:
            continue
        where = apart(heading.where, known)
        yield Share(where, None, *told_weight(table.tallies[column].weighted_n))
        for at, row in enumerate(table.rows):
            if (at, column) not in hidden and row.cells[column].mark != "hidden":
                yield Share(where, codes_of(row, table, known), *told_share(row.cells[column].text))
