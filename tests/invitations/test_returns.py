"""What became of letters: the printer's file and letters that came back, row by row."""

from datetime import date

import pytest

from invitations import returns, sheet
from invitations.frame_problems import FrameUnreadable
from invitations.returns import BatchMade, Columns, LetterMade, Made, NumberUnreadable, ReturnNumber, parse_number

TODAY = date(2027, 2, 10)
NUMBERS = [ReturnNumber(3, 1, sequence) for sequence in (1, 2, 3, 4)]
MADE = Made(
    batches={(3, 1): BatchMade(4, True, date(2027, 2, 1)), (3, 2): BatchMade(4, False)},
    letters={
        NUMBERS[0]: LetterMade(1, 11),
        NUMBERS[1]: LetterMade(2, 12, {"spoiled": date(2027, 2, 2)}),
        NUMBERS[2]: LetterMade(3, 13, {"posted": date(2027, 2, 3)}),
        NUMBERS[3]: LetterMade(4, 14),
    },
)


@pytest.mark.parametrize("text", ["3-012-045", " 3-12-45 ", "3/012/045", "3 012 045", "٣-٠١٢-٠٤٥", "3–012–045"])
def test_a_number_as_scanned_or_typed(text: str) -> None:
    assert str(parse_number(text)) == "3-012-045"


@pytest.mark.parametrize("text", ["", "3-077", "1234 5678 9012 3456", "1234567890123456", "MU-00001", "3-012-045-1"])
def test_what_is_no_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(NumberUnreadable) as caught:
        parse_number(text)
    assert not text or text not in str(caught.value)


def printed(rows: str, columns: Columns = Columns()) -> returns.Reconciled:  # noqa: B008 frozen
    header = f"{columns.number};{columns.status};{columns.date}"
    read = returns.printed_rows(sheet.read(f"{header}\n{rows}".encode()), columns, TODAY)
    return returns.reconcile(read, MADE)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("hello;posted;2027-02-03", "number", id="no number"),
        pytest.param("3-001-001;lost;2027-02-03", "status", id="unknown status"),
        pytest.param("3-001-001;posted;", "date", id="posted without a day"),
        pytest.param("3-001-001;posted;2027-02-31", "date", id="no such day"),
        pytest.param("3-001-001;posted;2027-02-11", "future", id="tomorrow"),
        pytest.param("3-001-001;posted;2027-01-31", "too_early", id="before it was made"),
        pytest.param("98765-001-001;posted;2027-02-03", "unknown", id="no such mailing"),
        pytest.param("3-009-001;posted;2027-02-03", "unknown", id="no such batch"),
        pytest.param("3-002-001;posted;2027-02-03", "not_sealed", id="batch not sealed"),
        pytest.param("3-001-005;posted;2027-02-03", "too_many", id="one too many"),
        pytest.param("3-001-002;posted;2027-02-03", "contradiction", id="spoiled, then posted"),
        pytest.param("3-001-003;spoiled;2027-02-04", "contradiction", id="posted, then spoiled"),
        pytest.param("3-001-003;posted;2027-02-04", "contradiction", id="posted on another day"),
        pytest.param("3-001-001;posted;2027-02-03\n3-1-1;posted;2027-02-03", "twice", id="twice"),
        pytest.param("3-001-001;posted;2027-02-03\n3-1-1;spoiled;2027-02-03", "contradiction", id="both in one file"),
    ],
)
def test_a_row_that_cannot_be_true(row: str, code: str) -> None:
    with pytest.raises(FrameUnreadable) as caught:
        printed(row)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == (code, 2 + row.count("\n"))
    assert problem.what_to_do


@pytest.mark.parametrize(
    ("rows", "fresh", "known"),
    [
        pytest.param("3-001-001;posted;2027-02-03", ["posted"], 0, id="posted"),
        pytest.param("3-001-001;Gepost;3-2-2027", ["posted"], 0, id="as the Dutch write it"),
        pytest.param("3-001-001;printed;\n3-001-001;posted;2027-02-03", ["printed", "posted"], 0, id="both"),
        pytest.param("3-001-001;printed;\n3-001-001;spoiled;", ["printed", "spoiled"], 0, id="printed but torn"),
        pytest.param("3-001-003;posted;2027-02-03", [], 1, id="the same again"),
        pytest.param("3-001-002;spoiled;", [], 1, id="the same again, no day"),
        pytest.param("3-001-001;posted;2027-02-10", ["posted"], 0, id="today"),
    ],
)
def test_rows_that_can_be_true(rows: str, fresh: list[str], known: int) -> None:
    found = printed(rows)
    assert [line.kind for line in found.fresh] == fresh
    assert found.known == known


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(FrameUnreadable) as caught:
        printed("9-001-001;posted;2027-02-03\n3-001-001;posted;2027-02-03\n3-001-005;posted;2027-02-03\nx;posted;")
    assert [problem.row for problem in caught.value.problems] == [2, 4, 5]


def test_columns_by_another_name() -> None:
    assert len(printed("3-001-001;posted;2027-02-03", Columns("nummer", "stand", "dag")).fresh) == 1


@pytest.mark.parametrize("header", ["reference;status", "reference;status;date;date", "reference;status;date;postcode"])
def test_wrong_columns_are_refused(header: str) -> None:
    read = sheet.read(f"{header}\n3-001-001;posted;2027-02-03;x".encode())
    with pytest.raises(FrameUnreadable):
        returns.printed_rows(read, Columns(), TODAY)


def test_letters_that_nobody_told_about() -> None:
    read = sheet.read(b"reference;status;date\n3-001-001;posted;2027-02-03")
    rows = returns.printed_rows(read, Columns(), TODAY)
    assert returns.missing(rows.lines, MADE) == (NUMBERS[3],)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        pytest.param("3-001-002;", "contradiction", id="a spoiled letter cannot come back"),
        pytest.param("3-001-003;2027-02-02", "contradiction", id="back before it was posted"),
    ],
)
def test_returns_that_cannot_be_true(rows: str, code: str) -> None:
    read = returns.returned_rows(sheet.read(f"reference;date\n{rows}".encode()), Columns(), TODAY)
    with pytest.raises(FrameUnreadable) as caught:
        returns.reconcile(read, MADE)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_list_of_numbers_alone_is_a_file_of_returns() -> None:
    read = returns.returned_rows(sheet.read(b"reference\n3-001-003\n3-001-004"), Columns(), TODAY)
    assert [line.kind for line in returns.reconcile(read, MADE).fresh] == ["undeliverable"] * 2
