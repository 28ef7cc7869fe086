"""Counted tables → printed ones: labels in a language, letters for differences, sentences beneath. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exports.breakdowns import TOTAL, Breakdown
from exports.counting import Tally
from exports.measures import MeasureTable, Summary
from exports.printed import NOT_TOLD, PLACES, PrintedCell, PrintedColumn, PrintedRow, PrintedTable, decimals, letter
from exports.tables import Heading, Row, Table
from surveys.engine.definition import Definition
from surveys.engine.text import Shown, Text


@dataclass(frozen=True)
class Printer:
    """What all tables of a run share: languages, words, and the sentences of the filter."""

    definition: Definition
    language: str
    notes: str
    words: Mapping[str, str]
    only: str = ""
    flags: Mapping[str, str] | None = None

    def shown(self, text: Text) -> Shown:
        """In the language of labels; else in that of the notes; else the study's own."""
        own = text.get(self.language)
        return Shown(own, self.language) if own else text.shown(self.notes, self.definition.source)

    def noted(self, text: Text) -> str:
        return text.shown(self.notes, self.definition.source).text

    def by(self, breakdown: Breakdown) -> str:
        named = f" {'×'} ".join(self.noted(label) for label in breakdown.labels)
        return self.words["by"].format(breakdown=named) if named else ""


def printed_shares(printer: Printer, table: Table, breakdown: Breakdown, number: int) -> PrintedTable:
    """A table of percentages. Columns of `table` are the total and then those of the breakdown."""
    variable = table.variable
    above = _above(table)
    return PrintedTable(
        number=number,
        name=variable.name,
        title=printer.shown(variable.label),
        question=_question(printer, variable.source or variable.name),
        layout="multi" if variable.multi else "shares",
        breakdown=breakdown.key,
        by=printer.by(breakdown),
        columns=_columns(printer, table.headings, table.tallies, weighted=table.weighted),
        rows=tuple(_row(printer, row, above) for row in table.rows),
        base=_base(printer, table.base),
        notes=_notes(printer, variable.name, breakdown, multi=variable.multi),
    )


def _question(printer: Printer, name: str) -> Shown | None:
    question = printer.definition.questions.get(name)
    return printer.shown(question.label) if question else None


def _columns(
    printer: Printer, headings: Sequence[Heading], bases: Sequence[Tally | Summary], *, weighted: bool
) -> tuple[PrintedColumn, ...]:
    letters = _letters(headings)
    return tuple(
        PrintedColumn(
            heading.key,
            _heading(printer, heading),
            letters[place],
            base.n,
            base.asked,
            base.weighted_n if weighted else None,
            base.effective if weighted else None,
        )
        for place, (heading, base) in enumerate(zip(headings, bases, strict=True))
    )


def _letters(headings: Sequence[Heading]) -> list[str]:
    own = iter(range(len(headings)))
    return ["" if heading.key == TOTAL else letter(next(own)) for heading in headings]


def _heading(printer: Printer, heading: Heading) -> Shown:
    return Shown(printer.words["total"], printer.notes) if heading.key == TOTAL else printer.shown(heading.label)


Above = Mapping[tuple[str, int], Sequence[tuple[int, bool]]]
"""(row, column) → (a column it lies above, whether surely)."""


def _above(table: Table) -> Above:
    """Which cell lies above which columns. Hidden cells are not compared, and of columns only those of `_compared`."""
    found: dict[tuple[str, int], list[tuple[int, bool]]] = {}
    hidden = {(row.code, place) for row in table.rows for place, cell in enumerate(row.cells) if cell.mark == "hidden"}
    for one in table.differences:
        high, low = (one.first, one.second) if one.points > 0 else (one.second, one.first)
        compared = _compared(table.headings[high], table.headings[low])
        if compared and not hidden & {(one.row, high), (one.row, low)}:
            found.setdefault((one.row, high), []).append((low, one.verdict == "differs"))
    return found


def _compared(one: Heading, other: Heading) -> bool:
    """Not the total, which holds the others. Crossed columns where one variable differs: women of A, women of B."""
    differ = sum(codes != other.where.get(name) for name, codes in one.where.items())
    return TOTAL not in (one.key, other.key) and differ == 1


def _row(printer: Printer, row: Row, above: Above) -> PrintedRow:
    cells = []
    for place, cell in enumerate(row.cells):
        lies = above.get((row.code, place), ())
        sure, maybe = (tuple(column for column, certain in lies if certain is wanted) for wanted in (True, False))
        cells.append(PrintedCell(cell.text, cell.share, cell.count, cell.mark, sure, maybe))
    return PrintedRow(row.code, printer.shown(row.label), row.kind, tuple(cells))


def _base(printer: Printer, base: Mapping[str, str]) -> str:
    said = printer.words["base"].format(base=base.get(printer.notes) or printer.words["everybody"])
    return f"{said} {printer.only}".strip()


def _notes(printer: Printer, name: str, breakdown: Breakdown, *, multi: bool = False) -> tuple[str, ...]:
    words, notes = printer.words, []
    if multi:
        notes.append(words["multi"])
    if breakdown.empty:
        notes.append(words["empty"].format(columns="; ".join(printer.noted(label) for label in breakdown.empty)))
    if flag := (printer.flags or {}).get(name):
        notes.append(words["comparability"].format(flag=flag))
    return tuple(notes)


def printed_measures(printer: Printer, table: MeasureTable, breakdown: Breakdown, number: int) -> PrintedTable:
    """A table of means and the like."""
    measured = table.measured
    return PrintedTable(
        number=number,
        name=measured.name,
        title=printer.shown(measured.label),
        question=_question(printer, measured.name),
        layout="measures",
        breakdown=breakdown.key,
        by=printer.by(breakdown),
        columns=_columns(printer, table.headings, table.summaries, weighted=table.weighted),
        rows=tuple(_statistics(printer, table)),
        base=_base(printer, table.base),
        notes=_notes(printer, measured.name, breakdown),
    )


def _statistics(printer: Printer, table: MeasureTable) -> Iterable[PrintedRow]:
    for name in table.measured.statistics:
        cells = tuple(_statistic(printer, summary, name) for summary in table.summaries)
        yield PrintedRow(name, Shown(printer.words[name], printer.notes), "statistic", cells)


def _statistic(printer: Printer, summary: Summary, name: str) -> PrintedCell:
    value = getattr(summary, name)
    if summary.mark == "hidden" or (value is None and name == "median" and summary.n):
        return PrintedCell(NOT_TOLD, None, None, "hidden")
    exact = name in ("mean", "sd") or (value is not None and value != int(value))
    return PrintedCell(decimals(value, printer.notes, PLACES[name] if exact else 0), value, None, summary.mark)
