"""Tables of statistics that are no frequency table (models, alphas, waves), and their files. Pure but for the files.

A sheet is written as HTML, Word, Excel or CSV: the first three round as printed, Excel and CSV hold whole numbers.
"""

import csv as csv_file
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import number_format

from exports.writers.csv import safe

Value = str | int | float | None
UPRIGHT = 7
"""Columns that fit on an upright page."""


@dataclass(frozen=True)
class Head:
    """A column: what stands above it and how many decimals are printed; None for a column of text.

    `chance`: a p-value, which is never printed as 0.
    """

    label: str
    decimals: int | None = None
    chance: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table with what is said under it. Each row has a value per head."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


def printed(value: Value, head: Head) -> str:
    """As it stands in a table: rounded, with the decimal mark of the active language, never -0; an en dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str) or head.decimals is None:
        return str(value)
    text = rounded(value, head.decimals)
    if head.chance and text == rounded(0, head.decimals):
        return f"<{rounded(10.0**-head.decimals, head.decimals)}"
    return text


def rounded(value: float, decimals: int) -> str:
    """A number with so many decimals and the decimal mark of the active language; never -0."""
    text = f"{value:.{decimals}f}"
    text = text.removeprefix("-") if float(text) == 0 else text
    return str(number_format(Decimal(text), decimals))


def write_csv(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """All sheets under each other; numbers unrounded."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv_file.writer(file)
        for sheet in sheets:
            lines.writerow([safe(sheet.title)])
            lines.writerow([safe(head.label) for head in sheet.heads])
            lines.writerows([[safe(value) for value in row] for row in sheet.rows])
            lines.writerows([[safe(note)] for note in sheet.notes])
            lines.writerow([])


def write_html(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """One file that needs nothing beside it."""
    told = [
        {
            "title": sheet.title,
            "heads": [{"label": head.label, "number": head.decimals is not None} for head in sheet.heads],
            "rows": [_cells(row, sheet) for row in sheet.rows],
            "notes": sheet.notes,
        }
        for sheet in sheets
    ]
    text = render_to_string("exports/printed_sheets.html", {"sheets": told, "title": title, "lang": language})
    path.write_text(text, encoding="utf-8")


def _cells(row: Sequence[Value], sheet: Sheet) -> list[dict[str, object]]:
    return [
        {"text": printed(value, head), "number": head.decimals is not None}
        for value, head in zip(row, sheet.heads, strict=True)
    ]


def write_xlsx(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """A sheet per table, as Excel allows them to be called; text is never taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for place, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(_tab(sheet.title, place))
        lines: list[Sequence[Value]] = [(sheet.title,), (), tuple(head.label for head in sheet.heads)]
        lines += [*sheet.rows, (), *((note,) for note in sheet.notes)]
        for number, line in enumerate(lines, start=1):
            for column, value in enumerate(line, start=1):
                cell = page.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                elif value is not None and (decimals := sheet.heads[column - 1].decimals):
                    cell.number_format = f"0.{'0' * decimals}"
                cell.font = Font(bold=number in (1, 3))
        page.column_dimensions["A"].width = 40
    book.save(path)


def _tab(title: str, place: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'").strip()
    return f"{place} {kept}"[:31].rstrip()


def write_docx(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """A heading and a table per sheet, figures to the right; wide tables turn the page on its side."""
    from docx import Document
    from docx.enum.section import WD_ORIENT

    document = Document()
    document.core_properties.title, document.core_properties.language = title, language
    wide = max((len(sheet.heads) for sheet in sheets), default=0) > UPRIGHT
    page: Any = document.sections[0]
    if wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    room = page.page_width - page.left_margin - page.right_margin
    document.add_heading(title, level=1)
    for sheet in sheets:
        document.add_heading(sheet.title, level=2)
        _word_table(document.add_table(rows=0, cols=len(sheet.heads)), sheet, room)
        for note in sheet.notes:
            document.add_paragraph(note)
    document.save(str(path))


def _word_table(grid: Any, sheet: Sheet, room: int) -> None:
    """Columns of text are wider than those of figures; the first row is repeated on each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    grid.style, grid.autofit = "Light Shading", False
    text = 3 if len(sheet.heads) <= UPRIGHT else 2
    parts = [1 if head.decimals is not None or not head.label else text for head in sheet.heads]
    parts[0] = text
    for column, part in zip(grid.columns, parts, strict=True):
        column.width = int(room * part / sum(parts))
    for cells in _printed_rows(sheet):
        row = grid.add_row()
        for cell, words, head, part in zip(row.cells, cells, sheet.heads, parts, strict=True):
            cell.width, cell.text = int(room * part / sum(parts)), words
            cell.paragraphs[0].runs[0].font.size = Pt(9)
            if head.decimals is not None:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _printed_rows(sheet: Sheet) -> Iterator[list[str]]:
    yield [head.label for head in sheet.heads]
    for row in sheet.rows:
        yield [printed(value, head) for value, head in zip(row, sheet.heads, strict=True)]


WRITERS: dict[str, Callable[[Sequence[Sheet], Path, str, str], None]] = {
    "html": write_html,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "csv": write_csv,
}


def write_all(
    sheets: Sequence[Sheet], directory: Path, stem: str, title: str, *, language: str, formats: Sequence[str]
) -> tuple[str, ...]:
    """The files in a folder, each made aside and then put in place; their names."""
    directory.mkdir(parents=True, exist_ok=True)
    names = tuple(f"{stem}.{name}" for name in formats)
    for kind, name in zip(formats, names, strict=True):
        aside = directory / f".{name}.making"
        try:
            WRITERS[kind](sheets, aside, title, language)
            aside.replace(directory / name)
        finally:
            aside.unlink(missing_ok=True)
    return names
