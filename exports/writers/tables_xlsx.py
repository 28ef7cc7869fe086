"""Printed tables as a workbook: contents, and a sheet per breakdown (or per chapter) with its tables below each other.

Percentages are real numbers that show as they are printed; texts are never formulas.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.printed import PrintedCell, PrintedTable, Report
from exports.writers import book as books
from exports.writers.book import LABEL_WIDTH, number, text
from surveys.languages import direction

PERCENT = '[=0]0%;[<0.005]"<1%";0%'
"""Whole percents, `<1%` where somebody is less than half of one."""
WHOLE, MANY = "#,##0", "#,##0.0"
Line = Sequence[Any]


def write(report: Report, path: Path) -> None:
    book = books.workbook()
    parts = _parts(report)
    _contents(report, book, parts)
    for part in parts:
        sheet = _sheet(report, book, part.name)
        if report.chapters:
            sheet.append([text(sheet, part.title, bold=True)])
        for table in part.tables:
            for line in _Lines(report, table, sheet).all():
                sheet.append(line)
    books.save(book, path)


@dataclass(frozen=True)
class _Part:
    """A sheet, and the tables below each other on it."""

    name: str
    title: str
    tables: tuple[PrintedTable, ...]


def _parts(report: Report) -> list[_Part]:
    """A sheet per chapter, else per breakdown; names all different as Excel sees it."""
    found: list[_Part] = []
    for title, name, tables in _of_chapters(report) if report.chapters else _of_breakdowns(report):
        taken = {part.name.lower() for part in found} | {report.words["contents"].lower()}
        found.append(_Part(books.sheet_name(name, len(found) + 1, taken), title, tuple(tables)))
    return found


Titled = tuple[str, str, list[PrintedTable]]
"""What stands on top of a sheet, what it is called, its tables."""


def _of_chapters(report: Report) -> list[Titled]:
    tables = report.tables
    return [(one.title, one.name or one.title, [tables[place] for place in one.places]) for one in report.chapters]


def _of_breakdowns(report: Report) -> list[Titled]:
    found: dict[str, list[PrintedTable]] = {}
    for table in report.tables:
        found.setdefault(table.by or report.words["total"], []).append(table)
    return [(by, by, tables) for by, tables in found.items()]


def _sheet(report: Report, book: Any, name: str) -> Any:
    return books.sheet(book, name, rtl=direction(report.language) == "rtl")


def _contents(report: Report, book: Any, parts: Sequence[_Part]) -> None:
    sheet = _sheet(report, book, report.words["contents"])
    sheet.column_dimensions["B"].width = LABEL_WIDTH
    sheet.append([text(sheet, f"{report.words['tables']}: {report.title}", bold=True)])
    for sentence in (*report.stamps, report.made, *report.set_sentences, *report.legend, report.left_out):
        if sentence:
            sheet.append([text(sheet, sentence)])
    sheet.append([])
    for part in parts:
        place = 1
        if report.chapters:
            sheet.append([text(sheet, part.title, bold=True)])
            place += 1
        for table in part.tables:
            title = text(sheet, report.caption(table))
            title.hyperlink = f"#'{part.name}'!A{place}"
            place += sum(1 for _ in _Lines(report, table, sheet).all())
            sheet.append([title, text(sheet, part.name)])


class _Lines:
    """One table as rows of a sheet: percentages, then counts, then what each differs from, side by side."""

    def __init__(self, report: Report, table: PrintedTable, sheet: Any) -> None:
        self.report, self.table, self.sheet = report, table, sheet
        self.counted = table.layout != "measures"

    def all(self) -> Iterator[Line]:
        report, table = self.report, self.table
        yield [self.text(report.caption(table), bold=True)]
        if table.question:
            yield [self.text(str(table.question))]
        yield from self.head()
        yield from self.bases()
        for row in table.rows:
            yield [self.text(str(row.label)), *self.cells(row.cells)]
        for sentence in (table.base, *table.notes, *report.set_sentences, report.made, *report.stamps):
            yield [self.text(sentence)]
        yield []

    def text(self, said: str, *, bold: bool = False) -> Any:
        return text(self.sheet, said, bold=bold)

    def head(self) -> Iterator[Line]:
        words, nothing = self.report.words, [None] * (len(self.table.columns) - 1)
        labels = [self.text(f"{column.label} {column.letter}".strip(), bold=True) for column in self.table.columns]
        if self.counted:
            parts = [self.text(words[name], bold=True) for name in ("percent", "count", "differs")]
            yield [None, parts[0], *nothing, parts[1], *nothing, parts[2]]
            yield [None, *labels, *labels, *labels]
        else:
            yield [None, *labels]

    def bases(self) -> Iterator[Line]:
        words, columns = self.report.words, self.table.columns
        yield [self.text(words["n"]), *(number(self.sheet, column.n, WHOLE) for column in columns)]
        if any(column.asked is not None for column in columns):
            yield [self.text(words["asked"]), *(number(self.sheet, column.asked, WHOLE) for column in columns)]
        if self.table.weighted:
            weighted = [number(self.sheet, column.weighted_n, MANY) for column in columns]
            yield [self.text(words["weighted_n"]), *weighted]
            yield [self.text(words["effective"]), *(number(self.sheet, one.effective, MANY) for one in columns)]

    def cells(self, cells: Sequence[PrintedCell]) -> Line:
        values = [self.value(cell) for cell in cells]
        if not self.counted:
            return values
        counts = [number(self.sheet, cell.count, WHOLE) for cell in cells]
        return [*values, *counts, *(self.text(self.signs(cell)) for cell in cells)]

    def signs(self, cell: PrintedCell) -> str:
        return f"{self.table.letters(cell)} {'*' if cell.mark == 'few' else ''}".strip()

    def value(self, cell: PrintedCell) -> Any:
        if cell.value is None:
            return self.text(cell.text)
        return number(self.sheet, cell.value, PERCENT if self.counted else "0.00")
