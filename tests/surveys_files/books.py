"""Workbooks for tests, from tables; and sheets written by hand, for what no spreadsheet program would save."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Table = Sequence[Sequence[Any]]
SURVEY = ("type", "name", "label::Nederlands (nl)")


def book(change: Callable[[Workbook], None] | None = None, **sheets: Table) -> bytes:
    """An .xlsx file with these sheets, the first row of each its headers."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(workbook)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def survey(*rows: dict[str, Any], **sheets: Table) -> bytes:
    """A workbook whose survey sheet has these rows, by column; name and label are filled in where they lack."""
    columns = list(dict.fromkeys([*SURVEY, *(key for row in rows for key in row)]))
    filled = [{"name": f"q{place}", SURVEY[2]: f"Vraag {place}?", **row} for place, row in enumerate(rows, start=1)]
    return book(survey=[columns, *([row.get(column) for column in columns] for row in filled)], **sheets)


def raw(sheet: bytes, **parts: bytes) -> bytes:
    """A workbook whose survey sheet is this XML, as it stands."""
    plain = BytesIO(book(survey=[["type", "name", "label"]]))
    target = BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def sheet_xml(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
