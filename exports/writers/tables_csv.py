"""Printed tables as one tidy CSV: a line per table, row and column. UTF-8 with a byte order mark."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from exports.printed import PrintedCell, PrintedColumn, PrintedRow, PrintedTable, Report
from exports.values import Value
from exports.writers.csv import safe

HEADER = (
    "study",
    "table",
    "variable",
    "title",
    "breakdown",
    "column",
    "column_label",
    "row",
    "row_label",
    "kind",
    "value",
    "printed",
    "count",
    "n",
    "asked",
    "weighted_n",
    "effective_n",
    "mark",
    "verdict",
    "above",
    "perhaps_above",
    "base",
    "set",
    "made",
    "stamp",
    "chapters",
)
"""`value` is a share from 0 to 1, or for kind `statistic` the number itself. `above` names columns, `chapters` tags.

A table stands here once, also where other files have it in several chapters: so nothing is added up twice.
"""


def write(report: Report, path: Path) -> None:
    path.write_text(as_text(report), encoding="utf-8-sig", newline="")


def as_text(report: Report) -> str:
    """The file without its byte order mark."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(HEADER)
    lines.writerows([safe(value) for value in line] for line in _lines(report))
    return out.getvalue()


def _lines(report: Report) -> Iterator[tuple[Value, ...]]:
    around = (" ".join(report.set_sentences), report.made, " ".join(report.stamps))
    for place, table in enumerate(report.tables):
        tags = " ".join(chapter.key for chapter in report.chapters if place in chapter.places)
        about = (report.study, table.number, table.name, str(table.title), table.breakdown)
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                yield (*about, *_cell(table, row, column, cell), table.base, *around, tags)


def _cell(table: PrintedTable, row: PrintedRow, column: PrintedColumn, cell: PrintedCell) -> tuple[Value, ...]:
    keys = [" ".join(table.columns[place].key for place in places) for places in (cell.above, cell.maybe)]
    verdict = " ".join(word for word, key in zip(("differs", "uncertain"), keys, strict=True) if key)
    return (
        column.key,
        str(column.label),
        row.code,
        str(row.label),
        row.kind,
        cell.value,
        cell.text,
        cell.count,
        column.n,
        column.asked,
        column.weighted_n,
        column.effective,
        cell.mark,
        verdict,
        *keys,
    )
