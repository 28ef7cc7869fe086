"""Interviews as stored → cells of many at once: each different answer to a question is read once. Needs numpy."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.flags.case import is_substantive
from exports.progress import Progress, core_questions, own_questions
from exports.values import Row
from respondents.models import Interview
from respondents.outcomes import count
from respondents.state import built_ins_of
from surveys.editions import definition_of
from surveys.engine.answers import from_json
from surveys.engine.blocks import Block, BlockCells, block_cells
from surveys.engine.coded import Coded, coded, same
from surveys.engine.definition import Definition, Question
from surveys.engine.missing import Missing

Cells = Mapping[str, Any]
NO_YES = (False, True)


@dataclass(frozen=True)
class Alike:
    """Interviews of one edition and group with their cells. `places`: where they stood among all that were given."""

    places: Sequence[int]
    interviews: Sequence[Interview]
    definition: Definition
    group: str
    cells: BlockCells

    def row(self, cells: Cells | None = None, *, derived: Cells | None = None, offered: Cells | None = None) -> Row:
        """Somebody of them of whom only this is known."""
        return Row(self.definition, self.group, cells or {}, derived or {}, offered or {})

    @property
    def nothing(self) -> Coded[Any]:
        return same(Missing.NOT_INCLUDED, len(self.interviews))

    def cell(self, question: str) -> Coded[Any]:
        return self.cells.questions.get(question, self.nothing)

    def derived(self, name: str) -> Coded[Any]:
        return self.cells.derived.get(name, self.nothing)

    def offered(self, question: str) -> Coded[frozenset[str]]:
        return self.cells.offered.get(question) or same(frozenset(), len(self.interviews))

    def rows(self) -> Iterator[Row]:
        """Everything of each of them, as `exports.dataset.row_of` has it of one."""
        cells, whole = self.cells, self.cells.whole.tolist()
        columns = (self._each(found) for found in (cells.questions, cells.derived, cells.offered))
        for questions, derived, offered, every in zip(*columns, whole, strict=True):
            yield Row(self.definition, self.group, questions, derived, offered, every)

    def _each(self, columns: Mapping[str, Coded[Any]]) -> Iterator[dict[str, Any]]:
        if not columns:
            return ({} for _ in self.interviews)
        names = tuple(columns)
        values = zip(*(column.listed() for column in columns.values()), strict=True)
        return (dict(zip(names, found, strict=True)) for found in values)

    def progress(self) -> list[Progress]:
        """Of each, as `exports.progress.progress_of` has it of one."""
        core, own = core_questions(self.definition), own_questions(self.definition)
        every = self.cells.questions
        says = [_told(every[name], is_substantive) for name in own]
        columns = (
            *self._counts(every.values()),
            *self._counts(every[name] for name in core),
            np.any(says, axis=0) if says else np.zeros(len(self.interviews), dtype=np.bool_),
            self.cells.whole,
        )
        return [Progress(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]

    def _counts(self, cells: Iterable[Coded[Any]]) -> tuple[NDArray[Any], NDArray[Any]]:
        total = np.zeros((len(self.interviews), 2), dtype=np.int64)
        for cell in cells:
            total += _told(cell, lambda value: count((value,)))
        return total[:, 0], total[:, 1]


def _told(cell: Coded[Any], about: Any) -> NDArray[Any]:
    return np.array([about(value) for value in cell.values])[cell.places]


def alike(interviews: Sequence[Interview]) -> Iterator[Alike]:
    """The interviews by edition and group. Raises AnswerError where a stored answer does not fit its question."""
    found: dict[tuple[int, str], list[int]] = {}
    for place, interview in enumerate(interviews):
        found.setdefault((interview.edition_id, interview.route_group), []).append(place)
    for (_, group), places in found.items():
        some = [interviews[place] for place in places]
        definition = definition_of(some[0].edition)
        yield Alike(places, some, definition, group, block_cells(definition, group, block_of(definition, some)))


def rows_of(interviews: Sequence[Interview]) -> list[Row]:
    """In the same order. Raises AnswerError."""
    placed = [(place, row) for part in alike(interviews) for place, row in zip(part.places, part.rows(), strict=True)]
    return [row for _, row in sorted(placed, key=lambda found: found[0])]


def block_of(definition: Definition, interviews: Sequence[Interview]) -> Block:
    """Interviews of one edition and group. Raises AnswerError where a stored answer does not fit its question."""
    answered = {name: _Answered(question, len(interviews)) for name, question in definition.questions.items()}
    for place, interview in enumerate(interviews):
        for name, stored in interview.answers.items():
            if stored is not None and name in answered:
                answered[name].put(place, stored)
    built_ins = [built_ins_of(interview) for interview in interviews]
    return Block(
        len(interviews),
        {name: found.coded() for name, found in answered.items() if len(found.values) > 1},
        _passed(definition, interviews),
        {name: coded(known[name] for known in built_ins) for name in built_ins[0]},
    )


def _passed(definition: Definition, interviews: Sequence[Interview]) -> dict[str, Coded[bool]]:
    """Many passed the same pages, so each set of them is looked into once."""
    found = coded(frozenset(interview.passed) for interview in interviews)
    return {
        page.name: Coded(np.array([page.name in pages for pages in found.values], dtype=np.int64)[found.places], NO_YES)
        for page in definition.all_pages()
    }


class _Answered:
    """Answers to one question: None, and each different one that was given."""

    def __init__(self, question: Question, interviews: int) -> None:
        self.question = question
        self.known: dict[Hashable, int] = {}
        self.values: list[Any] = [None]
        self.places = [0] * interviews

    def put(self, place: int, stored: Any) -> None:
        key = _key(stored)
        code = self.known.get(key)
        if code is None:
            code = self.known[key] = len(self.values)
            self.values.append(from_json(self.question, stored))
        self.places[place] = code

    def coded(self) -> Coded[Any]:
        return Coded(np.array(self.places, dtype=np.int64), self.values)


def _key(stored: Any) -> Hashable:
    """The same for the same stored answer only; most answers are one code and nothing beside it."""
    if stored.__class__ is dict and len(stored) == 1:
        code = stored.get("code")
        if code.__class__ is str:
            return code
    return (repr(stored),)
