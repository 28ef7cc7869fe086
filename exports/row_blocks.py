"""Interviews → frames of their rows, many at once: what answers come to is worked out once for all who gave the same.

What stands in a column is said by the functions for one interview (`values.py`, `case_columns.py`, `flag_columns.py`).
Numpy and polars load here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby, islice
from typing import Any

import numpy as np
import polars
from numpy.typing import NDArray

from exports.case_columns import case_values
from exports.coded_columns import Coded as CodedColumns
from exports.coded_columns import Settled
from exports.columns import Column
from exports.flag_columns import Seen, flag_values
from exports.open_texts import TextRules
from exports.own_columns import known_as
from exports.progress import Advance
from exports.stored_block import Alike, alike
from exports.values import WORKED_OUT, Value, scale_of, value_of, values_of
from exports.weights_stored import Stored
from exports.writers.chunks import DoesNotFit, series
from respondents.models import Interview
from respondents.state import last_seq
from surveys.engine.answers import Answer
from surveys.engine.coded import Coded, coded, each
from surveys.engine.missing import Missing

BLOCK = 4_000
"""Interviews worked out together: their answers take some 60 megabytes, and more would hardly be faster."""
STORED = {"integer": np.int64, "decimal": np.float64, "text": np.object_}
KINDS: Mapping[str, polars.DataType] = {
    "integer": polars.Int64(),
    "decimal": polars.Float64(),
    "text": polars.String(),
}
NARROW = (np.int8, np.int16, np.int32)


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers and was worked out or decided earlier: weights, codes of open answers, flags, and
    what to do with texts.
    """

    weights: Stored
    codes: CodedColumns
    seen: Seen
    texts: TextRules


@dataclass(frozen=True)
class Maker:
    """What a row is made of: columns about the case and of what was asked, and what stands beside the answers."""

    about: Sequence[Column]
    asked: Sequence[Column]
    beside: Beside

    def frames(self, interviews: Iterable[Interview]) -> Iterator[polars.DataFrame]:
        waiting = iter(interviews)
        while some := list(islice(waiting, BLOCK)):
            yield self.frame(some)

    def frame(self, interviews: Sequence[Interview]) -> polars.DataFrame:
        """A row per interview, in order; weights stand between what is about the case and what was asked.

        Columns are numbered, not named.
        """
        parts = list(alike(interviews))
        about = self._about(parts, len(interviews))
        asked = {column.name: np.empty(len(interviews), dtype=STORED[column.storage]) for column in self.asked}
        for part in parts:
            for column, told in self._told(part):
                asked[column.name][part.places] = _array(column, told)
        made = [
            *(series(one.name, KINDS[one.storage], about[one.name]) for one in self.about),
            *self._weights(interviews),
            *(_series(one, asked[one.name]) for one in self.asked),
        ]
        return polars.DataFrame([column.alias(str(number)) for number, column in enumerate(made)])

    def _about(self, parts: Iterable[Alike], interviews: int) -> dict[str, list[Value]]:
        made: list[Mapping[str, Value]] = [{}] * interviews
        for part in parts:
            for place, interview, progress in zip(part.places, part.interviews, part.progress(), strict=True):
                known = Advance(part.definition, progress)
                made[place] = case_values(interview, known) | flag_values(interview, known, self.beside.seen)
        return {column.name: [case[known_as(column)] for case in made] for column in self.about}

    def _weights(self, interviews: Sequence[Interview]) -> Iterator[polars.Series]:
        weights = self.beside.weights
        rows = [weights.values(interview.pk) for interview in interviews]
        for nth, column in enumerate(weights.columns):
            yield series(column.name, KINDS["decimal"], [row[nth] for row in rows])

    @cached_property
    def plan(self) -> tuple[tuple[Column, ...], ...]:
        """Columns of what was asked, those beside each other that read one answer together."""
        return tuple(tuple(found) for _, found in groupby(self.asked, self._together))

    def _together(self, column: Column) -> str:
        """Typed texts and what is no answer itself (codes, derived values, scales) stand alone."""
        alone = column.open_text or column.name in self.beside.codes.by_name or column.part in WORKED_OUT
        return f" {column.name}" if alone else column.question

    def _told(self, part: Alike) -> Iterator[tuple[Column, Coded[Value]]]:
        for some in self.plan:
            if some[0].name in self.beside.codes.by_name:
                yield some[0], self._settled(part, some[0])
            elif some[0].open_text:
                yield some[0], self._text(part, some[0])
            elif some[0].part in WORKED_OUT:
                yield some[0], _worked_out(part, some[0])
            else:
                yield from _answers(part, some)

    def _text(self, part: Alike, column: Column) -> Coded[Value]:
        ((_, found),) = _answers(part, (column,))
        told = self.beside.texts.told
        pairs = zip(part.interviews, found.listed(), strict=True)
        return coded(told(interview, column, value) for interview, value in pairs)

    def _settled(self, part: Alike, column: Column) -> Coded[Value]:
        question = column.question

        def value(cell: Answer | Missing, settled: Settled | None) -> Value:
            codes = {} if settled is None else {question: settled}
            return self.beside.codes.value(column, part.row({question: cell}), codes)

        given = coded(codes_of(interview).get(question) for interview in part.interviews)
        return each(value, part.cell(question), given)


def codes_of(interview: Interview) -> dict[str, Settled]:
    """The codes of the interview's open answers, by question: those of the very event that answered it last."""
    return {
        answer.question: Settled(tuple(answer.codes), answer.by)
        for answer in interview.open_answers.all()
        if answer.seq == last_seq(interview, answer.question)
    }


def _answers(part: Alike, some: Sequence[Column]) -> Iterator[tuple[Column, Coded[Value]]]:
    """Columns of one question."""
    question = some[0].question

    def values(cell: Answer | Missing, offered: frozenset[str]) -> list[Value]:
        return values_of(some, part.row({question: cell}, offered={question: offered}))

    found = each(values, part.cell(question), part.offered(question))
    for nth, column in enumerate(some):
        yield column, Coded(found.places, [one[nth] for one in found.values])


def _worked_out(part: Alike, column: Column) -> Coded[Value]:
    """A derived value or a scale."""
    if column.part == "derived":
        return each(lambda value: value_of(column, part.row(derived={column.name: value})), part.derived(column.name))
    scale = scale_of(part.definition, column.name)
    items = scale.items if scale else ()
    return each(partial(_scale, part, column, items), part.nothing, *map(part.cell, items))


def _scale(part: Alike, column: Column, items: Sequence[str], nothing: Missing, *cells: Any) -> Value:
    return value_of(column, part.row(dict(zip(items, cells, strict=True))))


def _array(column: Column, told: Coded[Value]) -> NDArray[Any]:
    values = np.array(told.values, dtype=None if column.storage == "integer" else STORED[column.storage])
    if column.storage == "integer" and values.dtype != np.int64:
        raise DoesNotFit(f"A value of {column.name} is no whole number of 64 bits. Check the edition's bounds.")
    return values[told.places]


def _series(column: Column, values: NDArray[Any]) -> polars.Series:
    """In the narrowest kind that holds these, so that little has to travel between processes."""
    if column.storage == "text":
        return polars.Series(column.name, values.tolist(), dtype=KINDS["text"])
    if column.storage == "integer" and len(values):
        low, high = values.min(), values.max()
        kinds = (kind for kind in NARROW if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
        values = values.astype(next(kinds, np.int64))
    return polars.Series(column.name, values)
