"""Files that are broken, huge or made to harm: each refused by name, and none keeps the site busy."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from surveys.exchange.files import read_file
from surveys.exchange.rows import LARGEST_FILE, MOST_ROWS, Package, Unreadable
from surveys.exchange.words import say
from surveys.exchange.workbook import write_workbook
from surveys.exchange.xliff import NAMESPACE, write_xliff
from tests.exchange.texts import package_of, row_of

pytestmark = pytest.mark.timeout(60)
WORKBOOK = write_workbook(package_of("ar"))
XLIFF = write_xliff(package_of("ar"))
HEAD = f'<xliff xmlns="{NAMESPACE}" version="1.2"><file original="s" source-language="nl" target-language="ar">'
UNIT = "<trans-unit id='u'><source>a</source><target>b</target></trans-unit>"


def xliff(inside: str, before: str = "") -> bytes:
    return f"{before}{HEAD}<body>{inside}</body></file></xliff>".encode()


def laughs() -> bytes:
    """A billion of them."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return xliff("<trans-unit id='u'><source>&l9;</source></trans-unit>", f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]>')


def outside() -> bytes:
    return xliff(
        "<trans-unit id='u'><source>&e;</source></trans-unit>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    )


def workbook_with(name: str, content: bytes) -> bytes:
    """The workbook with a part replaced or added."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(WORKBOOK)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet(rows: bytes, before: bytes = b'<?xml version="1.0"?>') -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return before + b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def line(number: int, *texts: str) -> bytes:
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    cells = "".join(cell.format(chr(65 + place), number, text) for place, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'.encode()


def tall(rows: int) -> bytes:
    lines = [line(1, "id", "source", "translation"), *(line(n, f"i{n}", "a", "b") for n in range(2, rows + 1))]
    return workbook_with(SHEET, sheet(b"".join(lines)))


def workbook_entities() -> bytes:
    laugh = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    return workbook_with(SHEET, sheet(line(1, "id", "source", "translation") + line(2, "&b;", "&b;", "&b;"), laugh))


def without(name: str) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(WORKBOOK))
    del book[name]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


REFUSED = [
    pytest.param(lambda: b"", "not_a_file", id="empty"),
    pytest.param(lambda: b"id,source,translation\n", "not_a_file", id="CSV"),
    pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 3000, "not_a_file", id="old or locked workbook"),
    pytest.param(lambda: b"<" + b" " * LARGEST_FILE, "too_large", id="large file"),
    pytest.param(laughs, "doctype", id="entity bomb"),
    pytest.param(outside, "doctype", id="entity of another file"),
    pytest.param(lambda: xliff(UNIT, "<!DOCTYPE xliff>"), "doctype", id="document type without entities"),
    pytest.param(lambda: xliff("<g>" * 500_000), "too_deep", id="nested deep"),
    pytest.param(lambda: xliff("<g/>" * 900_000), "too_many_rows", id="a million elements"),
    pytest.param(lambda: xliff(UNIT * 60_000), "too_many_rows", id="60,000 units in less than 5 MB"),
    pytest.param(lambda: XLIFF[: len(XLIFF) // 2], "not_well_formed", id="cut off"),
    pytest.param(lambda: xliff(UNIT).replace(b">a<", b">\xe9<"), "not_well_formed", id="wrong encoding"),
    pytest.param(lambda: xliff(UNIT, '<?xml version="1.0" encoding="klingon"?>'), "not_well_formed", id="no encoding"),
    pytest.param(lambda: xliff(UNIT, '<?xml version="1.0" encoding="utf-16"?>'), "not_well_formed", id="said UTF-16"),
    pytest.param(lambda: xliff("<trans-unit><source>\x01</source></trans-unit>"), "not_well_formed", id="control sign"),
    pytest.param(lambda: b"<html><body>Log in</body></html>", "not_xliff_12", id="a page of a web site"),
    pytest.param(lambda: XLIFF.replace(b":1.2", b":2.0", 1), "not_xliff_12", id="XLIFF 2"),
    pytest.param(lambda: xliff(""), "no_texts", id="no texts"),
    pytest.param(lambda: WORKBOOK[:-200], "not_a_file", id="workbook cut off"),
    pytest.param(lambda: b"PK\x03\x04" + b"\0" * 100, "not_a_file", id="another zip"),
    pytest.param(lambda: workbook_with(SHEET, sheet(b" " * 90_000_000)), "unpacked_too_large", id="zip bomb"),
    pytest.param(lambda: tall(100_000), "too_many_rows", id="100,000 rows"),
    pytest.param(lambda: workbook_with("xl/vbaProject.bin", b"\0" * 100), "macros", id="macros"),
    pytest.param(lambda: workbook_with(SHEET, b"<worksheet><sheetData><row"), "damaged", id="sheet that stops"),
    pytest.param(lambda: workbook_with(SHEET, sheet(b"").decode().encode("utf-16")), "damaged", id="sheet in UTF-16"),
    pytest.param(lambda: workbook_with(SHEET, sheet(line(1, "id", "bron"))), "column_missing", id="no such columns"),
    pytest.param(
        lambda: workbook_with(SHEET, sheet(line(1, "id", "source", "translation"))), "no_texts", id="only a header"
    ),
    pytest.param(lambda: without("about"), "sheet_missing", id="sheet taken out"),
    pytest.param(lambda: without("translation"), "sheet_missing", id="texts taken out"),
]


@pytest.mark.parametrize(("make", "code"), REFUSED)
def test_refused(make: Callable[[], bytes], code: str) -> None:
    data = make()
    with pytest.raises(Unreadable) as refused:
        read_file(data)
    assert refused.value.code == code
    assert say(refused.value.code, refused.value.details)


def test_entities_of_a_workbook_are_not_spread_out() -> None:
    try:
        found = str(read_file(workbook_entities()))
    except Unreadable:
        found = ""
    assert "haha" not in found


@pytest.mark.parametrize("write", [write_xliff, write_workbook])
def test_the_largest_that_is_read(write: Callable[[Package], bytes]) -> None:
    """The control of the limits: just below them a file is read."""
    rows = tuple(row_of(f"bron {n}", f"ترجمة {n}") for n in range(MOST_ROWS - 1))
    data = write(Package("s", "nl", "ar", rows))
    assert len(data) < LARGEST_FILE
    assert len(read_file(data)[0].rows) == MOST_ROWS - 1


@pytest.mark.parametrize("data", [XLIFF, WORKBOOK], ids=["xliff", "workbook"])
def test_spoiled_bytes_are_read_or_refused(data: bytes) -> None:
    refused = 0
    for place in range(60, len(data), max(1, len(data) // 60)):
        spoiled = bytearray(data)
        spoiled[place] ^= 0x5A
        try:
            read_file(bytes(spoiled))
        except Unreadable:
            refused += 1
    assert refused
