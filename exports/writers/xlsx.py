"""XLSX: sheet `data` with codes, sheet `variables`, sheet `values`. Text is written as text, never as a formula."""

from collections.abc import Iterator
from pathlib import Path

from exports.writers.table import Cut, Table


class TooManyRows(ValueError):
    """A sheet holds 1,048,575 rows of data; more must go to another format."""


LAST_ROW = 1_048_575
CELL = 32_767
"""Characters of a cell, in the two-byte units that Excel counts in."""


def write(table: Table, path: Path) -> tuple[Cut, ...]:
    """Write the three sheets; texts longer than a cell are cut and returned. Raises TooManyRows."""
    from rustpy_xlsxwriter import FastExcel

    counted = _Counted(table)
    book = FastExcel(str(path)).freeze(row=1)
    book.sheet("data", counted.records())
    book.sheet("variables", _variables(table))
    book.sheet("values", _values(table))
    book.save()
    return tuple(counted.cuts)


class _Counted:
    """Rows as the writer wants them, counted while they pass."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self.cuts: list[Cut] = []
        self.texts = [variable.name for variable in table.variables if variable.storage == "text"]

    def records(self) -> Iterator[dict[str, object]]:
        for chunk in self.table.chunks:
            self.rows += chunk.height
            if self.rows > LAST_ROW:
                raise TooManyRows(f"A sheet holds {LAST_ROW:,} rows. Export to .sav, .parquet or .csv instead.")
            for record in chunk.iter_rows(named=True):
                yield self.held(record)
        if not self.rows:
            yield dict.fromkeys(variable.name for variable in self.table.variables)

    def held(self, record: dict[str, object]) -> dict[str, object]:
        for name in self.texts:
            text = record[name]
            if isinstance(text, str) and 2 * len(text) > CELL:
                record[name] = self.cut(name, text)
        return record

    def cut(self, name: str, text: str) -> str:
        raw = text.encode("utf-16-le")
        if len(raw) <= 2 * CELL:
            return text
        self.cuts.append(Cut("xlsx", name, "text", len(raw) // 2, CELL))
        return raw[: 2 * (CELL - 1)].decode("utf-16-le", errors="ignore") + "…"


def _variables(table: Table) -> Iterator[dict[str, object]]:
    for variable in table.variables:
        yield {
            "variable": variable.name,
            "label": variable.label,
            "measure": variable.measure,
            "missing": "-9 … -1" if variable.reasons else "",
            "set": f"${variable.set_name}" if variable.set_name else "",
            "comparability": variable.comparability,
        }


def _values(table: Table) -> Iterator[dict[str, object]]:
    for variable in table.variables:
        for value, label in variable.labels.items():
            yield {"variable": variable.name, "value": value, "label": label}
