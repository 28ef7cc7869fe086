"""A table of margins in a file (CSV in UTF-8, or XLSX) → margins. Pure: bytes in, margins out."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_noop

from exports.refusals import Refused
from exports.weight_plan import Line, columns_found, margins_in
from exports.weights import Margin
from invitations.workbook import is_packed, read

LARGEST_FILE = 1_000_000
MOST_LINES = 2_000


def margins_of(data: bytes) -> tuple[Margin, ...]:
    """Raises Refused: no table, columns that are not known, a line that is wrong. FrameUnreadable: a bad workbook."""
    if len(data) > LARGEST_FILE:
        raise Refused(
            gettext_noop("The file is over %(most)s bytes. Give only the table of margins."), most=LARGEST_FILE
        )
    rows = [[cell.strip() for cell in row] for row in _rows(data)]
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if not filled:
        raise Refused(gettext_noop("The file is empty. Give one line per category of each variable."))
    if len(filled) > MOST_LINES:
        raise Refused(gettext_noop("The table has over %(most)s lines. Give only the margins."), most=MOST_LINES)
    names = columns_found(filled[0][1])
    return margins_in([_line(number, row, names) for number, row in filled[1:]])


def _line(number: int, row: Sequence[str], names: Sequence[str]) -> Line:
    if len(row) > len(names) and any(row[len(names) :]):
        raise Refused(gettext_noop("Line %(line)s has more cells than the first line has names."), line=number)
    return Line(number=number, **dict(zip(names, [*row, *[""] * len(names)], strict=False)))


def _rows(data: bytes) -> Iterator[Sequence[str]]:
    if is_packed(data):
        yield from read(data).rows
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Refused(gettext_noop("The file is neither XLSX nor CSV in UTF-8. Save it as one of these.")) from problem
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        yield from reader
    except csv.Error as problem:
        told = gettext_noop("Line %(line)s cannot be read as CSV. Look at its quotation marks, or save the file anew.")
        raise Refused(told, line=reader.line_num) from problem
