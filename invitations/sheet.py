"""A CSV or XLSX file as rows of text. Pure: bytes in, rows out, or the reason why not."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from invitations import workbook
from invitations.frame_problems import FrameProblem, FrameUnreadable, unreadable
from invitations.workbook import MOST_ROWS, Mark

MOST_COLUMNS = 200
MOST_BYTES = 200_000_000
DELIMITERS = ";,\t"
NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")
"""First bytes of PDF, pictures, RTF, and web pages (which some programs call .xls)."""
OF_FILLED_ROWS = ("merged", "hidden_row")
"""Marks that say nothing where the row is empty."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Sheet:
    """A header and the filled rows, each with its number in the file (the header is row 1).

    `problems`: cells that are not what they seem (formulas, merged cells …).
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[FrameProblem, ...] = ()


def read(data: bytes) -> Sheet:
    """As `look`, but cells that are not what they seem raise FrameUnreadable too."""
    sheet = look(data)
    if sheet.problems:
        raise FrameUnreadable(sheet.problems)
    return sheet


def look(data: bytes) -> Sheet:
    """The one filled sheet of an XLSX file, or a CSV in UTF-8 split by `;`, `,` or tab. Raises FrameUnreadable."""
    if len(data) > MOST_BYTES:
        raise unreadable("too_big", f"The file is over {MOST_BYTES // 1_000_000} MB.", "Leave out what is not a frame.")
    if not data.strip():
        raise unreadable("empty", "The file is empty.", "Export the frame again.")
    if workbook.is_packed(data):
        table = workbook.read(data)
        return _sheet(_numbered(table.rows), table.marks)
    return _sheet(_numbered(_csv_rows(data)), ())


def _sheet(rows: Iterator[tuple[int, tuple[str, ...]]], marks: Sequence[Mark]) -> Sheet:
    header = next(rows, None)
    if header is None:
        raise unreadable("empty", "The file has no filled rows.", "Export the frame again.")
    filled = tuple(rows)
    if not filled and not marks:
        raise unreadable("no_rows", "The file has a header but no rows.", "Export the frame again.")
    sheet = _without_empty_ends(Sheet(header[1], filled))
    seen = {number for number, _ in (header, *filled)}
    told = (mark for mark in marks if mark.row in seen or mark.code not in OF_FILLED_ROWS)
    return replace(sheet, problems=tuple(_mark_problem(mark, sheet.header) for mark in told))


def _without_empty_ends(sheet: Sheet) -> Sheet:
    """Columns at the end without a name are no columns, unless most rows fill them."""
    width = max((place for place, name in enumerate(sheet.header, start=1) if name), default=0)
    beyond = sum(any(cells[width:]) for _, cells in sheet.rows)
    if width == len(sheet.header) or beyond * 2 > len(sheet.rows):
        return sheet
    return Sheet(sheet.header[:width], tuple((number, _cut(cells, width)) for number, cells in sheet.rows))


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The row without empty cells beyond the width."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _mark_problem(mark: Mark, header: Sequence[str]) -> FrameProblem:
    message, what_to_do = {
        "formula": ("The cell holds a formula.", "Copy the column and paste it as values."),
        "error": ("The cell holds an error of the spreadsheet.", "Put the value right, or empty the cell."),
        "merged": ("Cells are merged here.", "Split them, and fill each cell."),
        "hidden_row": ("The row is hidden.", "Show all rows; delete those that do not belong to the frame."),
    }[mark.code]
    name = header[mark.place] if 0 <= mark.place < len(header) else ""
    column = name if name or mark.place < 0 else f"number {mark.place + 1}"
    return FrameProblem(mark.row, column, mark.code, message, what_to_do)


def _numbered(rows: Iterator[Sequence[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            what = f"The file has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns."
            raise unreadable("too_big", what, "Leave out what is not a frame.")
        cells = tuple(cell.strip() for cell in row)
        if any(cells):
            yield number, cells


def _csv_rows(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise unreadable(
            "bad_csv", f"Line {reader.line_num} cannot be read: {error}.", "Check the quotation marks on that line."
        ) from error


def _decoded(data: bytes) -> str:
    if data.lstrip().startswith(NOT_TABLES):
        raise unreadable("not_a_table", "The file is not a table.", "Give a CSV in UTF-8 or an XLSX file.")
    if data.startswith(UTF_16):
        raise unreadable("not_utf8", "The file is UTF-16.", "Save the file as “CSV UTF-8”, or as XLSX.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise unreadable(
            "not_utf8", f"Line {line} is not UTF-8.", "Save the file as “CSV UTF-8”, or as XLSX."
        ) from error
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise unreadable("nul", f"Line {line} holds a NUL character.", "Export the file again as “CSV UTF-8”.")
    return text


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").splitlines()[0]
    return max(DELIMITERS, key=header.count)
