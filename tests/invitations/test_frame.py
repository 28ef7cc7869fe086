"""Frame files, checked whole. Every faulty file is told by row, column and stable code."""

import io
import zipfile

import openpyxl
import pytest

from invitations import frame, sheet
from invitations import workbook as workbook_file
from invitations.frame import FrameSchemaError
from invitations.frame_problems import FrameUnreadable
from tests.invitations.factory import GROUPS, TODAY, frame_csv, schema

HEADER = "frame_id,group,gender,municipality,language,birth_year,region_note"
GOOD = "P-1,wi2021_asiel,man,GM0363,ar,1990,west"


def problems(data: bytes | str) -> list[tuple[int, str, str]]:
    """(row, column, code) of each problem; empty where the file is good."""
    raw = data.encode() if isinstance(data, str) else data
    try:
        frame.check(sheet.read(raw), schema(), TODAY)
    except FrameUnreadable as error:
        return [(problem.row, problem.column, problem.code) for problem in error.problems]
    return []


def row(**cells: str) -> str:
    names = HEADER.split(",")
    return ",".join({**dict(zip(names, GOOD.split(","), strict=True)), **cells}[name] for name in names)


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        page = book.create_sheet()
        for cells in rows:
            page.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """The packed file with one entry added or replaced."""
    source, file = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.namelist():
            if entry != name:
                packed.writestr(entry, source.read(entry))
        packed.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(f"{HEADER}\n{GOOD}\n", id="comma"),
        pytest.param(f"{HEADER}\n{GOOD}\n".replace(",", ";"), id="semicolon"),
        pytest.param(f"{HEADER}\n{GOOD}\n".replace(",", "\t"), id="tab"),
        pytest.param(b"\xef\xbb\xbf" + f"{HEADER}\r\n{GOOD}\r\n\r\n".encode(), id="byte order mark, Windows lines"),
        pytest.param(
            f"{HEADER}\n{row(municipality='363', gender='', birth_year='')}", id="short municipality, optional cells"
        ),
        pytest.param(workbook([HEADER.split(","), ["P-1", "wi2021_asiel", "man", 363, "ar", 1990, "west"]]), id="XLSX"),
    ],
)
def test_good_files(data: bytes | str) -> None:
    raw = data.encode() if isinstance(data, str) else data
    (one,) = frame.check(sheet.read(raw), schema(), TODAY).rows
    assert (one.frame_id, one.group, one.language) == ("P-1", "wi2021_asiel", "ar")
    assert one.strata["municipality"] == "GM0363"
    assert set(one.strata) == {"gender", "municipality", "birth_year", "region_note"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("", [(0, "", "empty")], id="empty"),
        pytest.param(" \n\n", [(0, "", "empty")], id="blank lines only"),
        pytest.param(HEADER, [(0, "", "no_rows")], id="header only"),
        pytest.param(f"{HEADER}\n{GOOD}".replace(",", "|"), [(1, "", "one_column")], id="wrong separator"),
        pytest.param(f"{HEADER}\n".encode() + b"P-1,\xe9", [(0, "", "not_utf8")], id="not UTF-8"),
        pytest.param(f"{HEADER}\nP\0", [(0, "", "nul")], id="binary"),
        pytest.param(f'{HEADER}\nP-1,"open', [(0, "", "bad_csv")], id="open quotation mark"),
        pytest.param(f"{HEADER},extra\n{GOOD},x", [(1, "extra", "column_unknown")], id="column not declared"),
        pytest.param(f"{HEADER},\n{GOOD},x", [(1, "number 8", "column_unnamed")], id="column without name"),
        pytest.param(f"{HEADER},group\n{GOOD},x", [(1, "group", "column_twice")], id="column twice"),
        pytest.param("frame_id,group\nP-1,x", [(1, "municipality", "column_missing")], id="column missing"),
        pytest.param(f"{HEADER},Achternaam\n{GOOD},x", [(1, "Achternaam", "column_personal")], id="name column"),
        pytest.param(f"{HEADER},e-mail\n{GOOD},x", [(1, "e-mail", "column_personal")], id="e-mail column"),
        pytest.param(
            f"{HEADER},Client number\n{GOOD},x", [(1, "Client number", "column_personal")], id="client number"
        ),
        pytest.param(f"{HEADER},partner_bsn\n{GOOD},x", [(1, "partner_bsn", "column_personal")], id="BSN in a name"),
        pytest.param(f"{HEADER}\n{GOOD},more", [(2, "", "row_length")], id="a cell too many"),
        pytest.param(f"{HEADER}\n{row(frame_id='')}", [(2, "frame_id", "cell_empty")], id="no frame id"),
        pytest.param(f"{HEADER}\n{row(frame_id='a b')}", [(2, "frame_id", "frame_id_form")], id="odd frame id"),
        pytest.param(
            f"{HEADER}\n{row(frame_id='123456782')}", [(2, "frame_id", "cell_personal")], id="BSN as frame id"
        ),
        pytest.param(
            f"{HEADER}\n{row(frame_id='1234567890')}", [(2, "frame_id", "cell_personal")], id="V-number as frame id"
        ),
        pytest.param(f"{HEADER}\n{GOOD}\n{GOOD}", [(3, "frame_id", "frame_id_twice")], id="frame id twice"),
        pytest.param(f"{HEADER}\n{row(group='wi1998')}", [(2, "group", "group_unknown")], id="unknown group"),
        pytest.param(f"{HEADER}\n{row(group='')}", [(2, "group", "cell_empty")], id="no group"),
        pytest.param(f"{HEADER}\n{row(gender='M')}", [(2, "gender", "choice_unknown")], id="not in the list"),
        pytest.param(
            f"{HEADER}\n{row(municipality='Utrecht')}", [(2, "municipality", "municipality_unknown")], id="town"
        ),
        pytest.param(
            f"{HEADER}\n{row(language='Arabic')}", [(2, "language", "language_unknown")], id="language in words"
        ),
        pytest.param(
            f"{HEADER}\n{row(birth_year='123456782')}", [(2, "birth_year", "integer_unknown")], id="BSN as number"
        ),
        pytest.param(f"{HEADER}\n{row(birth_year='19,5')}", [(2, "", "row_length")], id="comma in a number"),
        pytest.param(f"{HEADER}\n{row(region_note='x' * 61)}", [(2, "region_note", "text_unknown")], id="long text"),
        pytest.param(f"{HEADER}\n{row(region_note='a@b.nl')}", [(2, "region_note", "cell_personal")], id="e-mail"),
        pytest.param(f"{HEADER}\n{row(region_note='06-12345678')}", [(2, "region_note", "cell_personal")], id="phone"),
        pytest.param(
            f"{HEADER}\n{row(region_note='01-02-1990')}", [(2, "region_note", "cell_personal")], id="birth date"
        ),
        pytest.param(f"{HEADER}\n{row(region_note='1234 AB')}", [(2, "region_note", "cell_personal")], id="postcode"),
        pytest.param(
            f"{HEADER}\n{row(region_note='Dorpsstraat 12')}", [(2, "region_note", "cell_personal")], id="street"
        ),
        pytest.param(f"{HEADER}\n{GOOD}\n{row(frame_id='MU-1')}", [(2, "frame_id", "mixed")], id="real and made up"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"x" * 600, [(0, "", "old_excel")], id="old Excel"),
        pytest.param(b"PK\x03\x04broken", [(0, "", "bad_xlsx")], id="damaged XLSX"),
        pytest.param(workbook([["a"], ["b"]], [["c"]]), [(0, "", "many_sheets")], id="two sheets"),
        pytest.param(workbook([]), [(0, "", "empty")], id="empty workbook"),
        pytest.param(with_entry(workbook([["a"], ["b"]]), "xl/vbaProject.bin", b"x"), [(0, "", "macros")], id="macros"),
        pytest.param(
            with_entry(
                workbook([["a"]]),
                "xl/worksheets/sheet1.xml",
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
            ),
            [(0, "", "too_big")],
            id="a cell far away",
        ),
    ],
)
def test_faulty_files(data: bytes | str, expected: list[tuple[int, str, str]]) -> None:
    assert problems(data) == expected


