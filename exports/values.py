"""One cell of an interview → the value of one column. Pure."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from exports.columns import Column, country_number
from exports.progress import Progress, progress_of
from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Words
from surveys.engine.cell_words import PRECISION_VALUES
from surveys.engine.definition import Definition, Option, Question, Scale, is_for
from surveys.engine.missing import Missing

Value = int | float | str | None
WORKED_OUT = frozenset({"derived", "scale"})
"""Parts of columns that are no answer to a question."""


@dataclass(frozen=True)
class Row:
    """What is known of one interview: a cell per question and derived value, and the options that it was offered of
    questions with several answers.

    `whole`: every page of the path was passed.
    """

    definition: Definition
    group: str
    cells: Mapping[str, Answer | Missing]
    derived: Mapping[str, str | Decimal | Missing]
    offered: Mapping[str, Set[str]]
    whole: bool = True

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.definition, self.cells, whole=self.whole)


def value_of(column: Column, row: Row) -> Value:
    """The number or text for this column. Text columns are None where there is no text."""
    if column.part == "derived":
        return _derived(column, row)
    if column.part == "scale":
        return scale_mean(column.name, row)
    return values_of((column,), row)[0]


def values_of(columns: Sequence[Column], row: Row) -> list[Value]:
    """The same for columns of one question, at least one; its answer is looked up once."""
    name = columns[0].question
    question = row.definition.questions.get(name)
    cell = row.cells.get(name, Missing.NOT_INCLUDED) if question else Missing.NOT_INCLUDED
    if question is None or isinstance(cell, Missing):
        reason = int(cell) if isinstance(cell, Missing) else int(Missing.NOT_INCLUDED)
        return [None if column.storage == "text" else reason for column in columns]
    reader = READERS[type(cell)]
    return [reader(column, question, cell, row) for column in columns]


def _choice(column: Column, question: Question, cell: Choice, row: Row) -> Value:
    if column.open_text:
        return cell.other or None
    return question.by_code[cell.code].value


def _choices(column: Column, question: Question, cell: Choices, row: Row) -> Value:
    if column.open_text:
        return cell.other or None
    option = question.by_code.get(column.part)
    if option is None or not is_for(option.groups, row.group):
        return int(Missing.NOT_INCLUDED)
    return _ticked(option, cell, row.offered.get(question.name, frozenset()))


def _ticked(option: Option, cell: Choices, offered: Set[str]) -> int:
    if option.code in cell.codes:
        return 1
    return 0 if option.code in offered else int(Missing.NOT_ASKED)


def _number(column: Column, question: Question, cell: Number, row: Row) -> Value:
    return float(cell.value) if column.storage == "decimal" else int(cell.value)


def _months(column: Column, question: Question, cell: Months, row: Row) -> Value:
    return cell.value


def _date(column: Column, question: Question, cell: DateRange, row: Row) -> Value:
    """A part that is less exact than the answer is -4: the answer given decides that it does not apply."""
    if column.part == "prec":
        return PRECISION_VALUES[cell.precision]
    known = {"y": ("day", "month", "year"), "m": ("day", "month"), "d": ("day",)}[column.part]
    if cell.precision not in known:
        return int(Missing.NOT_ASKED)
    return {"y": cell.lower.year, "m": cell.lower.month, "d": cell.lower.day}[column.part]


def _place(column: Column, question: Question, cell: Place, row: Row) -> Value:
    return country_number(cell.code) if column.country else int(cell.code.removeprefix("GM"))


def _words(column: Column, question: Question, cell: Words, row: Row) -> Value:
    return 1 if column.part == "given" else cell.text


READERS: Mapping[type, Callable[..., Value]] = {
    Choice: _choice,
    Choices: _choices,
    Number: _number,
    Months: _months,
    DateRange: _date,
    Place: _place,
    Words: _words,
}


def _derived(column: Column, row: Row) -> Value:
    value = row.derived.get(column.name, Missing.NOT_INCLUDED)
    if isinstance(value, Missing):
        return int(value)
    derived = next(derived for derived in row.definition.derived if derived.name == column.name)
    if not derived.options:
        return float(value)
    return next(option.value for option in derived.options if option.code == value)


def scale_of(definition: Definition, name: str) -> Scale | None:
    return next((scale for scale in definition.scales if scale.name == name), None)


def scale_mean(name: str, row: Row) -> Value:
    """Mean score of the items answered; below `min_items` the reason of the first item that has no score."""
    scale = scale_of(row.definition, name)
    if scale is None or not is_for(scale.groups, row.group):
        return int(Missing.NOT_INCLUDED)
    scores = [score for item in scale.items if (score := _score(item, row)) is not None]
    if len(scores) >= scale.min_items:
        return sum(scores) / len(scores)
    return int(next(reason for item in scale.items if (reason := _no_score(item, row)) is not None))


def _score(item: str, row: Row) -> int | None:
    cell = row.cells.get(item)
    return row.definition.questions[item].by_code[cell.code].score if isinstance(cell, Choice) else None


def _no_score(item: str, row: Row) -> Missing | None:
    """Why an item has no score: its own reason, or "not applicable" where an answer without a score was chosen."""
    cell = row.cells.get(item, Missing.NOT_INCLUDED)
    if isinstance(cell, Missing):
        return cell
    return Missing.NOT_APPLICABLE if _score(item, row) is None else None
