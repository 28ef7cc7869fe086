"""Anything may stand in a cell: an import never raises, and what it gives can be read as a definition."""

from io import BytesIO
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.load import read_folder
from surveys.xlsform import read_workbook, write_workbook
from tests.surveys_files.books import book

VALID = Path(__file__).resolve().parents[1] / "definitions" / "valid"
COLUMNS = [
    *("type", "name", "label::Nederlands (nl)", "label", "hint", "relevant", "constraint", "required", "appearance"),
    *("choice_filter", "calculation", "parameters", "default", "image", "repeat_count", "disabled"),
]
TYPES = [
    *("text", "integer", "decimal", "range", "date", "note", "calculate", "hidden", "start", "geopoint", "begin_group"),
    *("end_group", "begin_repeat", "end_repeat", "select_one l", "select_multiple l", "select_one m or_other", "x"),
]
EXPRESSIONS = [
    *("${a} = 1", "${b} = 'x'", ". > 3 and . < 9", "true()", "selected(${a}, 'x')", "selected(., 'y')", "a = ${b}"),
    *(
        "not(selected(., 'x') and count-selected(.) > 1)",
        "today()",
        "((",
        "''",
        "${",
        "yes",
        "if(${a}, 1, 2)",
        ". = ''",
    ),
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*TYPES, *EXPRESSIONS, "a", "b", "x", "y", "field-list", "yes", "😀", "group", "A b", "=1+1"]),
    st.integers(-3, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
)
ROWS = st.lists(st.tuples(st.sampled_from(TYPES), *[CELLS] * (len(COLUMNS) - 1)), min_size=1, max_size=8)
CHOICES = st.lists(st.tuples(st.sampled_from(["l", "m"]), CELLS, CELLS, CELLS), max_size=6)
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def check_read(data: bytes) -> None:
    imported = read_workbook(data)
    assert imported.document is not None or any(problem.severity == "error" for problem in imported.problems)
    if imported.document is not None:
        assert parse(imported.document).document == imported.document


@SLOW
@given(ROWS, CHOICES)
def test_any_cells(rows: list[Any], choices: list[Any]) -> None:
    check_read(book(survey=[COLUMNS, *rows], choices=[["list_name", "name", "label", "a"], *choices]))


OWN = {
    name: write_workbook(select_edition(read_folder(VALID / f"{name}.yaml"), 1))
    for name in ("groups", "reasons", "derived", "scale", "places")
}
VALUES = st.one_of(
    CELLS, st.sampled_from(["[]", "{}", "null", "3", '"x"', '["x"]', "[1]", '{"nl": 3}', "true", "[[[", "-1"])
)
PLACES = st.tuples(st.sampled_from(sorted(OWN)), st.integers(0, 6), st.integers(1, 40), st.integers(1, 8), VALUES)


@SLOW
@given(st.lists(PLACES, min_size=1, max_size=4))
def test_any_change_to_a_workbook_of_ours(changes: list[Any]) -> None:
    workbook = load_workbook(BytesIO(OWN[changes[0][0]]))
    for _, sheet, row, column, value in changes:
        found = workbook.worksheets[sheet]
        found.cell(1 + row % max(found.max_row, 1), 1 + column % max(found.max_column, 1)).value = value
    target = BytesIO()
    workbook.save(target)
    check_read(target.getvalue())
