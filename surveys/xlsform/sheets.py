"""Bytes of a workbook → its sheets as text, safely: nothing is unpacked or spread out before its size is known."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from surveys.sheet_area import SHEET, FarAway, area_of
from surveys.xlsform.findings import Findings, short

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 80_000_000
MOST_PARTS = 2_000
MOST_ROWS = 10_000
MOST_RULES = 300_000
"""Characters of all expressions together."""
MOST_COLUMNS = 500
MOST_CELLS = 400_000
LARGEST_AREA = 2_000_000
EXTRA = "inburgerstem_"
READ = ("survey", "choices", "settings")
FORMULA = re.compile(rb"""<(?:\w+:)?c\s[^>]*?r\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s>/]""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z0-9:]{2,21})["']""")


class Unreadable(Exception):
    """The file holds no sheets that can be read; the finding was added."""


@dataclass(frozen=True)
class Row:
    """One line of a sheet: text by column header, and where it stands."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str] = field(repr=False, default_factory=dict)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def where(self, column: str = "") -> str:
        """`survey!F12 (relevant)`, or `survey!12` for the whole row."""
        if column not in self.letters:
            return f"{self.sheet}!{self.number}"
        return f"{self.sheet}!{self.letters[column]}{self.number} ({short(column)})"


@dataclass(frozen=True)
class Sheet:
    """Headers (in order, as written) with the column letter of each, and the rows that hold something."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()


def read_sheets(data: bytes, found: Findings, wanted: Sequence[str] = (*READ, EXTRA)) -> dict[str, Sheet]:
    """The sheets by lower-case name. Raises Unreadable where there is nothing to read.

    `wanted`: names of sheets; one that ends in _ stands for all that begin so.
    """
    parts = _unpacked(data, found)
    _look_over(parts, found, wanted)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return dict(_sheets(book, found, wanted))
    except (CalamineError, OSError, ValueError) as error:
        _refuse(found, "damaged", f"The workbook cannot be read: {short(str(error))}.", "Save it again as .xlsx.")
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        _refuse(found, "damaged", "The workbook is damaged.", "Save it again as .xlsx.")
    raise AssertionError  # _refuse always raises


def _refuse(found: Findings, code: str, message: str, what_to_do: str) -> None:
    found.add(code, "file", message, what_to_do)
    raise Unreadable(message)


