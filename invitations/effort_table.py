"""Municipality × kind of effort: how often, when last, how many people. Pure.

Reach is told as it was told to us: numbers and orders of size add up to a range, and what nobody knew stays unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SIZES: Mapping[str, tuple[int, int | None]] = {
    "to_10": (1, 10),
    "to_50": (11, 50),
    "to_200": (51, 200),
    "to_1000": (201, 1000),
    "more": (1001, None),
}
"""People in an order of size: at least, and at most (None: no end)."""


@dataclass(frozen=True)
class Reach:
    """People: at least, and at most (None: no end is known)."""

    least: int
    most: int | None

    def __add__(self, other: "Reach") -> "Reach":
        most = None if self.most is None or other.most is None else self.most + other.most
        return Reach(self.least + other.least, most)

    @property
    def exact(self) -> bool:
        return self.least == self.most


NOBODY = Reach(0, 0)


@dataclass(frozen=True)
class EffortRow:
    """One effort that stands. `organisation`: its name; `reach`: None where it is unknown."""

    organisation: str
    kind: str
    day: date
    reach: Reach | None


@dataclass(frozen=True)
class Cell:
    """Efforts of a kind. `reach`: of those whose reach is known; `unknown`: how many are not in it."""

    times: int = 0
    last: date | None = None
    reach: Reach = NOBODY
    unknown: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        days = [day for day in (self.last, other.last) if day]
        return Cell(
            self.times + other.times,
            max(days, default=None),
            self.reach + other.reach,
            self.unknown + other.unknown,
        )

    @property
    def reach_known(self) -> bool:
        return self.times > self.unknown


@dataclass(frozen=True)
class Line:
    """One municipality: a cell per kind, in the order of the table, and all of them together."""

    organisation: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Cell:
        return sum(self.cells, Cell())


@dataclass(frozen=True)
class EffortTable:
    """Lines in the order of the organisations that were given."""

    kinds: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def totals(self) -> tuple[Cell, ...]:
        """Of all municipalities, per kind."""
        return tuple(sum((line.cells[place] for line in self.lines), Cell()) for place in range(len(self.kinds)))

    @property
    def total(self) -> Cell:
        return sum(self.totals, Cell())


def reach_of(number: int | None, size: str) -> Reach | None:
    """Of a number, or an order of size by its name in SIZES; None without either."""
    if number is not None:
        return Reach(number, number)
    return Reach(*SIZES[size]) if size else None


def table(rows: Iterable[EffortRow], organisations: Sequence[str], kinds: Sequence[str]) -> EffortTable:
    """A line for each organisation, also those that did nothing. Rows of others are left out."""
    found = {(name, kind): Cell() for name in organisations for kind in kinds}
    for row in rows:
        place = (row.organisation, row.kind)
        if place in found:
            found[place] += _cell(row)
    lines = (Line(name, tuple(found[name, kind] for kind in kinds)) for name in organisations)
    return EffortTable(tuple(kinds), tuple(lines))


def _cell(row: EffortRow) -> Cell:
    return Cell(1, row.day, row.reach or NOBODY, 0 if row.reach else 1)
