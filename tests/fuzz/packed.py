"""Workbooks that a fuzzer can get inside of: raw bytes rarely stay a zip, so a part is put in the place of another."""

import zipfile
from functools import cache
from io import BytesIO

from openpyxl import Workbook

DEEPEST = 3
"""Bytes of the input that say which part it replaces, and how much of that part stays before it and behind it."""


@cache
def workbook(*sheets: tuple[str, tuple[tuple[str, ...], ...]]) -> bytes:
    """An XLSX file with these sheets: name, and rows of text."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@cache
def _parts(base: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(BytesIO(base)) as archive:
        return tuple((name, archive.read(name)) for name in sorted(archive.namelist()))


def with_part(base: bytes, data: bytes) -> bytes:
    """`base` with a piece of one part replaced by `data` from the fourth byte on; fewer bytes are taken as they are."""
    if len(data) <= DEEPEST:
        return data
    parts = _parts(base)
    place, before, behind = data[0] % len(parts), data[1], data[2]
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
        for number, (name, content) in enumerate(parts):
            made.writestr(name, _cut(content, before, behind, data[DEEPEST:]) if number == place else content)
    return target.getvalue()


def _cut(content: bytes, before: int, behind: int, piece: bytes) -> bytes:
    """The piece between as many 255ths of the content as `before` and `behind` say."""
    start, end = len(content) * before // 255, len(content) * behind // 255
    return content[:start] + piece + content[max(start, end) :]


def with_sheet(base: bytes, name: str, rows: str) -> bytes:
    """`base` with its first sheet's cells replaced, standing in the part `name`."""
    first = "xl/worksheets/sheet1.xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}" xmlns:x="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part, content in _parts(base):
            moved = content.replace(b"worksheets/sheet1.xml", name.removeprefix("xl/").encode())
            made.writestr(name if part == first else part, sheet if part == first else moved)
    return target.getvalue()
