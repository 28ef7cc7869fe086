"""Rows that tell of few people are taken together until they tell of many: nothing is left to be worked out. Pure.

Hiding one cell of a column whose sum is known gives it back. So rows that cannot be shown become one row, and as many
of the next smallest join it as it takes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from exports.monitor.figures import Counted, summed
from surveys.engine.disclose import LEAST

T = TypeVar("T")


@dataclass(frozen=True)
class Pooled:
    """Rows that are shown as they are, in their order, and those that were taken together: their names and sum.

    `rest` is None where nothing had to be; `tellable` is False where even all together are too few.
    """

    rows: tuple[tuple[str, Counted], ...]
    names: tuple[str, ...] = ()
    rest: Counted | None = None
    tellable: bool = True


def enough(found: Counted) -> bool:
    """Whether response among these people can be told: who took part and who did not are each ten or more."""
    return found.usable >= LEAST and found.base - found.usable >= LEAST


def unsplit(rows: Sequence[tuple[str, Counted]]) -> frozenset[str]:
    """Names of rows of which complete and in part are told as one number: one of the two is small, or the row keeps
    such a row from being worked out from the sum of all.
    """
    chosen = [row for row in rows if row[1].complete < LEAST or 0 < row[1].partial < LEAST]
    left = sorted((row for row in rows if row not in chosen), key=lambda row: (not row[1].partial, row[1].partial))
    while chosen and left and not _hides(chosen):
        chosen.append(left.pop(0))
    return frozenset(name for name, _ in chosen)


def _hides(chosen: Sequence[tuple[str, Counted]]) -> bool:
    """Whether nothing small is left where the other rows are taken from the sum of all."""
    together = summed(found for _, found in chosen)
    return len(chosen) > 1 and min(together.complete, together.partial) >= LEAST


def pooled(rows: Sequence[tuple[str, Counted]]) -> Pooled:
    """People by name of a category, each person in one."""
    chosen = _chosen(rows, enough, lambda some: summed(some), key=lambda found: found.base)
    if not chosen:
        return Pooled(tuple(rows))
    rest = summed(found for name, found in rows if name in chosen)
    kept = tuple(row for row in rows if row[0] not in chosen)
    names = tuple(name for name, _ in rows if name in chosen)
    return Pooled(kept, names, rest, enough(rest))


def pooled_numbers(numbers: Sequence[tuple[str, int]]) -> tuple[tuple[tuple[str, int], ...], int]:
    """Numbers of people by name, noughts left out: those that are shown, and the sum of those taken together (0: none).

    The sum is under ten only where everything is.
    """
    told = [one for one in numbers if one[1]]
    chosen = _chosen(told, lambda number: number >= LEAST, sum, key=lambda number: number)
    return tuple(one for one in told if one[0] not in chosen), sum(n for name, n in told if name in chosen)


def _chosen(
    rows: Sequence[tuple[str, T]], holds: Callable[[T], bool], add: Callable[[Iterable[T]], T], key: Callable[[T], int]
) -> frozenset[str]:
    """Names of the rows to take together: those that cannot be shown, and the next smallest until the sum can."""
    chosen = [row for row in rows if not holds(row[1])]
    others = sorted((row for row in rows if holds(row[1])), key=lambda row: key(row[1]))
    while chosen and others and not holds(add(found for _, found in chosen)):
        chosen.append(others.pop(0))
    return frozenset(name for name, _ in chosen)
