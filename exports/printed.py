"""Tables as they are printed: every number said once, for page, workbook, document and file alike. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from exports.tables import Kind, Mark
from surveys.engine.text import Shown

Layout = Literal["shares", "multi", "measures"]
NOT_TOLD = "–"

PLACES: Mapping[str, int] = {"mean": 2, "sd": 2, "median": 1, "low": 1, "high": 1}
"""Decimals of each statistic; whole numbers are printed whole, except means and spreads."""


@dataclass(frozen=True)
class PrintedColumn:
    """What stands above a column. `letter` is what other columns call it by, '' for the total.

    `asked` is None for a scale, which is asked of nobody; `weighted_n` and `effective` are None without weights.
    """

    key: str
    label: Shown
    letter: str
    n: int
    asked: int | None
    weighted_n: float | None = None
    effective: float | None = None


@dataclass(frozen=True)
class PrintedCell:
    """`value` is a share from 0 to 1, or a statistic; None on an empty base and where it is hidden.

    `above` and `maybe` are places of columns that this one lies above: surely, or with doubt.
    """

    text: str
    value: float | None
    count: int | None = None
    mark: Mark = ""
    above: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()


@dataclass(frozen=True)
class PrintedRow:
    code: str
    label: Shown
    kind: Kind | Literal["statistic"]
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True)
class PrintedTable:
    """One table. `breakdown` is its key ('' for the total alone), `by` what that is called."""

    number: int
    name: str
    title: Shown
    question: Shown | None
    layout: Layout
    breakdown: str
    by: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[PrintedRow, ...]
    base: str
    notes: tuple[str, ...] = ()

    @property
    def weighted(self) -> bool:
        return any(column.weighted_n is not None for column in self.columns)

    def letters(self, cell: PrintedCell) -> str:
        """`B (C)`: surely above column B, perhaps above C."""
        sure = [self.columns[place].letter for place in cell.above]
        maybe = [f"({self.columns[place].letter})" for place in cell.maybe]
        return " ".join([*sure, *maybe])


@dataclass(frozen=True)
class Chapter:
    """Tables about one thing, by their place in the report; a table may be in several chapters.

    `key` is the tag's (`goal:speed`), '' for tables without a tag; `title` is '' where there are no chapters; `name` is
    the tag's alone, for where there is little room.
    """

    key: str
    title: str
    places: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True)
class Report:
    """Tables that belong together. `stamps` come first on every page, `legend` explains signs; `notes`: nl or en.

    `language` is that of labels, `notes` that of everything else.
    """

    study: str
    title: Shown
    day: date
    language: str
    notes: str
    words: Mapping[str, str]
    stamps: tuple[str, ...]
    made: str
    set_sentences: tuple[str, ...]
    legend: tuple[str, ...]
    tables: tuple[PrintedTable, ...]
    left_out: str = ""
    chapters: tuple[Chapter, ...] = ()

    @property
    def in_chapters(self) -> tuple[Chapter, ...]:
        """The chapters; a single one without a title where the report has none."""
        return self.chapters or (Chapter("", "", tuple(range(len(self.tables)))),)

    def caption(self, table: PrintedTable) -> str:
        whole = ", ".join(part for part in (str(table.title), table.by) if part)
        return self.words["caption"].format(number=table.number, title=whole)

    def head_rows(self, table: PrintedTable) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Rows with the bases, as (what, text per column): N, asked, and with weights both others."""
        columns, words = table.columns, self.words
        rows = [(words["n"], tuple(whole(column.n, self.notes) for column in columns))]
        if any(column.asked is not None for column in columns):
            asked = tuple("" if column.asked is None else whole(column.asked, self.notes) for column in columns)
            rows.append((words["asked"], asked))
        if table.weighted:
            rows.append((words["weighted_n"], tuple(decimals(column.weighted_n, self.notes) for column in columns)))
            rows.append((words["effective"], tuple(decimals(column.effective, self.notes) for column in columns)))
        return tuple(rows)


def whole(number: int, language: str) -> str:
    """2,651 in English, 2.651 in Dutch."""
    told = f"{number:,}"
    return told.replace(",", ".") if language == "nl" else told


def decimals(number: float | None, language: str, places: int = 1) -> str:
    """With a point or a Dutch comma; '' for None."""
    if number is None:
        return ""
    told = f"{number:,.{places}f}"
    return told.translate({ord(","): ".", ord("."): ","}) if language == "nl" else told


def letter(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA, as in spreadsheets."""
    ahead, last = divmod(place, 26)
    return (letter(ahead - 1) if ahead else "") + chr(ord("A") + last)
