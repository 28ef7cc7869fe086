"""Printed tables as a Word document, as in a report: caption above, N's, percentages to the right, base below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from exports.chart import has_chart, total_only
from exports.printed import Chapter, PrintedCell, PrintedTable, Report
from exports.writers import word
from exports.writers.word import SIZE, SMALL, STANDING, run, say
from surveys.engine.text import Shown
from surveys.languages import direction

T = TypeVar("T")
WIDEST = 10
"""A table with more columns comes in pieces."""
LABEL_SHARE, LABEL_LEAST = 0.3, 2200


def write(report: Report, pictures: Sequence[bytes], path: Path) -> None:
    """`pictures` holds a PNG per table, empty for none."""
    title = f"{report.words['tables']}: {report.title}"
    lying = any(len(table.columns) > STANDING for table in report.tables)
    document = word.document(title, report.language, lying=lying)
    word.foot(document, " ".join((*report.stamps, report.made)), report.notes)
    _beginning(document, report, title)
    drawings = _Drawings(0)
    for chapter in report.in_chapters:
        if chapter.title:
            document.add_heading(chapter.title, level=1)
        _chapter(document, report, chapter, pictures, drawings)
    word.save(document, path)


@dataclass
class _Drawings:
    """How many pictures there are so far: each needs a number of its own in the document."""

    number: int


def _chapter(document: Any, report: Report, chapter: Chapter, pictures: Sequence[bytes], drawings: _Drawings) -> None:
    """Tables in order, with a heading where the breakdown changes."""
    part = None
    for place in chapter.places:
        table = report.tables[place]
        if table.by != part and table.by:
            document.add_heading(table.by, level=2 if chapter.title else 1)
        part = table.by
        _table(document, report, table)
        if pictures[place]:
            drawings.number += 1
            _picture(document, report, table, pictures[place], drawings.number)


def _beginning(document: Any, report: Report, title: str) -> None:
    document.add_heading(title, level=0)
    for stamp in report.stamps:
        say(document, [run(stamp, report.notes, SIZE, bold=True)], report.notes)
    for sentence in (report.made, *report.set_sentences, *report.legend, report.left_out):
        if sentence:
            say(document, [run(sentence, report.notes, SIZE)], report.notes)


def _table(document: Any, report: Report, table: PrintedTable) -> None:
    language = table.title.language
    say(document, [run(report.caption(table), language, SIZE, bold=True)], language, style="Caption", keep=True)
    if table.question:
        asked = table.question
        say(document, [run(asked.text, asked.language, SIZE, italic=True)], asked.language, keep=True)
    for number, places in enumerate(pieces(len(table.columns))):
        if number:
            say(document, [], report.notes)
        word.add(document, _Grid(document, report, table, places).xml())
    few_bars = [report.words["chart_total"]] if has_chart(table) and total_only(table) else []
    beneath = (table.base, *table.notes, *few_bars, *report.set_sentences, report.made, *report.stamps)
    say(document, [run(" ".join(beneath), report.notes, SMALL)], report.notes)


def pieces(columns: int) -> tuple[tuple[int, ...], ...]:
    """Places of the columns of each piece of a table that is too wide for a page; the total stands in each."""
    others = range(1, columns)
    if columns <= WIDEST:
        return (tuple(range(columns)),)
    number = ceil(len(others) / (WIDEST - 1))
    size = ceil(len(others) / number)
    return tuple((0, *others[start : start + size]) for start in range(0, len(others), size))


def _picture(document: Any, report: Report, table: PrintedTable, picture: bytes, number: int) -> None:
    """The chart of a table."""
    name = report.words["chart_of"].format(number=table.number, title=table.title)
    word.picture(document, picture, f"chart{number}.png", number, name)


class _Grid:
    """The columns of a table at some places: head (repeated on each page), rows with N's, then the answers."""

    def __init__(self, document: Any, report: Report, table: PrintedTable, places: Sequence[int]) -> None:
        room = word.room(document)
        label = max(LABEL_LEAST, int(room * LABEL_SHARE))
        self.report, self.table, self.places = report, table, places
        self.widths = [label, *[(room - label) // len(places)] * len(places)]
        self.rtl = direction(report.language) == "rtl"

    def xml(self) -> str:
        return word.grid([self._head(), *self._bases(), *self._rows()], self.widths, rtl=self.rtl)

    def _taken(self, whole: Sequence[T]) -> list[T]:
        return [whole[place] for place in self.places]

    def _head(self) -> str:
        cells = [self._cell(0, Shown("", self.report.notes))]
        for place, column in enumerate(self._taken(self.table.columns), start=1):
            letter = run(f" {column.letter}", self.report.notes, SMALL, bold=True) if column.letter else ""
            cells.append(self._cell(place, column.label, bold=True, after=letter, size=SMALL))
        return word.line(cells, head=True)

    def _bases(self) -> Iterable[str]:
        notes = self.report.notes
        for what, values in self.report.head_rows(self.table):
            texts = [Shown(text, notes) for text in (what, *self._taken(values))]
            yield word.line([self._cell(place, text) for place, text in enumerate(texts)])

    def _rows(self) -> Iterable[str]:
        for row in self.table.rows:
            italic = row.kind not in ("option", "statistic")
            cells = [self._cell(0, row.label, italic=italic)]
            for place, cell in enumerate(self._taken(row.cells), start=1):
                told = Shown(self._told(cell), self.report.notes)
                cells.append(self._cell(place, told, italic=italic, after=self._letters(cell)))
            yield word.line(cells)

    def _told(self, cell: PrintedCell) -> str:
        percent = "%" if self.table.layout != "measures" and cell.value is not None else ""
        few = "*" if cell.mark == "few" else ""
        return f"{cell.text}{percent}{few}"

    def _letters(self, cell: PrintedCell) -> str:
        """What the cell lies above, raised, so that a narrow column holds it."""
        letters = self.table.letters(cell)
        return run(f" {letters}", self.report.notes, SIZE, raised=True) if letters else ""

    def _cell(
        self,
        place: int,
        text: Shown,
        *,
        bold: bool = False,
        italic: bool = False,
        after: str = "",
        size: int = SIZE,
    ) -> str:
        align: word.Side = "end" if place else ""
        if place and self.rtl and direction(text.language) != "rtl":
            align = "start"
        said = run(text.text, text.language, size, bold=bold, italic=italic)
        return word.cell([said, after], text.language, self.widths[place], align)
