"""Every cell of page, workbook, document and file read back beside the printed table, and that beside the counts."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from exports.breakdowns import CannotTabulate
from exports.counting import Data, tally
from exports.disclosure import Protected
from exports.printed import PrintedTable, Report, decimals, letter, whole
from exports.tables import Cell, Table, percent
from exports.writers import tables_csv, tables_docx, tables_html, tables_xlsx
from tests.exports.tabulated import in_english, made, people  # noqa: F401 - a fixture

Cells = dict[tuple[int, str, int], str]
"""(table, row label, place of the column) → what is printed, with its letters."""


@pytest.fixture(scope="module")
def report() -> Report:
    return made(by=("group", "gender"), language="en", means=True)


def expected(report: Report) -> Cells:
    return {
        (table.number, f"{number} {row.label}", place): told(table, cell)
        for table in report.tables
        for number, row in enumerate(table.rows)
        for place, cell in enumerate(row.cells)
    }


def told(table: PrintedTable, cell: Any) -> str:
    percent = "%" if table.layout != "measures" and cell.text and cell.mark != "hidden" else ""
    return " ".join(f"{cell.text}{percent}{'*' if cell.mark == 'few' else ''} {table.letters(cell)}".split())


def from_html(report: Report, folder: Path) -> Cells:
    tables_html.write(report, [""] * len(report.tables), folder / "t.html", folder)
    page = html.parse(str(folder / "t.html"))
    return dict(_numbered((_rows_of(article) for article in page.iter("article")), report))


def _rows_of(article: Any) -> list[list[str]]:
    bodies = article.findall(".//tbody")[1:]
    return [[" ".join(cell.text_content().split()) for cell in row] for body in bodies for row in body.iter("tr")]


def from_docx(report: Report, folder: Path) -> Cells:
    import docx

    tables_docx.write(report, [b""] * len(report.tables), folder / "t.docx")
    grids = docx.Document(str(folder / "t.docx")).tables
    bases = [1 + len(report.head_rows(table)) for table in report.tables]
    rows = (
        [[cell.text for cell in row.cells] for row in grid.rows][skip:] for grid, skip in zip(grids, bases, strict=True)
    )
    return dict(_numbered(rows, report))


def _numbered(tables: Iterator[list[list[str]]], report: Report) -> Iterator[tuple[tuple[int, str, int], str]]:
    for table, rows in zip(report.tables, tables, strict=True):
        for number, (label, *cells) in enumerate(rows):
            for place, text in enumerate(cells):
                yield (table.number, f"{number} {label}", place), " ".join(text.split())


def from_csv(report: Report, folder: Path) -> Cells:
    tables_csv.write(report, folder / "t.csv")
    with (folder / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    tables = {table.number: table for table in report.tables}
    found: Cells = {}
    for line in lines:
        table = tables[int(line["table"])]
        keys = [column.key for column in table.columns]
        row = next(number for number, one in enumerate(table.rows) if one.code == line["row"])
        signs = [table.columns[keys.index(key)].letter for key in line["above"].split()]
        signs += [f"({table.columns[keys.index(key)].letter})" for key in line["perhaps_above"].split()]
        percent = "%" if line["kind"] != "statistic" and line["printed"] and line["mark"] != "hidden" else ""
        text = f"{line['printed']}{percent}{'*' if line['mark'] == 'few' else ''} {' '.join(signs)}"
        found[table.number, f"{row} {line['row_label']}", keys.index(line["column"])] = " ".join(text.split())
    return found


READERS = [pytest.param(reader, id=reader.__name__) for reader in (from_html, from_docx, from_csv)]


@pytest.mark.parametrize("reader", READERS)
def test_every_cell_reads_back(report, tmp_path, reader: Callable[[Report, Path], Cells]):
    assert reader(report, tmp_path) == expected(report)
    assert len(expected(report)) > 200


@pytest.mark.parametrize("reader", READERS)
def test_a_planted_cell_is_found(report, tmp_path, reader: Callable[[Report, Path], Cells]):
    """Positive control: one cell of one table says something else."""
    table = report.tables[2]
    row = table.rows[0]
    wrong = replace(row, cells=(replace(row.cells[0], text="77"), *row.cells[1:]))
    planted = replace(
        report, tables=(*report.tables[:2], replace(table, rows=(wrong, *table.rows[1:])), *report.tables[3:])
    )
    read = reader(planted, tmp_path)
    assert [key for key, text in expected(report).items() if read[key] != text] == [(3, f"0 {row.label}", 0)]


def test_crossed_columns_are_compared_where_one_variable_differs():
    report = made(by=("group+gender",), language="en")
    for table in report.tables:
        keys = [column.key.split(".") for column in table.columns]
        pairs = [
            (keys[place], keys[other])
            for row in table.rows
            for place, cell in enumerate(row.cells)
            for other in (*cell.above, *cell.maybe)
        ]
        assert all(sum(a != b for a, b in zip(*pair, strict=True)) == 1 for pair in pairs)
    assert any(cell.above for table in report.tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(1, [[0]], id="the total alone"),
        pytest.param(10, [[*range(10)]], id="as wide as a page"),
        pytest.param(11, [[0, 1, 2, 3, 4, 5], [0, 6, 7, 8, 9, 10]], id="one too many"),
    ],
)
def test_a_wide_table_comes_in_pieces_with_the_total_in_each(columns, expected):
    assert [list(piece) for piece in tables_docx.pieces(columns)] == expected


def test_pieces_hold_every_column(tmp_path):
    import docx

    report = made(by=("group+gender+permit",), questions=("colour",), language="en")
    tables_docx.write(report, [b""], tmp_path / "t.docx")
    grids = docx.Document(str(tmp_path / "t.docx")).tables
    assert len(grids) > 1
    heads = [cell.text for grid in grids for cell in grid.rows[0].cells[2:]]
    assert heads == [f"{column.label} {column.letter}" for column in report.tables[0].columns[1:]]


def test_the_workbook_holds_real_numbers_that_show_as_printed(report, tmp_path):
    from openpyxl import load_workbook

    tables_xlsx.write(report, tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Contents", "by Group", "by gender (en)"]
    for table in report.tables:
        sheet, start = _place(book, report, table)
        columns = len(table.columns)
        for number, row in enumerate(table.rows, start=_first_row(sheet, start, report, table)):
            for place, cell in enumerate(row.cells, start=2):
                held = sheet.cell(number, place)
                if cell.value is None:
                    assert (held.value or "") == cell.text
                    continue
                assert held.value == pytest.approx(cell.value)
                if table.layout != "measures":
                    assert _as_excel_shows(held.value, held.number_format) == f"{cell.text}%"
                    assert sheet.cell(number, place + columns).value == cell.count


def _place(book: Any, report: Report, table: PrintedTable) -> tuple[Any, int]:
    """Where the link in the contents leads."""
    link = next(row[0].hyperlink for row in book["Contents"].iter_rows() if row[0].value == report.caption(table))
    name, cell = re.fullmatch(r"'(.+)'!A(\d+)", link.location or link.target.lstrip("#")).groups()
    assert book[name].cell(int(cell), 1).value == report.caption(table)
    return book[name], int(cell)


def _first_row(sheet: Any, start: int, report: Report, table: PrintedTable) -> int:
    head = 1 + bool(table.question) + (2 if table.layout != "measures" else 1) + len(report.head_rows(table))
    assert sheet.cell(start + head, 1).value == str(table.rows[0].label)
    return start + head


def _as_excel_shows(value: float, form: str) -> str:
    zero, little, other = form.split(";")
    assert (zero, little, other) == ("[=0]0%", '[<0.005]"<1%"', "0%")
    if value == 0:
        return "0%"
    return "<1%" if value < 0.005 else f"{int(value * 100 + 0.5 + 1e-9)}%"


def test_a_text_that_starts_like_a_formula_is_text(tmp_path):
    from openpyxl import load_workbook

    report = made(by=("group",), questions=("colour",), language="en")
    table = report.tables[0]
    row = replace(table.rows[0], label=replace(table.rows[0].label, text='=HYPERLINK("http://example.org")'))
    planted = replace(report, tables=(replace(table, rows=(row,)),))
    tables_xlsx.write(planted, tmp_path / "t.xlsx")
    cells = [cell for line in load_workbook(tmp_path / "t.xlsx")["by Group"] for cell in line]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}
    tables_csv.write(planted, tmp_path / "t.csv")
    assert "'=HYPERLINK" in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def test_cells_are_those_of_an_independent_count(report):
    """Respondents and percentages of the printed table, counted again with polars."""
    import polars

    data = people()
    frame = polars.DataFrame({name: list(values) for name, values in data.columns.items()}, strict=False)
    for table in report.tables:
        if table.layout != "shares" or table.breakdown != "group" or table.name == "group":
            continue
        ((column, codes),) = data.variable(table.name).columns
        values = {code: value for value, code in codes.items()}
        for place, heading in enumerate(table.columns):
            numbers = {group.name: group.value for group in data.definition.groups.values()}
            part = frame if not place else frame.filter(polars.col("group") == numbers[heading.key])
            answered = part.filter(polars.col(column).is_in(list(codes)))
            assert heading.n == answered.height
            for row in table.rows:
                if row.kind == "option":
                    count = answered.filter(polars.col(column) == values[row.code]).height
                    assert row.cells[place].count == count
                    assert row.cells[place].text == (percent(count / heading.n) if heading.n else "")


def test_who_is_asked_and_who_answered_both_stand(report):
    table = next(table for table in report.tables if table.name == "guided")
    head = dict(report.head_rows(table))
    assert head["N"][0] == whole(table.columns[0].n, "en")
    assert head["Asked"][0] == whole(table.columns[0].asked or 0, "en")


def test_letters_follow_the_differences():
    """A column lies above another by letter where that is sure, in brackets where it is not, never above the total."""
    columns = {"group": [1] * 200 + [2] * 200 + [3] * 4, "colour": [1] * 150 + [2] * 250 + [1, 1, 1, 2]}
    data = Data(people().definition, columns)
    table = made(data, by=("group",), questions=("colour",), language="en").tables[0]
    red, blue = table.rows
    assert [column.letter for column in table.columns] == ["", "A", "B", "C"]
    assert [table.letters(cell) for cell in red.cells] == ["", "B", "", "B"]
    assert [table.letters(cell) for cell in blue.cells] == ["", "", "A C", ""]
    unsure = Data(people().definition, {**columns, "colour": [1] * 100 + [2] * 300 + [1, 1, 1, 2]})
    table = made(unsure, by=("group",), questions=("colour",), language="en").tables[0]
    assert [table.letters(cell) for cell in table.rows[0].cells] == ["", "B", "", "B (A)"]


def test_few_answers_are_marked():
    columns = {"group": [1] * 60 + [2] * 5, "colour": [1] * 40 + [2] * 25}
    report = made(Data(people().definition, columns), by=("group",), questions=("colour",), language="en")
    assert [cell.mark for cell in report.tables[0].rows[0].cells] == ["", "", "few"]
    assert any(sentence.startswith("*") for sentence in report.legend)


def test_a_hidden_cell_shows_nothing_anywhere(tmp_path, monkeypatch):
    """What disclosure control hides has no number, no letter and no bar; the legend explains the sign."""

    def hides(tables, means):
        return _allowed(
            replace(one, rows=tuple(replace(row, cells=tuple(map(_hidden, row.cells))) for row in one.rows))
            for one in tables
        )

    columns = {"group": [1] * 100 + [2] * 100, "colour": [1] * 90 + [2] * 110}
    data = Data(people().definition, columns)
    open_one = made(data, by=("group",), questions=("colour",), language="en")
    monkeypatch.setattr("exports.tabulate.in_house", lambda data: hides)
    report = made(data, by=("group",), questions=("colour",), language="en")
    assert any(open_one.tables[0].letters(cell) for row in open_one.tables[0].rows for cell in row.cells)
    for reader in (from_html, from_docx, from_csv):
        assert set(reader(report, tmp_path).values()) == {"–"}
    assert "– Not shown: too few people." in report.legend


def test_a_table_that_may_not_leave_is_named(monkeypatch):
    """Of two breakdowns the first loses one question, the second another; the rest keep their places."""
    wish = {"by": ("group", "permit"), "questions": ("gender", "started", "colour"), "language": "en"}
    whole_report = made(**wish)
    kept = [0, 2, 3, 4]
    monkeypatch.setattr(
        "exports.tabulate.in_house",
        lambda data: lambda tables, means: _allowed(one if place in kept else None for place, one in enumerate(tables)),
    )
    report = made(**wish)
    assert [(one.name, one.breakdown) for one in report.tables] == [
        (whole_report.tables[place].name, whole_report.tables[place].breakdown) for place in kept
    ]
    assert [one.number for one in report.tables] == [1, 2, 3, 4]
    assert report.left_out.endswith("told of: started (en) by Group; colour (en) by permit (en).")


def _allowed(tables: Iterable[Table | None]) -> Protected:
    return Protected(tuple(tables), (), 0, 0)


def _hidden(cell: Cell) -> Cell:
    return Cell(None, None, "–", "hidden")


def test_weights_show_both_bases_and_leave_out_who_has_none():
    columns = {"group": [1] * 4, "colour": [1, 2, 2, 1], "weight_w": [2.0, 1.0, 1.0, None]}
    data = Data(people().definition, columns)
    report = made(data, weights=("weight_w",), weight="weight_w", questions=("colour",), language="en")
    column = report.tables[0].columns[0]
    assert (column.n, column.weighted_n, column.effective) == (3, 4.0, pytest.approx(16 / 6))
    assert [cell.text for cell in (row.cells[0] for row in report.tables[0].rows)] == ["50", "50"]
    assert "Interviews without this weight are left out: 1." in report.set_sentences
    assert [what for what, _ in report.head_rows(report.tables[0])] == ["N", "Asked", "N weighted", "Effective N"]


def test_the_filter_is_in_the_base_and_in_the_counts():
    data = people()
    report = made(data, questions=("colour",), where=("permit=own",), language="en")
    assert report.tables[0].base.endswith("Only: permit (en): own (en).")
    assert report.tables[0].columns[0].n == tally(data, "colour", {"permit": frozenset({"own"})}).n


@pytest.mark.parametrize(("language", "family"), [("ti", "Noto Sans Ethiopic"), ("ar", "Vazirmatn"), ("nl", None)])
def test_letters_that_a_computer_may_lack_travel_with_the_file(tmp_path, language, family):
    report = made(questions=("colour",), language=language)
    fonts = Path(__file__).parents[2] / "static" / "fonts"
    tables_html.write(report, ["<svg></svg>"], tmp_path / "t.html", fonts)
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert re.findall('@font-face { font-family: "(.+?)"', page) == ([family] * 2 if family else [])
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page[:100]
    assert "<svg></svg>" in page
    assert "http" not in page


def test_labels_and_words_have_their_own_language():
    report = made(questions=("colour",), by=("group",), language="ar")
    assert (report.notes, report.language) == ("en", "ar")
    assert report.tables[0].rows[0].label.language == "en"


def test_a_question_is_not_broken_down_by_itself():
    assert "gender" not in {table.name for table in made(by=("gender",)).tables}


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        pytest.param({"language": "xx"}, "no language", id="language"),
        pytest.param({"points": 0}, "from 1 to 100 points", id="points"),
        pytest.param({"weight": "weight_x"}, "no weight", id="weight"),
        pytest.param({"questions": ("nothing",)}, "nothing named", id="question"),
    ],
)
def test_what_cannot_be_made_is_refused(wish, words):
    with pytest.raises(CannotTabulate, match=words):
        made(**wish)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")],
)
def test_letters_go_on_after_z(number, expected):
    assert letter(number) == expected


def test_numbers_in_two_languages():
    assert (whole(2651, "en"), whole(2651, "nl")) == ("2,651", "2.651")
    assert (decimals(1234.56, "en"), decimals(1234.56, "nl"), decimals(None, "nl")) == ("1,234.6", "1.234,6", "")
