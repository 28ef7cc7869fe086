"""Files that are broken, huge or made to harm: each a listed problem, never an exception, and soon refused."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from surveys.xlsform import read_workbook
from tests.surveys_files.books import book, raw, sheet_xml, survey

pytestmark = pytest.mark.timeout(60)


def zipped(**parts: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def bomb() -> bytes:
    """90 MB of spaces in less than 100 kB."""
    return raw(sheet_xml(b" " * 90_000_000))


def lying_bomb() -> bytes:
    """The same, with headers that say 1,000 bytes."""
    data = bytearray(bomb())
    for place in range(len(data) - 4):
        if data[place : place + 4] == (90_000_000 + len(sheet_xml(b""))).to_bytes(4, "little"):
            data[place : place + 4] = (1_000).to_bytes(4, "little")
    return bytes(data)


def tall(rows: int) -> bytes:
    text = b't="inlineStr"><is><t>'
    row = b'<row r="%d"><c r="A%d" ' + text + b'text</t></is></c><c r="B%d" ' + text + b"n%d</t></is></c></row>"
    return raw(sheet_xml(b"".join(row % (place, place, place, place) for place in range(1, rows + 1))))


def far(cell: bytes) -> bytes:
    return raw(sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="%s"><v>1</v></c></row>' % cell))


def truncated() -> bytes:
    return survey({"type": "text"})[:-200]


def flipped() -> bytes:
    data = bytearray(survey({"type": "text"}))
    for place in range(200, len(data) - 400, 97):
        data[place] ^= 0xFF
    return bytes(data)


REFUSED = [
    pytest.param(lambda: b"", "not_a_workbook", id="empty"),
    pytest.param(lambda: b"type,name,label\ntext,a,A\n", "not_a_workbook", id="CSV"),
    pytest.param(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "not_a_workbook", id="old or locked workbook"
    ),
    pytest.param(lambda: zipped(word__document_xml=b"<a/>"), "not_a_workbook", id="another zip"),
    pytest.param(lambda: zlib.compress(b"x" * 1000), "not_a_workbook", id="another compression"),
    pytest.param(truncated, "not_a_workbook", id="cut off"),
    pytest.param(lambda: b"PK" + b"\0" * 25_000_000, "file_too_large", id="large file"),
    pytest.param(bomb, "unpacked_too_large", id="zip bomb"),
    pytest.param(lying_bomb, "not_a_workbook", id="zip bomb that lies about its size"),
    pytest.param(lambda: tall(100_000), "too_many_rows", id="100,000 rows"),
    pytest.param(lambda: tall(250_000), "too_many_cells", id="250,000 rows"),
    pytest.param(lambda: far(b"A1048576"), "too_many_rows", id="one cell far down"),
    pytest.param(lambda: far(b"XFD2"), "too_many_cells", id="one cell far right"),
    pytest.param(lambda: far(b"SF9999"), "too_many_cells", id="one cell in the far corner"),
    pytest.param(lambda: raw(sheet_xml(b"").decode().encode("utf-16")), "damaged", id="UTF-16"),
    pytest.param(
        lambda: raw(sheet_xml(b"<row><c><v>1</v></c></row>" * 30_000)), "too_many_rows", id="rows without number"
    ),
    pytest.param(lambda: raw(b"<worksheet><sheetData><row"), "damaged", id="XML that stops"),
    pytest.param(lambda: book(other=[["type"], ["text"]]), "no_survey", id="no survey sheet"),
    pytest.param(lambda: book(survey=[["type", "name"]]), "no_survey", id="no rows"),
]


@pytest.mark.parametrize(("make", "code"), REFUSED)
def test_refused(make: Callable[[], bytes], code: str) -> None:
    imported = read_workbook(make())
    assert imported.document is None
    assert [problem.code for problem in imported.problems if problem.severity == "error"] == [code]
    assert all(problem.what_to_do for problem in imported.problems)


def test_a_damaged_file_is_refused() -> None:
    imported = read_workbook(flipped())
    assert imported.document is None
    assert {problem.code for problem in imported.problems} <= {"not_a_workbook", "damaged"}


def test_the_largest_that_is_read() -> None:
    """The control of the limits: just below them a workbook is read."""
    imported = read_workbook(
        book(survey=[["type", "name", "label"], *(["text", f"q{n}", f"Q{n}"] for n in range(3_000))])
    )
    assert imported.document is not None
    assert len(imported.document["sections"][0]["pages"]) == 3_000


def entities() -> bytes:
    """A billion laughs."""
    lines = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">' + lines + b"]>"
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return raw(head + sheet_xml(rows).split(b"?>", 1)[1])


def test_entities_are_not_spread_out() -> None:
    imported = read_workbook(entities())
    assert imported.document is None or "haha" not in str(imported.document)


def merge(workbook: Workbook) -> None:
    workbook["survey"].merge_cells("A4:C4")


def formula(workbook: Workbook) -> None:
    workbook["survey"]["C2"] = '="Hoe oud bent u" & "?"'


NOTED = [
    pytest.param(lambda: survey({"type": "text"}, {"type": "note"}), None, id="nothing to note"),
    pytest.param(lambda: book(merge, survey=TABLE), ("merged_cells", "survey!A4:C4"), id="merged cells"),
    pytest.param(lambda: book(formula, survey=TABLE), ("formula", "survey!C2"), id="formula"),
    pytest.param(lambda: book(survey=TABLE, Toelichting=[["a"]]), ("sheet_left", "Toelichting"), id="another sheet"),
]
TABLE = [["type", "name", "label"], ["integer", "age", "Hoe oud?"], ["text", "city", "Waar?"], ["note", "end", "Klaar"]]


@pytest.mark.parametrize(("make", "expected"), NOTED)
def test_noted_and_read(make: Callable[[], bytes], expected: tuple[str, str] | None) -> None:
    imported = read_workbook(make())
    assert imported.document is not None
    found = [(problem.code, problem.where) for problem in imported.problems]
    assert expected in found if expected else not {"macros", "merged_cells", "formula"} & {code for code, _ in found}


def test_macros_are_noted_and_the_form_is_read() -> None:
    plain = BytesIO(survey({"type": "text"}))
    with zipfile.ZipFile(plain, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    imported = read_workbook(plain.getvalue())
    assert imported.document is not None
    assert "macros" in [problem.code for problem in imported.problems]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"type": "text", "name": "😀"}, "bad_name", id="emoji name"),
        pytest.param({"type": "text", "name": None}, "missing_name", id="no name"),
        pytest.param({"type": "text", "relevant": "1 = 1 or " * 1_200 + "1 = 1"}, "rule_not_carried", id="long rule"),
        pytest.param({"type": "text", "relevant": "(" * 9_000}, "rule_not_carried", id="brackets"),
        pytest.param({"type": "calculate", "calculation": "nosuch(1)"}, "rule_not_carried", id="unknown function"),
        pytest.param({"type": "integer", "constraint": "$$$"}, "constraint_not_carried", id="no expression"),
        pytest.param({"type": "text", "label::Nederlands (nl)": "a" * 32_000}, "cell_not_carried", id="long label"),
        pytest.param({"type": "select_one nowhere"}, "list_missing", id="no such list"),
        pytest.param({"type": "begin_group"}, "group_not_closed", id="group not closed"),
        pytest.param({"type": "end_group"}, "group_not_open", id="group not opened"),
        pytest.param({"type": "x" * 5_000}, "type_not_carried", id="no such type"),
    ],
)
def test_bad_rows_are_listed_with_their_place(row: dict[str, str], code: str) -> None:
    imported = read_workbook(survey({"type": "text"}, row))
    (problem,) = [problem for problem in imported.problems if problem.code == code]
    assert problem.where.startswith("survey!")
    assert "3" in problem.where


def test_groups_without_end() -> None:
    imported = read_workbook(survey(*({"type": "begin_group"} for _ in range(3_000)), {"type": "text"}))
    assert {"too_deep", "group_not_closed"} <= {problem.code for problem in imported.problems}


def test_rules_that_go_in_circles_are_carried_for_the_checks_to_find() -> None:
    imported = read_workbook(
        survey(
            {"type": "calculate", "name": "a", "calculation": "${b} + 1"},
            {"type": "calculate", "name": "b", "calculation": "${a} + 1"},
            {"type": "text", "name": "t", "relevant": "${a} = 1"},
        )
    )
    assert imported.document is not None
    assert [item["name"] for item in imported.document["derived"]] == ["a", "b"]


def test_expressions_longer_than_any_form_needs() -> None:
    rule = " or ".join(["${q1} = 'x'"] * 600)
    imported = read_workbook(survey({"type": "text"}, *({"type": "text", "relevant": rule} for _ in range(60))))
    assert [problem.code for problem in imported.problems] == ["rules_too_long"]


def test_filters_that_make_more_options_than_any_form_needs() -> None:
    choices = [["list_name", "name", "label", "kind"], *(["l", f"c{n}", f"C{n}", f"k{n}"] for n in range(2_000))]
    row = {"type": "select_one l", "choice_filter": "kind = ${q1}"}
    imported = read_workbook(survey({"type": "text"}, *[row] * 8, choices=choices))
    found = [problem.where for problem in imported.problems if problem.code == "too_many_options"]
    assert found == [f"survey!D{row} (choice_filter)" for row in (8, 9, 10)]