def test_a_packed_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_file, "MOST_UNPACKED", 1_000_000)
    header, good = HEADER.split(","), GOOD.split(",")
    assert problems(with_entry(workbook([header, good]), "xl/media/x", b"0" * 900_000)) == []
    assert problems(with_entry(workbook([header, good]), "xl/media/x", b"0" * 1_100_000)) == [(0, "", "too_big")]


def test_all_faults_are_told_at_once() -> None:
    text = "\n".join([HEADER, row(group="x"), GOOD, row(frame_id="P-2", gender="x", language="X"), row()])
    assert problems(text) == [
        (2, "group", "group_unknown"),
        (3, "frame_id", "frame_id_twice"),
        (4, "gender", "choice_unknown"),
        (4, "language", "language_unknown"),
        (5, "frame_id", "frame_id_twice"),
    ]


def test_a_column_of_names_is_found_by_its_values() -> None:
    names = ["Fatima Alhassan", "Jan de Vries", "Mehmet Yılmaz", "Selam Tesfay", "Omar el Khatib"]
    rows = [row(frame_id=f"P-{place}", region_note=name) for place, name in enumerate(names)]
    assert problems("\n".join([HEADER, *rows])) == [(1, "region_note", "column_personal")]
    regions = [row(frame_id=f"P-{place}", region_note="Noord Holland") for place in range(5)]
    assert problems("\n".join([HEADER, *regions])) == []


@pytest.mark.parametrize("value", ["a@b.nl", "06-12345678", "123456782"])
def test_personal_values_are_not_repeated(value: str) -> None:
    with pytest.raises(FrameUnreadable) as caught:
        frame.check(sheet.read(f"{HEADER}\n{row(region_note=value, gender=value)}".encode()), schema(), TODAY)
    assert value not in str(caught.value)
    with pytest.raises(FrameUnreadable, match="wi1998"):
        frame.check(sheet.read(f"{HEADER}\n{row(group='wi1998')}".encode()), schema(), TODAY)


def test_made_up_people_are_told_apart() -> None:
    assert frame.check(sheet.read(frame_csv(3)), schema(), TODAY).made_up
    assert not frame.check(sheet.read(frame_csv(3, prefix="P-")), schema(), TODAY).made_up


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param({"columns": [{"name": "voornaam"}]}, id="personal column"),
        pytest.param({"columns": [{"name": "x", "type": "money"}]}, id="unknown type"),
        pytest.param({"columns": [{"name": "x", "type": "choice"}]}, id="choice without values"),
        pytest.param({"columns": [{"type": "text"}]}, id="no name"),
        pytest.param({"columns": [], "strata": ["x"]}, id="stratum that is no column"),
    ],
)
def test_a_wrong_declaration_is_refused(declared: dict) -> None:
    with pytest.raises(FrameSchemaError):
        frame.schema_of(declared, tuple(GROUPS))


@pytest.mark.timeout(120)
def test_65_000_rows() -> None:
    assert len(frame.check(sheet.read(frame_csv(65_000)), schema(), TODAY).rows) == 65_000
