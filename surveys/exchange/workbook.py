"""XLSX in and out: a sheet of texts to fill in, and a sheet that says what study and language they are of. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from surveys.exchange.rows import LARGEST_FILE, Package, Row, Unreadable, Unwritable
from surveys.languages import direction
from surveys.text_states import STATES
from surveys.xlsform.findings import Findings
from surveys.xlsform.sheets import MOST_ROWS as MOST_LINES
from surveys.xlsform.sheets import Row as Line
from surveys.xlsform.sheets import Sheet, read_sheets
from surveys.xlsform.sheets import Unreadable as NoSheets

TEXTS, ABOUT = "translation", "about"
COLUMNS = {
    "id": 14,
    "place": 22,
    "context": 30,
    "source": 48,
    "english": 40,
    "translation": 48,
    "state": 14,
    "glossary": 30,
    "comments": 30,
    "back-translation": 40,
    "remark": 30,
}
"""Headers with the width of each column in characters."""

FIELD = {"back-translation": "back"}
OPEN = frozenset({"translation", "state", "back-translation", "remark"})
"""Columns that a translator fills in; the others are locked, without a password."""

NEEDED = ("id", "source", "translation")
LONGEST_CELL = 32_767
"""Characters of a cell, counted as UTF-16 units (Excel specifications and limits)."""

WRITTEN = datetime(2026, 1, 1)
"""The date in the workbook's properties, fixed: the same texts give the same sheets."""

BY_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
"""Signs that XML cannot hold, and underscores that would be read as the beginning of such a sign: _xHHHH_."""

LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUIDE = (
    "Fill in the column “translation”. Names in braces, such as {minutes}, are filled in later: keep them as they are.",
    "Set “state” to translated, or to reviewed where you checked a translation that was there.",
    "“back-translation” and “remark” may be filled in too. The other columns are locked; ids must stay as they are.",
)


def write_workbook(package: Package) -> bytes:
    """The package as .xlsx: every value is text, none can become a formula. Raises Unwritable."""
    for row in package.rows:
        for name in COLUMNS:
            _require_fit(_value(row, name))
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = WRITTEN
    _write_texts(book, package)
    _write_about(book, package)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _write_texts(book: Workbook, package: Package) -> None:
    sheet = book.create_sheet(TEXTS)
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = direction(package.language) == "rtl"
    for place, width in enumerate(COLUMNS.values()):
        sheet.column_dimensions[chr(65 + place)].width = width
    _protect(sheet)
    _offer_states(sheet, len(package.rows))
    sheet.append([_header(sheet, name) for name in COLUMNS])
    for row in package.rows:
        sheet.append([_cell(sheet, name, _value(row, name), package) for name in COLUMNS])


def _value(row: Row, column: str) -> str:
    return str(getattr(row, FIELD.get(column, column)))


def _require_fit(text: str) -> None:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL:
        raise Unwritable("cell_too_long", limit=LONGEST_CELL)
    if "\ufffe" in text or "\uffff" in text:
        raise Unwritable("no_character")


def _protect(sheet: Any) -> None:
    """Locked cells cannot be typed in; sorting, filtering and widths stay free."""
    sheet.protection.sheet = True
    for free in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, free, False)


def _offer_states(sheet: Any, rows: int) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(STATES)}"', allow_blank=True)
    letter = chr(65 + list(COLUMNS).index("state"))
    choice.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    sheet.data_validations.append(choice)


def _header(sheet: Any, name: str) -> WriteOnlyCell:
    cell = _text(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, name: str, text: str, package: Package) -> WriteOnlyCell:
    cell = _text(sheet, text)
    order = 2 if name in ("translation", "remark") and direction(package.language) == "rtl" else 1
    cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)
    cell.protection = Protection(locked=name not in OPEN)
    if name in OPEN:
        cell.fill = PatternFill("solid", fgColor="FFF8E1")
    return cell


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    """Always text. With a quote prefix it also stays text when somebody edits the cell."""
    cell = WriteOnlyCell(sheet, BY_NUMBER.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text))
    cell.data_type = "s"
    if text.startswith(LIKE_FORMULA):
        cell.quotePrefix = True
    return cell


def _write_about(book: Workbook, package: Package) -> None:
    sheet = book.create_sheet(ABOUT)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    sheet.protection.sheet = True
    sheet.append([_header(sheet, "name"), _header(sheet, "value")])
    about = {"study": package.study, "source": package.source, "language": package.language}
    for name, value in (about | {"revision": str(package.revision)}).items():
        sheet.append([_text(sheet, name), _text(sheet, value)])
    for line in GUIDE:
        sheet.append([_text(sheet, "guide"), _text(sheet, line)])


def read_workbook(data: bytes) -> tuple[Package, ...]:
    """The package of a workbook that was written here and filled in. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("too_large")
    found = Findings()
    try:
        sheets = read_sheets(data, found, (TEXTS, ABOUT))
    except NoSheets as error:
        code = found.found[-1].code
        raise Unreadable(CODES.get(code, code), limit=MOST_LINES) from error
    if any(problem.code == "macros" for problem in found.found):
        raise Unreadable("macros")
    if found.dropped:
        raise Unreadable("too_many_formulas")
    about, texts = sheets.get(ABOUT), sheets.get(TEXTS)
    if about is None or texts is None:
        raise Unreadable("sheet_missing", sheet=ABOUT if about is None else TEXTS)
    return (_package(texts, _said(about), found),)


CODES = {"file_too_large": "too_large", "too_many_cells": "too_many_rows", "not_a_workbook": "not_a_file"}
"""What the reader of sheets says, in the words of `words.py`."""


def _said(about: Sheet) -> Mapping[str, str]:
    return {row.get("name").strip(): row.get("value").strip() for row in about.rows}


def _package(texts: Sheet, said: Mapping[str, str], found: Findings) -> Package:
    titles = {title for title, _ in texts.headers}
    for column in NEEDED:
        if column not in titles:
            raise Unreadable("column_missing", column=column)
    if not texts.rows:
        raise Unreadable("no_texts")
    formulas = {problem.where.split("!")[-1] for problem in found.found if problem.code == "formula"}
    with_formula = {int(re.sub("[^0-9]", "", cell) or 0) for cell in formulas}
    return Package(
        study=said.get("study", ""),
        source=said.get("source", ""),
        language=said.get("language", ""),
        rows=tuple(_row(line, line.number in with_formula) for line in texts.rows),
        revision=int(said["revision"]) if re.fullmatch("[0-9]{1,9}", said.get("revision", "")) else 0,
        left=tuple(p.where for p in found.found if p.code in ("sheet_left", "merged_cells")),
    )


def _row(line: Line, with_formula: bool) -> Row:
    fields = {FIELD.get(name, name): line.get(name) for name in COLUMNS}
    fields["id"], fields["state"] = fields["id"].strip(), fields["state"].strip().lower()
    fields["remark"] = "\n".join(filter(None, (fields["remark"], *_others(line))))
    return Row(**fields, flaw="formula" if with_formula else "", where=str(line.number))


def _others(line: Line) -> Iterator[str]:
    """Columns that somebody added: what is in them is a remark."""
    for name, text in line.cells.items():
        if name not in COLUMNS:
            yield f"{name}: {text}"
