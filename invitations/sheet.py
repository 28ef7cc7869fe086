"""A CSV or XLSX file as rows of text. Pure: bytes in, rows out, or the reason why not."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from invitations.frame_problems import FrameProblem, FrameUnreadable

MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_BYTES = 200_000_000
MOST_UNPACKED = 500_000_000
DELIMITERS = ";,\t"
_CELL_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


@dataclass(frozen=True)
class Sheet:
    """A header and the filled rows, each with its number in the file (the header is row 1)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(data: bytes) -> Sheet:
    """The first sheet of an XLSX file, or a CSV in UTF-8 split by `;`, `,` or tab. Raises FrameUnreadable."""
    if len(data) > MOST_BYTES:
        raise _unreadable(
            "too_big", f"The file is over {MOST_BYTES // 1_000_000} MB.", "Leave out what is not a frame."
        )
    if not data.strip():
        raise _unreadable("empty", "The file is empty.", "Export the frame again.")
    rows = _numbered(_xlsx_rows(data) if _is_packed(data) else _csv_rows(data))
    header = next(rows, None)
    if header is None:
        raise _unreadable("empty", "The file has no filled rows.", "Export the frame again.")
    filled = tuple(rows)
    if not filled:
        raise _unreadable("no_rows", "The file has a header but no rows.", "Export the frame again.")
    return Sheet(tuple(name.strip() for name in header[1]), filled)


def _numbered(rows: Iterator[Sequence[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            what = f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns"
            raise _unreadable("too_big", f"The file has {what}.", "Leave out what is not a frame.")
        if any(cell.strip() for cell in row):
            yield number, tuple(cell.strip() for cell in row)


def _csv_rows(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise _unreadable(
            "bad_csv", f"Line {reader.line_num} cannot be read: {error}.", "Check the quotation marks on that line."
        ) from error


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _unreadable(
            "not_utf8", f"Line {line} is not UTF-8.", "Save the file as “CSV UTF-8”, or as XLSX."
        ) from error
    if "\0" in text:
        raise _unreadable("not_a_table", "The file is not a table.", "Give a CSV in UTF-8 or an XLSX file.")
    return text


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").splitlines()[0]
    return max(DELIMITERS, key=header.count)


def _is_packed(data: bytes) -> bool:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable(
            "old_excel",
            "This is an old Excel file (.xls), or one with a password.",
            "Save it as XLSX without password.",
        )
    return data.startswith(b"PK")


def _xlsx_rows(data: bytes) -> Iterator[Sequence[str]]:
    from python_calamine import CalamineError, load_workbook

    _refuse_unsafe(data)
    try:
        book = load_workbook(io.BytesIO(data))
        tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise _unreadable("bad_xlsx", "The XLSX file cannot be read.", "Open it, save it again, and retry.") from error
    filled = [(name, table) for name, table in tables if any(any(row) for row in table)]
    if len(filled) > 1:
        names = ", ".join(name for name, _ in filled)
        raise _unreadable("many_sheets", f"Several sheets are filled: {names}.", "Keep one sheet, the frame.")
    for row in filled[0][1] if filled else ():
        yield [_cell_text(cell) for cell in row]


def _refuse_unsafe(data: bytes) -> None:
    """Macros, packed bombs and far-away cells are refused before the file is unpacked in memory."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise _unreadable("bad_xlsx", "The XLSX file is damaged.", "Export it again.") from error
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 1_000:
        raise _unreadable("too_big", "The XLSX file unpacks to far too much.", "Export the frame again, or as CSV.")
    if any(entry.filename.lower().endswith(("vbaproject.bin", ".bin.vba")) for entry in entries):
        raise _unreadable("macros", "The workbook holds macros.", "Save it as XLSX without macros.")
    for entry in entries:
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            _refuse_far_cells(packed, entry)


def _refuse_far_cells(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    try:
        references = _CELL_REFERENCE.findall(packed.read(entry))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _unreadable("bad_xlsx", "The XLSX file is damaged or locked.", "Export it again.") from error
    if any(int(row) > MOST_ROWS or len(column) > 2 for column, row in references):
        raise _unreadable("too_big", "A cell stands far outside the table.", "Remove it, or export as CSV.")


def _cell_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unreadable(code: str, message: str, what_to_do: str) -> FrameUnreadable:
    return FrameUnreadable([FrameProblem(0, "", code, message, what_to_do)])
