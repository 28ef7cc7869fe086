"""Tables of figures as they may be told: one source for pages, the CSV file and the webhook. Pure.

Cells are numbers that passed through `hide.py`, None for what is not told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from exports.monitor import words

Kind = Literal["count", "share", "rate", "indicator", "seconds"]
"""How a number is written: people, 0 to 1 (a rate always with a decimal), an R-indicator, seconds."""
NOT_TOLD = "–"


@dataclass(frozen=True)
class Column:
    """`key` in files, `label` on pages."""

    key: str
    label: str
    kind: Kind = "count"


@dataclass(frozen=True)
class Row:
    """`code` in files, `label` on pages; one cell per column."""

    code: str
    label: str
    cells: tuple[float | None, ...]


@dataclass(frozen=True)
class Panel:
    """A table, and the chart above it ('' for none). `note`: what has to be known to read it."""

    name: str
    title: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: str = field(default="", repr=False)
    note: str = ""

    @property
    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Label and written cells of each row."""
        for row in self.rows:
            yield row.label, [written(cell, column.kind) for cell, column in zip(row.cells, self.columns, strict=True)]

    @property
    def hides(self) -> bool:
        return any(cell is None for row in self.rows for cell in row.cells)


def written(cell: float | None, kind: Kind) -> str:
    """A number for people to read."""
    if cell is None:
        return NOT_TOLD
    if kind == "share":
        return words.percent(cell, 1 if cell < 0.1 else 0)
    if kind == "rate":
        return words.percent(cell, 1)
    if kind == "indicator":
        return words.decimal(cell, 3)
    if kind == "seconds":
        return words.decimal(cell, 0)
    return words.number(cell)


CSV_HEADER = ("table", "row", "column", "value", "title", "row_label", "column_label")


def records(panels: Iterable[Panel]) -> Iterator[Sequence[str]]:
    """A line per cell that is told, in the order of CSV_HEADER; numbers with a point."""
    for panel in panels:
        for row in panel.rows:
            for column, cell in zip(panel.columns, row.cells, strict=True):
                if cell is not None:
                    value = str(cell) if column.kind == "count" else f"{cell:.4f}"
                    yield panel.name, row.code, column.key, value, panel.title, row.label, column.label


def plain(panels: Iterable[Panel]) -> list[dict[str, object]]:
    """The same as JSON values, by key and code; what is not told is null."""
    return [
        {
            "table": panel.name,
            "columns": [column.key for column in panel.columns],
            "rows": {row.code: [cell if cell is None else round(cell, 4) for cell in row.cells] for row in panel.rows},
        }
        for panel in panels
    ]
