"""Small numbers out of tables of people, and more where sums would give one back. Pure; all pages and files use it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from surveys.engine.disclose import LEAST, shown_steps

Steps = tuple[int | None, ...]
BASE = 30
"""Percentages are told of so many people or more."""


def hidden(rows: Sequence[Sequence[int]], least: int = LEAST) -> list[Steps]:
    """Rows of a table as they may be told: None for what may not. Its columns add up to numbers that stand elsewhere.

    A row is numbers of people who are part of each other, the most wanted first: none of those told is small, and no
    two differ by a small one. What is left out of a column is two numbers or more, and no small one together: the
    smallest others go too until it is so.
    """
    return _hidden(rows, [[list(range(len(rows)))]] * (len(rows[0]) if rows else 0), least)


def hidden_within(
    rows: Sequence[Sequence[int]], labels: Sequence[Sequence[Hashable]], least: int = LEAST
) -> list[Steps]:
    """The same of a finer table, beside tables of its sums. `labels`: per breakdown, the one that each row falls under.

    The sums of each breakdown stand in a table of their own, as `hidden` tells it; what that leaves out is still told
    together. No number that is left out here can be worked out from these sums between them either.
    """
    sums = [_summed(rows, falls) for falls in labels]
    columns = range(len(rows[0]) if rows else 0)
    return _hidden(rows, [[line for one in sums for line in one.lines(at, least)] for at in columns], least)


def _hidden(rows: Sequence[Sequence[int]], lines: Sequence[Sequence[Sequence[int]]], least: int) -> list[Steps]:
    """`lines`: per column, places of rows whose sum is known."""
    if not rows:
        return []
    told = [shown_steps(row, least) for row in rows]
    columns = [
        _Column([row[at] for row in rows], [row[at] for row in told], lines[at], least) for at in range(len(lines))
    ]
    return list(zip(*(column.told_safely() for column in columns), strict=True))


@dataclass(frozen=True)
class _Sums:
    """Of one breakdown: places of the rows under each label, and the sums of their columns."""

    places: Sequence[Sequence[int]]
    rows: Sequence[Sequence[int]]

    def lines(self, column: int, least: int) -> Iterator[Sequence[int]]:
        """Places whose sum is known: under each label whose sum is told, and under all others together."""
        told = hidden(self.rows, least)
        yield from (places for places, row in zip(self.places, told, strict=True) if row[column] is not None)
        others = [places for places, row in zip(self.places, told, strict=True) if row[column] is None]
        if others:
            yield [place for places in others for place in places]


def _summed(rows: Sequence[Sequence[int]], falls: Sequence[Hashable]) -> _Sums:
    found: dict[Hashable, list[int]] = {}
    for place, label in enumerate(falls):
        found.setdefault(label, []).append(place)
    sums = [[sum(rows[place][at] for place in places) for at in range(len(rows[0]))] for places in found.values()]
    return _Sums(list(found.values()), sums)


@dataclass
class _Column:
    """Numbers of one column. `told`: None for those that are not."""

    counts: Sequence[int]
    told: list[int | None]
    lines: Sequence[Sequence[int]]
    least: int

    def told_safely(self) -> list[int | None]:
        while any([self._hides_one_more(line) for line in self.lines]) or self._opens_a_ring():
            pass
        return self.told

    def gone(self, line: Sequence[int]) -> list[int]:
        return [place for place in line if self.told[place] is None]

    def _hides_one_more(self, line: Sequence[int]) -> bool:
        """Where the sum of the line would give a number back; whether it did."""
        gone = self.gone(line)
        enough = len(gone) > 1 and sum(self.counts[place] for place in gone) >= self.least
        return bool(gone) and not enough and self._hide_smallest(line)

    def _hide_smallest(self, line: Sequence[int]) -> bool:
        left = [place for place in line if self.told[place] is not None]
        if left:
            self.told[min(left, key=lambda place: self.counts[place])] = None
        return bool(left)

    def _opens_a_ring(self) -> bool:
        """Hides one more where a number stands in no ring of hidden ones: the sums around it give it back.

        Lines are then knots and hidden numbers the threads between two of them; a thread without which its knots hang
        together no more can be worked out from the sums on one side of it.
        """
        for place in self.gone(range(len(self.told))):
            ends = [at for at, line in enumerate(self.lines) if place in line]
            if len(ends) == 2 and not self._hang_together(*ends, without=place):
                return any(self._hide_smallest(self.lines[at]) for at in ends)
        return False

    def _hang_together(self, first: int, second: int, *, without: int) -> bool:
        seen, waiting = {first}, [first]
        while waiting:
            threads = {place for place in self.gone(self.lines[waiting.pop()]) if place != without}
            fresh = {at for at, line in enumerate(self.lines) if threads.intersection(line)} - seen
            seen |= fresh
            waiting += fresh
        return second in seen


def apart(counts: Sequence[int], least: int = LEAST) -> list[int | None]:
    """Numbers that add up to one that is told, such as people by day."""
    return [told for (told,) in hidden([(count,) for count in counts], least)]


def share(part: int | None, whole: int | None, base: int = BASE) -> float | None:
    """A share of numbers that are told, 0 to 1; None where the whole is under `base` people."""
    return part / whole if part is not None and whole is not None and whole >= base else None


def growing(counts: Sequence[int], least: int = LEAST) -> list[int]:
    """The sum so far for each place, as it was when it last grew by `least` or more: no step of it is a small one."""
    total, told, found = 0, 0, []
    for count in counts:
        total += count
        told = total if total - told >= least else told
        found.append(told)
    return found
