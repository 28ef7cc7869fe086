"""XLSX: sheet `data` with codes, sheet `variables`, sheet `values`. Text is written as text, never as a formula."""

from collections.abc import Iterator
from pathlib import Path

from exports.writers.table import Table


class TooManyRows(ValueError):
    """A sheet holds 1,048,575 rows of data; more must go to another format."""


LAST_ROW = 1_048_575


def write(table: Table, path: Path) -> int:
    """Write the three sheets; the number of rows is returned. Raises TooManyRows before anything is finished."""
    from rustpy_xlsxwriter import FastExcel

    counted = _Counted(table)
    book = FastExcel(str(path)).freeze(row=1)
    book.sheet("data", counted.records())
    book.sheet("variables", _variables(table))
    book.sheet("values", _values(table))
    book.save()
    return counted.rows


class _Counted:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0

    def records(self) -> Iterator[dict[str, object]]:
        names = [variable.name for variable in self.table.variables]
        for row in self.table.rows:
            self.rows += 1
            if self.rows > LAST_ROW:
                raise TooManyRows(f"A sheet holds {LAST_ROW:,} rows. Export to .sav or .csv instead.")
            yield dict(zip(names, row, strict=True))
        if not self.rows:
            yield dict.fromkeys(names)


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
