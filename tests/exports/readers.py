"""Data files read back by programs that did not write them, as rows of plain texts to compare cell by cell."""

import csv
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars
import pyreadstat
from python_calamine import CalamineWorkbook

from surveys.formulas import plain

Rows = list[dict[str, str]]
TEXTS = frozenset({"say", "ways_other"})
"""Columns of the mini-study that hold texts, also where those look like numbers."""


def said(value: Any) -> str:
    """A cell as text: whole numbers without a point, an empty cell and a missing one as ''."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def read_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: plain(cell) if name in TEXTS else said(float(cell)) if cell else "" for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def _columns(found: Mapping[str, list[Any]]) -> Rows:
    return [
        {name: said(value) for name, value in zip(found, row, strict=True)} for row in zip(*found.values(), strict=True)
    ]


def read_sav(path: Path) -> Rows:
    return _columns(pyreadstat.read_sav(str(path), user_missing=True, output_format="dict")[0])


def read_dta(path: Path) -> Rows:
    """Stata's .a to .i as -1 to -9; only in columns that have such missing values."""
    found, about = pyreadstat.read_dta(str(path), user_missing=True, output_format="dict")
    numbers = {name for name, kind in about.readstat_variable_types.items() if kind != "string"}
    return _columns(
        {name: [_reason(v) for v in values] if name in numbers else values for name, values in found.items()}
    )


def _reason(value: Any) -> Any:
    return -("abcdefghi".index(value) + 1) if isinstance(value, str) and value else value


def read_parquet(path: Path) -> Rows:
    return [
        {name: said(value) for name, value in row.items()} for row in polars.read_parquet(path).iter_rows(named=True)
    ]


def read_xlsx(path: Path) -> Rows:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("data").to_python()
    return [
        {name: said(value) for name, value in zip(header, row, strict=True)}
        for row in rows
        if any(v != "" for v in row)
    ]


READERS: Mapping[str, Callable[[Path], Rows]] = {
    "sav": read_sav,
    "dta": read_dta,
    "xlsx": read_xlsx,
    "csv": read_csv,
    "parquet": read_parquet,
}


def differences(one: Rows, other: Rows) -> list[tuple[int, str, str, str]]:
    """(row, column, cell, other cell) wherever they differ; the columns and their order have to be the same."""
    assert [list(row) for row in one[:1]] == [list(row) for row in other[:1]]
    assert len(one) == len(other)
    return [
        (place, name, row[name], against[name])
        for place, (row, against) in enumerate(zip(one, other, strict=True))
        for name in row
        if row[name] != against[name]
    ]
