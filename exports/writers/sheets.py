"""Sheets of statistics as files. HTML and Word round as printed; Excel and CSV hold whole numbers."""

import csv as csv_file
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.template.loader import render_to_string

from exports.printed_sheets import Head, Sheet, Value, printed
from exports.writers import book as books
from exports.writers import word
from exports.writers.csv import safe

TEXT_LYING, TEXT_STANDING = 2, 3
"""How much wider a column of text is than one of figures."""


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
            "heads": [{"label": head.label, "kind": _kind(head)} for head in sheet.heads],
            "rows": [_cells(row, sheet) for row in sheet.rows],
            "notes": sheet.notes,
        }
        for sheet in sheets
    ]
    text = render_to_string("exports/printed_sheets.html", {"sheets": told, "title": title, "lang": language})
    path.write_text(text, encoding="utf-8")


def _cells(row: Sequence[Value], sheet: Sheet) -> list[dict[str, object]]:
    cells = zip(row, sheet.heads, strict=True)
    return [{"text": printed(value, head), "kind": _kind(head)} for value, head in cells]


def _kind(head: Head) -> str:
    """A figure, words that need room, or a mark without a head."""
    return "number" if head.is_figure else "words" if head.label else ""


def write_xlsx(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """A sheet per table, under its title as Excel allows it."""
    book = books.workbook()
    taken: set[str] = set()
    for place, sheet in enumerate(sheets, start=1):
        name = books.sheet_name(sheet.title, place, taken)
        taken.add(name.lower())
        page = books.sheet(book, name)
        for line in _lines(sheet, page):
            page.append(line)
    books.save(book, path)


def _lines(sheet: Sheet, page: object) -> Iterator[list[object]]:
    yield [books.text(page, sheet.title, bold=True)]
    yield []
    yield [books.text(page, head.label, bold=True) for head in sheet.heads]
    for row in sheet.rows:
        yield [_cell(page, value, head) for value, head in zip(row, sheet.heads, strict=True)]
    yield []
    for note in sheet.notes:
        yield [books.text(page, note)]


def _cell(page: object, value: Value, head: Head) -> object:
    if isinstance(value, str):
        return books.text(page, value)
    return books.number(page, value, f"0.{'0' * head.decimals}" if head.decimals else "General")


def write_docx(sheets: Sequence[Sheet], path: Path, title: str, language: str) -> None:
    """A heading and a table per sheet, figures to the right; wide tables turn the page on its side."""
    lying = max((len(sheet.heads) for sheet in sheets), default=0) > word.STANDING
    document = word.document(title, language, lying=lying)
    document.add_heading(title, level=1)
    for sheet in sheets:
        document.add_heading(sheet.title, level=2)
        word.add(document, grid(sheet, language, word.room(document)))
        for note in sheet.notes:
            word.say(document, [word.run(note, language, word.SMALL)], language)
    word.save(document, path)


def grid(sheet: Sheet, language: str, room: int) -> str:
    """A sheet as a table of a Word document, so wide as `room` (twentieths of a point)."""
    widths = _widths(sheet.heads, room)
    labels = [head.label for head in sheet.heads]
    lines = [word.line(_words(labels, sheet.heads, widths, language, bold=True), head=True)]
    for row in sheet.rows:
        texts = [printed(value, head) for value, head in zip(row, sheet.heads, strict=True)]
        lines.append(word.line(_words(texts, sheet.heads, widths, language)))
    return word.grid(lines, widths)


def _words(
    texts: Sequence[str], heads: Sequence[Head], widths: Sequence[int], language: str, *, bold: bool = False
) -> Iterator[str]:
    for text, head, width in zip(texts, heads, widths, strict=True):
        run = word.run(text, language, word.SMALL if bold else word.SIZE, bold=bold)
        yield word.cell([run], language, width, "end" if head.is_figure else "", keep=False)


def _widths(heads: Sequence[Head], room: int) -> list[int]:
    """Columns of text are wider than those of figures and of marks without a head; the first is always text."""
    text = TEXT_STANDING if len(heads) <= word.STANDING else TEXT_LYING
    parts = [1 if head.is_figure or not head.label else text for head in heads]
    parts[0] = text
    return [room * part // sum(parts) for part in parts]


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
