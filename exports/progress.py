"""How far an interview came, in the counts that its outcome, its completeness and the analysis set go by. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from exports.flags.case import is_substantive
from respondents.outcomes import count
from surveys.engine.answers import Answer
from surveys.engine.definition import Definition
from surveys.engine.missing import Missing

Cells = Mapping[str, Answer | Missing]


@dataclass(frozen=True)
class Progress:
    """Items answered and items that applied, the same of core questions; `substantive`: an answer that says something,
    screening left out; `whole`: every page of the path was passed.
    """

    answered: int
    applicable: int
    core_answered: int
    core_applicable: int
    substantive: bool
    whole: bool


class Advanced(Protocol):
    """An interview of which this is known."""

    @property
    def definition(self) -> Definition: ...
    @property
    def progress(self) -> Progress: ...


@dataclass(frozen=True)
class Advance:
    """Just that, without its cells."""

    definition: Definition
    progress: Progress


def progress_of(definition: Definition, cells: Cells, *, whole: bool) -> Progress:
    core = core_questions(definition)
    return Progress(
        *count(cells.values()),
        *count(cells[name] for name in core if name in cells),
        says_something(definition, cells),
        whole,
    )


def says_something(definition: Definition, cells: Cells) -> bool:
    """Whether there is a substantive answer beyond the screening."""
    return any(is_substantive(cells.get(name, Missing.NOT_INCLUDED)) for name in own_questions(definition))


def core_questions(definition: Definition) -> frozenset[str]:
    return frozenset(question.name for question in definition.questions.values() if question.core)


def own_questions(definition: Definition) -> list[str]:
    """Those of the questionnaire proper: screening answers are about who somebody is."""
    return [question.name for page in definition.pages for question in page.questions if question.asks]
