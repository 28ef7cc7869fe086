"""Which kind of file: by what is in it when it comes in, by its name when it goes out. Pure."""

from collections.abc import Callable, Mapping

from surveys.exchange.rows import LARGEST_FILE, Package, Unreadable
from surveys.exchange.workbook import read_workbook, write_workbook
from surveys.exchange.xliff import read_xliff, write_xliff

WRITERS: Mapping[str, Callable[[Package], bytes]] = {"xlf": write_xliff, "xlsx": write_workbook}
CONTENT_TYPES = {
    "xlf": "application/x-xliff+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_file(data: bytes) -> tuple[Package, ...]:
    """The packages of an XLIFF file or a workbook. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("too_large")
    if data.startswith(b"PK"):
        return read_workbook(data)
    if data.startswith(OLD_EXCEL) or not _like_xml(data):
        raise Unreadable("not_a_file")
    return read_xliff(data)


def _like_xml(data: bytes) -> bool:
    """Whether the first sign is < in any of Unicode's encodings."""
    return data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