def _unpacked(data: bytes, found: Findings) -> dict[str, bytes]:
    """The XML parts. Sizes are added up before anything is unpacked; the checksum proves that they were told truly."""
    if len(data) > LARGEST_FILE:
        _refuse(found, "file_too_large", f"The file has {len(data)} bytes.", f"The limit is {LARGEST_FILE}.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if total > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                message = f"Unpacked, the file would have {len(parts)} parts and {total} bytes."
                _refuse(found, "unpacked_too_large", message, f"The limit is {LARGEST_UNPACKED} bytes.")
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                _refuse(found, "not_a_workbook", "This is not an .xlsx workbook.", "Save the form as .xlsx.")
            return {part.filename: archive.read(part) for part in parts}
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        _refuse(
            found, "not_a_workbook", "This is not an .xlsx workbook.", "Save the form as .xlsx, without a password."
        )
    except Exception as error:  # zlib, lzma and struct each raise their own
        _refuse(found, "damaged", f"The file is damaged: {short(str(error))}.", "Save it again as .xlsx.")
    raise AssertionError  # _refuse always raises


def _is_wanted(name: str, wanted: Sequence[str]) -> bool:
    return any(name == one or (one.endswith("_") and name.startswith(one)) for one in wanted)


def _look_over(parts: Mapping[str, bytes], found: Findings, wanted: Sequence[str]) -> None:
    """Macros, formulas, merged cells, and sheets too large to spread out."""
    if any(name.endswith("vbaProject.bin") for name in parts):
        found.add("macros", "file", "The workbook has macros.", "They are not run and not carried.")
    names = _names_of(parts)
    for part, content in parts.items():
        if b"\0" in content[:200] and part.endswith(".xml"):
            _refuse(found, "damaged", f"{part} is not UTF-8.", "Save the workbook again as .xlsx.")
        if SHEET in content:
            _look_at_sheet(names.get(part.removeprefix("xl/"), part), content, found, wanted)


def _look_at_sheet(name: str, content: bytes, found: Findings, wanted: Sequence[str]) -> None:
    cells = content.count(b"<c ") + content.count(b":c ")
    if cells > MOST_CELLS:
        rows = content.count(b"<row ") + content.count(b":row ")
        message = f"The sheet has {rows} rows and {cells} cells."
        _refuse(found, "too_many_cells", f"{name}: {message}", f"The limit is {MOST_ROWS} rows, {MOST_CELLS} cells.")
    _measure(name, content, found)
    if not _is_wanted(name.strip().lower(), wanted):
        return
    for reference in FORMULA.findall(content):
        advice = "The value that was saved with it is read. Check it, or replace the formula by its value."
        found.add("formula", f"{name}!{reference.decode()}", "This cell holds a formula.", advice)
    for reference in MERGED.findall(content):
        advice = "Only its first cell has a value. Take the merge out where others need it too."
        found.add("merged_cells", f"{name}!{reference.decode()}", "These cells are merged.", advice)


def _measure(name: str, content: bytes, found: Findings) -> None:
    """Refuse a sheet whose rectangle is too large: one cell far away makes it so."""
    try:
        area = area_of(content)
    except FarAway:
        _refuse(found, "too_many_cells", f"{name}: a cell stands far outside.", f"The limit is {MOST_COLUMNS} columns.")
        raise AssertionError from None  # _refuse always raises
    tall, wide = area.rows, area.columns
    if tall > MOST_ROWS:
        _refuse(found, "too_many_rows", f"{name} has {tall} rows.", f"The limit is {MOST_ROWS}. Delete empty rows.")
    if wide > MOST_COLUMNS or tall * wide > LARGEST_AREA or area.most > 4 * LARGEST_AREA:
        message = f"{name} has {wide} columns and {tall} rows."
        _refuse(found, "too_many_cells", message, f"The limit is {MOST_COLUMNS} columns, {LARGEST_AREA} cells.")


def column_letter(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _names_of(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet names by the file they stand in, as far as workbook.xml tells."""
    relations = dict(_attributes(parts.get("xl/_rels/workbook.xml.rels", b""), b"Relationship", "Id", "Target"))
    sheets = dict(_attributes(parts.get("xl/workbook.xml", b""), b"sheet", "r:id", "name"))
    return {relations[key].removeprefix("/xl/"): name for key, name in sheets.items() if key in relations}


def _attributes(xml: bytes, tag: bytes, key: str, value: str) -> Iterator[tuple[str, str]]:
    for element in re.findall(rb"<(?:\w+:)?" + tag + rb"\s[^>]*>", xml):
        pairs = dict(re.findall(r"""([\w:]+)\s*=\s*["']([^"']*)["']""", element.decode("utf-8", "replace")))
        if key in pairs and value in pairs:
            yield pairs[key], pairs[value]


def _sheets(book: CalamineWorkbook, found: Findings, wanted: Sequence[str]) -> Iterator[tuple[str, Sheet]]:
    for name in book.sheet_names:
        key = name.strip().lower()
        if _is_wanted(key, wanted):
            yield key, _sheet(key, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        elif not key.startswith("_"):
            advice = "Only survey, choices and settings are part of a form. Look whether something of it is needed."
            found.add("sheet_left", short(name), "This sheet is not read.", advice)


def check_rules(sheet: Sheet, found: Findings) -> None:
    """Raises Unreadable where the expressions of a sheet are longer than any form needs."""
    length = sum(len(text) for row in sheet.rows for text in row.cells.values() if "${" in text or "(" in text)
    if length > MOST_RULES:
        message = f"The expressions of the sheet {sheet.name} have {length} characters together."
        _refuse(found, "rules_too_long", message, f"The limit is {MOST_RULES}. Split the form.")


def _sheet(name: str, lines: list[list[Any]]) -> Sheet:
    first = next((place for place, line in enumerate(lines) if any(text_of(value).strip() for value in line)), None)
    if first is None:
        return Sheet(name)
    titles = [text_of(value).strip() for value in lines[first]]
    headers = tuple((title, column_letter(place)) for place, title in enumerate(titles) if title)
    letters: dict[str, str] = {}
    for title, letter in headers:
        letters.setdefault(title, letter)
    rows = (_row(name, first + 2 + place, titles, line, letters) for place, line in enumerate(lines[first + 1 :]))
    return Sheet(name, headers, tuple(row for row in rows if row.cells))


def _row(sheet: str, number: int, titles: list[str], line: list[Any], letters: Mapping[str, str]) -> Row:
    cells: dict[str, str] = {}
    for place, (title, value) in enumerate(zip(titles, line, strict=False)):
        text = text_of(value)
        if text.strip():
            key = title or f"column {column_letter(place)}"
            cells.setdefault(key, text)
    return Row(sheet, number, cells, letters)


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO, true and false as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value is not None else ""
