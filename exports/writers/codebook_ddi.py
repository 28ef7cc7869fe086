"""The codebook of a dataset as DDI-Codebook 2.5: the study's variables over all editions, with counts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from exports.codebook import Codebook, VariableEntry
from exports.columns import Column
from exports.dataset import Dataset
from surveys.ddi import Counted, Held, ddi
from surveys.ddi_variables import Variable, variables


def write(data: Dataset, book: Codebook, path: Path) -> None:
    """Counts that the codebook does not tell are not told here either."""
    counted = {one.variable.name: _counted(one) for _, entries in book.parts for e in entries for one in e.variables}
    held = Held(f"{data.study}.csv", book.rows, tuple(_variables(data)), counted)
    path.write_bytes(ddi(data.definition, edition=" ".join(map(str, book.editions)), held=held))


def _counted(one: VariableEntry) -> Counted:
    counts = {code.code: code.count for code in one.codes}
    reasons = [code.count for code in one.codes if code.reason]
    invalid = sum(count or 0 for count in reasons) if reasons and None not in reasons else None
    return Counted(counts, one.valid, invalid, one.low, one.high, one.mean)


def _variables(data: Dataset) -> Iterator[Variable]:
    """In the dataset's order: those of the newest edition that has them; facts about the interview by their column."""
    known: Mapping[str, Variable] = {
        one.name: one for definition in reversed(data.definitions) for one in variables(definition)
    }
    for column in data.columns:
        yield known.get(column.name) or _of_case(column)


def _of_case(column: Column) -> Variable:
    return Variable(
        column.name,
        column.label,
        categories=tuple(column.values.items()),
        text=column.storage == "text",
        missing=column.reasons,
        continuous=column.measure == "scale",
    )
