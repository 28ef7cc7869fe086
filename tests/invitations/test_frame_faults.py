"""Lists with faults of every kind: each told by row and column with what to do, nothing imported; a sound twin imports.

Faults that hide others (a file that cannot be read at all) have a file each; all others stand in one file together,
as CSV and as XLSX.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest

from invitations import frame, frames, workbook
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.models import Frame, SampleUnit
from tests.invitations.factory import TODAY, published

FRAME = {
    "columns": [
        {"name": "group", "required": True},
        {"name": "law", "type": "choice", "values": ["wi2021", "wi2013"], "required": True},
        {"name": "municipality", "type": "municipality"},
        {"name": "route", "type": "choice", "values": ["b1", "o", "z"]},
        {"name": "language", "type": "language"},
        {"name": "birth_year", "type": "year"},
        {"name": "age", "type": "integer", "min": 16, "max": 99},
        {"name": "start_month", "type": "month"},
        {"name": "note", "type": "text"},
    ]
}
SCHEMA = frame.schema_of(FRAME, ("wi2021_asiel", "wi2021_gezin"))
HEADER = list(SCHEMA.columns)
GOOD = ("P-0", "wi2021_asiel", "wi2021", "GM0363", "b1", "ti", "1990", "34", "2023-05", "west")
BSN, PHONE = "123456782", "0612345678"
CELLS: Sequence[tuple[str, str, str]] = [
    ("frame_id", "", "cell_empty"),
    ("frame_id", "P 1", "frame_id_form"),
    ("frame_id", "P" * 41, "frame_id_form"),
    ("frame_id", BSN, "cell_personal"),
    ("frame_id", "87654321", "cell_personal"),
    ("frame_id", "P-1\u200f", "cell_invisible"),
    ("frame_id", "MU-1", "mixed"),
    ("group", "", "cell_empty"),
    ("group", "wi1998", "group_unknown"),
    ("law", "wi2020", "choice_unknown"),
    ("municipality", "Utrecht", "municipality_unknown"),
    ("municipality", "GM9999", "municipality_unknown"),
    ("route", "b2", "choice_unknown"),
    ("route", "\u200eb1", "cell_invisible"),
    ("language", "Tigrinya", "language_unknown"),
    ("language", "qq", "language_unknown"),
    ("birth_year", "1890", "year_unknown"),
    ("birth_year", "90", "year_unknown"),
    ("birth_year", "2028", "year_future"),
    ("birth_year", "32874", "excel_day"),
    ("age", "15", "integer_unknown"),
    ("age", "100", "integer_unknown"),
    ("age", "34.5", "integer_unknown"),
    ("start_month", "2027-02", "month_future"),
    ("start_month", "2023-13", "month_unknown"),
    ("start_month", "mei 2023", "month_unknown"),
    ("start_month", "45047", "excel_day"),
    ("note", BSN, "cell_personal"),
    ("note", PHONE, "cell_personal"),
    ("note", "a@example.org", "cell_personal"),
    ("note", "1234 AB", "cell_personal"),
    ("note", "Dorpsstraat 12", "cell_personal"),
    ("note", "01-02-1990", "cell_personal"),
    ("note", "V-123456789", "cell_personal"),
    ("note", "=HYPERLINK(1)", "cell_formula"),
    ("note", "x" * 61, "text_unknown"),
]
"""One fault a row, from row 3 on; row 2 is good."""


def row(number: int, **cells: str) -> list[str]:
    return list({**dict(zip(HEADER, GOOD, strict=True)), "frame_id": f"P-{number:04d}", **cells}.values())


ROWS = [row(2), *(row(number, **{column: value}) for number, (column, value, _) in enumerate(CELLS, start=3))]
LAST = len(ROWS) + 1
WHOLE_ROWS = [[*row(LAST + 1), "one more"], row(LAST + 2, frame_id="P-0002"), HEADER]
EXPECTED = [
    (2, "frame_id", "mixed"),
    *((number, column, code) for number, (column, _, code) in enumerate(CELLS, start=3) if code != "mixed"),
    (LAST + 1, "", "row_length"),
    (LAST + 2, "frame_id", "frame_id_twice"),
    (LAST + 3, "", "header_again"),
]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ";") -> bytes:
    return "\r\n".join(delimiter.join(cells) for cells in rows).encode()


def as_xlsx(rows: Sequence[Sequence[object]], change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append([None if cell == "" else cell for cell in cells])
    for cells in book.active:
        for cell in cells:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def problems_of(data: bytes, today: date = TODAY) -> tuple[FrameProblem, ...]:
    study = published()
    with pytest.raises(FrameUnreadable) as caught:
        frames.import_frame(study, SCHEMA, data, today=today)
    assert not SampleUnit.objects.exists()
    assert not Frame.objects.exists()
    return caught.value.problems


def told(problems: Sequence[FrameProblem]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in problems]


def imported(data: bytes) -> int:
    return frames.import_frame(published("sound"), SCHEMA, data, today=TODAY).new


@pytest.mark.django_db
@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["CSV", "XLSX"])
def test_more_than_thirty_kinds_of_faults_are_told_at_once(write: Callable[..., bytes]) -> None:
    assert len({(column, code, value) for column, value, code in CELLS}) > 30
    problems = problems_of(write([HEADER, *ROWS, *WHOLE_ROWS]))
    assert sorted(told(problems)) == sorted(EXPECTED)
    for problem in problems:
        assert problem.in_language("nl").what_to_do != problem.what_to_do, "each says what to do, in both languages"
        assert not any(value in str(problem) for value in (BSN, PHONE, "example.org", "Dorpsstraat"))
    assert imported(write([HEADER, row(2), row(3), row(4, note="", age="")])) == 3


def changed(
    change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None], rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """A sound workbook of three people, then changed."""
    return as_xlsx([HEADER, row(2), row(3), row(4), *rows], lambda book: change(book.active))


def put(cell: str, value: object) -> Callable[[openpyxl.worksheet.worksheet.Worksheet], None]:
    def change(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
        page[cell] = value
        if value == "#N/A":
            page[cell].data_type = "e"

    return change


def hidden_row(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
    page.row_dimensions[3].hidden = True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(put("H3", "=1990-1"), [(3, "age", "formula")], id="a formula"),
        pytest.param(put("G4", "#N/A"), [(4, "birth_year", "error")], id="an error"),
        pytest.param(lambda page: page.merge_cells("D2:D4"), [(2, "municipality", "merged")], id="merged cells"),
        pytest.param(hidden_row, [(3, "", "hidden_row")], id="a hidden row"),
        pytest.param(put("L3", "x"), [(3, "", "row_length")], id="a cell beyond the table"),
        pytest.param(put("J3", "a_x0000_b"), [(3, "note", "cell_invisible")], id="NUL, as XLSX writes it"),
        pytest.param(put("G3", True), [(3, "birth_year", "year_unknown")], id="true"),
        pytest.param(put("I3", 45047), [(3, "start_month", "excel_day")], id="a date without its format"),
        pytest.param(put("I3", date(2027, 5, 1)), [(3, "start_month", "month_future")], id="a date to come"),
        pytest.param(put("A3", 123456782), [(3, "frame_id", "cell_personal")], id="BSN as a number"),
        pytest.param(
            lambda page: (put("H3", "=1")(page), put("D4", "Ede")(page)),
            [(3, "age", "formula"), (4, "municipality", "municipality_unknown")],
            id="with others",
        ),
        pytest.param(
            lambda page: page.insert_rows(1, 2) or put("A1", "Lijst")(page), [(3, "", "header_late")], id="title"
        ),
    ],
)
def test_what_a_workbook_hides(change: Callable[..., None], expected: list[tuple[int, str, str]]) -> None:
    """`H` is the age, `G` the year of birth; rows 2 to 4 are people."""
    assert told(problems_of(changed(change))) == [(row_number, column, code) for row_number, column, code in expected]
    assert imported(changed(put("I3", date(2023, 5, 1)))) == 3, "control: a date that Excel made of a month is read"


def with_second_sheet(state: str, filled: bool) -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        page = book.create_sheet("Oud")
        page.sheet_state = state
        if filled:
            page["A1"] = "x"

    return as_xlsx([HEADER, row(2)], change)


def repacked(data: bytes, name: str) -> bytes:
    """The same entries without one."""
    source, file = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for entry in source.namelist():
            if entry != name:
                packed.writestr(entry, source.read(entry))
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SOUND = as_csv([HEADER, row(2)])
FILES = {
    "empty": (b"", "empty", "The file is empty"),
    "header only": (as_csv([HEADER]), "no_rows", "no rows"),
    "unreadable bytes": (SOUND + b"\r\nP-9;\xe9", "not_utf8", "Line 3 is not UTF-8"),
    "UTF-16": (SOUND.decode().encode("utf-16"), "not_utf8", "UTF-16"),
    "NUL": (SOUND + b"\r\nP-\0", "nul", "Line 3 holds a NUL"),
    "open quotation mark": (SOUND + b'\r\n"P-9', "bad_csv", "Line 3"),
    "PDF": (b"%PDF-1.7 ...", "not_a_table", "not a table"),
    "picture": (b"\x89PNG\r\n\x1a\n", "not_a_table", "not a table"),
    "web page called .xls": (b"\n<html><table>", "not_a_table", "not a table"),
    "old Excel": (OLE, "old_excel", "old Excel file"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked", "has a password"),
    "packed, but no workbook": (repacked(as_xlsx([HEADER]), "xl/workbook.xml"), "not_a_table", "no XLSX"),
    "cut off": (as_xlsx([HEADER, row(2)])[:-200], "bad_xlsx", "damaged"),
    "hidden sheet": (with_second_sheet("hidden", True), "many_sheets", "hidden: Sheet, Oud"),
    "two sheets": (with_second_sheet("visible", True), "many_sheets", "Several sheets are filled: Sheet, Oud"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_read(name: str) -> None:
    data, code, said = FILES[name]
    (problem,) = problems_of(data)
    assert (problem.row, problem.code) == (0, code)
    assert said in problem.message
    assert problem.in_language("nl").what_to_do != problem.what_to_do


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param([*HEADER, "BSN"], (1, "BSN", "column_personal"), id="BSN by name"),
        pytest.param([*HEADER, "Klantnummer"], (1, "Klantnummer", "column_personal"), id="client number by name"),
        pytest.param([*HEADER, "hobby"], (1, "hobby", "column_unknown"), id="unmapped"),
        pytest.param([*HEADER, "group"], (1, "group", "column_twice"), id="twice"),
        pytest.param([*HEADER, ""], (1, "number 11", "column_unnamed"), id="without a name"),
        pytest.param([*HEADER, "law\u200f"], (1, "number 11", "column_invisible"), id="mark of direction"),
    ],
)
def test_columns(header: list[str], expected: tuple[int, str, str]) -> None:
    assert told(problems_of(as_csv([header, [*row(2), "x"]]))) == [expected]


@pytest.mark.django_db
def test_a_missing_column_and_a_wrong_delimiter() -> None:
    assert told(problems_of(as_csv([["frame_id", "law"], ["P-1", "wi2021"]]))) == [(1, "group", "column_missing")]


@pytest.mark.django_db
def test_a_wrong_delimiter() -> None:
    assert told(problems_of(as_csv([HEADER, row(2)], "|"))) == [(1, "", "one_column")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(with_second_sheet("visible", False), id="an empty second sheet"),
        pytest.param(changed(lambda page: page.merge_cells("A9:C9")), id="cells merged where nothing stands"),
        pytest.param(as_csv([HEADER, *[[""] * 10] * 5_000, row(2)]), id="thousands of blank rows"),
        pytest.param(as_csv([[*HEADER, ""], [*row(2), ""]]), id="separators at the end of each line"),
        pytest.param(SOUND.replace(b"wi2021_asiel", b" wi2021_asiel\xc2\xa0"), id="spaces around values"),
    ],
)
def test_what_looks_odd_and_is_sound(data: bytes) -> None:
    assert imported(data) >= 1


@pytest.mark.django_db
def test_rows_keep_their_numbers_after_blank_ones() -> None:
    rows = [HEADER, *[[""] * 10] * 5_000, row(2, law="x")]
    assert told(problems_of(as_csv(rows))) == [(5_002, "law", "choice_unknown")]


@pytest.mark.parametrize("limit", ["MOST_UNPACKED", "MOST_ENTRIES"])
def test_packed_bombs(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_xlsx([HEADER, row(2)])
    assert list(workbook.read(data).rows), "control"
    monkeypatch.setattr(workbook, limit, 5)
    with pytest.raises(FrameUnreadable, match="unpacks to far too much"):
        workbook.read(data)
