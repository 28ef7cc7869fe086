"""How large a sheet of a workbook becomes when it is spread out, told from its XML before a reader does that. Pure.

Readers make the whole rectangle up to the last cell: one cell with a far reference takes more memory than there is, and
ends the process. So whatever might be a reference counts, wherever it stands, and cells without one count as if they
came after the furthest.
"""

import re
from dataclasses import dataclass

SHEET = b"sheetData"
"""A part of the file without this holds no cells, whatever it is called."""
_REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z0-9]*[0-9][A-Za-z0-9]*)["']""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
_ROW = re.compile(rb"<(?:[^\s<>/]*:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[^\s<>/]*:)?c[\s/>]")


@dataclass(frozen=True)
class Area:
    """`rows` and `columns` as a careful person would say; `most` cells is what a reader may make of it at the worst."""

    rows: int
    columns: int
    most: int


class FarAway(ValueError):
    """A reference is longer than any that a spreadsheet has."""


def area_of(xml: bytes) -> Area:
    """Of one part of the file. Raises FarAway."""
    lines = _ROW.split(xml)
    found_rows, in_a_row = len(lines) - 1, max(len(_CELL.findall(line)) for line in lines)
    tall = wide = 0
    for reference in _REFERENCE.findall(xml):
        place = _PLACE.fullmatch(reference)
        if place is None:
            raise FarAway
        tall, wide = max(tall, int(place[2])), max(wide, column_number(place[1].decode()))
    return Area(max(tall, found_rows), max(wide, in_a_row), (tall + found_rows) * (wide + in_a_row))


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27; '' → 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
