"""An XLSX file as rows of text, and what in it would be read otherwise than it is seen. Pure: bytes in, rows out."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from invitations.frame_problems import FrameUnreadable, unreadable
from surveys.sheet_area import SHEET, FarAway, area_of, column_number

MOST_ROWS = 1_000_000
MOST_UNPACKED = 500_000_000
MOST_ENTRIES = 1_000
MOST_COLUMNS = 702
"""To ZZ."""
MOST_CELLS = 40_000_000
"""Of the rectangle at the worst (`Area.most`): a reader takes some 30 bytes for each."""
_WORKBOOK = "xl/workbook.xml"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_TAG, _QUOTE = rb"<(?:\w+:)?", rb"[\"']"
_REFERENCE = rb"\b(?:r|ref)=" + _QUOTE + rb"([A-Z]{1,3})([0-9]{1,7})"
_FORMULA = re.compile(_TAG + rb"c\b[^<>]{0,200}" + _REFERENCE + _QUOTE + rb"[^<>]{0,200}>\s*" + _TAG + rb"f\b")
_ERROR = re.compile(_TAG + rb"c\b(?=[^<>]{0,200}\bt=" + _QUOTE + rb"e" + _QUOTE + rb")[^<>]{0,200}" + _REFERENCE)
_MERGED = re.compile(_TAG + rb"mergeCell\b[^<>]{0,200}" + _REFERENCE)
_HIDDEN = rb"row\b(?=[^<>]{0,200}\bhidden=" + _QUOTE + rb"(?:1|true)" + _QUOTE + rb")"
_HIDDEN_ROW = re.compile(_TAG + _HIDDEN + rb"[^<>]{0,200}\b()r=" + _QUOTE + rb"([0-9]{1,7})")
MARKS: Mapping[str, tuple[Sequence[bytes], re.Pattern[bytes]]] = {
    "formula": ((b"<f", b":f"), _FORMULA),
    "error": ((b"='e'", b'="e"'), _ERROR),
    "merged": ((b"mergeCell",), _MERGED),
    "hidden_row": ((b"hidden=",), _HIDDEN_ROW),
}
"""Each with bytes of which one must be there at all: that is looked for first, as it takes no time."""


@dataclass(frozen=True)
class Mark:
    """Something at a cell that reading it does not show. `place`: number of the column from 0; -1 the whole row."""

    row: int
    place: int
    code: str


@dataclass(frozen=True)
class Table:
    """Every row of the one filled sheet from row 1, and its marks."""

    rows: Iterator[Sequence[str]]
    marks: tuple[Mark, ...]


def is_packed(data: bytes) -> bool:
    """Whether it is to be read as XLSX. Raises FrameUnreadable for old Excel files and for those with a password."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data.startswith(b"PK")
    if _LOCKED in data:
        raise unreadable("locked", "The file has a password.", "Save it as XLSX without password.")
    raise unreadable("old_excel", "This is an old Excel file (.xls).", "Save it as XLSX without password.")


def read(data: bytes) -> Table:
    """The sheet that is filled. Raises FrameUnreadable where there are several, or the file is not safe to unpack."""
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    marks = _marks(data)
    try:
        book = load_workbook(io.BytesIO(data))
        tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise _cannot_be_read() from error
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _cannot_be_read() from error
    filled = [(name, table) for name, table in tables if any(any(row) for row in table)]
    if len(filled) > 1:
        hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
        raise _many_sheets([name for name, _ in filled], hidden)
    rows = filled[0][1] if filled else ()
    return Table(([_cell_text(cell) for cell in row] for row in rows), marks)


def _cannot_be_read() -> FrameUnreadable:
    return unreadable("bad_xlsx", "The XLSX file cannot be read.", "Open it, save it again, and retry.")


def _many_sheets(names: Sequence[str], hidden: Set[str]) -> FrameUnreadable:
    told = ", ".join(names)
    if hidden & set(names):
        message = f"Several sheets are filled, and some of them are hidden: {told}."
        return unreadable("many_sheets", message, "Show all sheets, and keep one, the frame.")
    return unreadable("many_sheets", f"Several sheets are filled: {told}.", "Keep one sheet, the frame.")


def _marks(data: bytes) -> tuple[Mark, ...]:
    """Macros, packed bombs and far-away cells are refused before the file is unpacked in memory."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise unreadable("bad_xlsx", "The XLSX file is damaged.", "Export it again.") from error
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise unreadable("too_big", "The XLSX file unpacks to far too much.", "Export the frame again, or as CSV.")
    if any(entry.filename.lower().endswith(("vbaproject.bin", ".bin.vba")) for entry in entries):
        raise unreadable("macros", "The workbook holds macros.", "Save it as XLSX without macros.")
    if _WORKBOOK not in packed.namelist():
        raise unreadable("not_a_table", "The file is packed, but no XLSX.", "Give a CSV in UTF-8 or an XLSX file.")
    found = (mark for entry in entries for mark in _part_marks(_unpacked(packed, entry)))
    return tuple(sorted(set(found), key=lambda mark: (mark.row, mark.place, mark.code)))


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Every part is unpacked here first: its check sum proves that it is no larger than it says."""
    try:
        return packed.read(entry)
    except Exception as error:  # zlib, lzma and struct each raise their own
        raise unreadable("bad_xlsx", "The XLSX file is damaged or locked.", "Export it again.") from error


def _part_marks(xml: bytes) -> Iterator[Mark]:
    """Of a part that is a sheet, by what is in it: a workbook may call its sheets anything."""
    if SHEET not in xml:
        return
    _refuse_far(xml)
    for code, (signs, pattern) in MARKS.items():
        if any(sign in xml for sign in signs):
            yield from (Mark(int(row), _place(column.decode()), code) for column, row in pattern.findall(xml))


def _refuse_far(xml: bytes) -> None:
    try:
        area = area_of(xml)
        far = area.rows > MOST_ROWS or area.columns > MOST_COLUMNS or area.most > MOST_CELLS
    except FarAway:
        far = True
    if far:
        raise unreadable("too_big", "A cell stands far outside the table.", "Remove it, or export as CSV.")


def _place(letters: str) -> int:
    """A → 0, Z → 25, AA → 26; "" → -1."""
    return column_number(letters) - 1


def _cell_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
