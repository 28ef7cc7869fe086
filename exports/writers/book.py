"""How a workbook with tables is written: sheets, their names, and cells that are real numbers or plain text."""

import re
from collections.abc import Container
from pathlib import Path
from typing import Any

SHEET_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LABEL_WIDTH = 48


def workbook() -> Any:
    from openpyxl import Workbook

    return Workbook(write_only=True)


def save(book: Any, path: Path) -> None:
    book.save(path)


def sheet(book: Any, name: str, *, rtl: bool = False) -> Any:
    """A sheet whose first column is wide enough for labels."""
    made = book.create_sheet(name)
    made.sheet_view.rightToLeft = rtl
    made.column_dimensions["A"].width = LABEL_WIDTH
    return made


def sheet_name(wanted: str, number: int, taken: Container[str]) -> str:
    """As Excel allows it and unlike those `taken` (in small letters), with its number behind it where need be."""
    plain = NOT_IN_NAMES.sub(" ", wanted)
    whole = plain[:SHEET_NAME].strip()
    end = f" {number}"
    return whole if whole and whole.lower() not in taken else f"{plain[: SHEET_NAME - len(end)].strip()}{end}".strip()


def text(on: Any, said: str, *, bold: bool = False) -> Any:
    """A cell with text that is never run, whatever it starts with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made = WriteOnlyCell(on, value=NOT_IN_CELLS.sub("", said))
    made.data_type = "s"
    if bold:
        made.font = Font(bold=True)
    return made


def number(on: Any, value: float | None, form: str) -> Any:
    """`form`: Excel's number format."""
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(on, value=value)
    made.number_format = form
    return made
