"""One interview as the flags see it, and a flag. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.engine.answers import Answer, Choice, Choices, Refusal, Words, rule_value
from surveys.engine.definition import Definition
from surveys.engine.expressions import Expression
from surveys.engine.missing import Missing
from surveys.engine.rules import SKIPPED, Seen

Told = str | int | float
"""What evidence may hold: names of pages and questions, codes, seconds, shares. Never an open text."""


@dataclass(frozen=True)
class Case:
    """`group`: whose questions were asked; `screened`: by the screening answers, '' where they did not tell.

    `seconds`: per page of the questionnaire, from the moment it was shown until it was passed. `helped`: with help or
    by an interviewer. `whole`: every page of the path was passed. `cluster`: of a group session.
    """

    respnr: int
    edition: int
    definition: Definition
    group: str
    language: str
    cells: Mapping[str, Answer | Missing]
    started_at: datetime
    last_at: datetime
    screened: str = ""
    helped: bool = False
    sent: bool = False
    whole: bool = False
    channel: str = ""
    cluster: int | None = None
    derived: Mapping[str, object] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Flag:
    """A rule saw something in an interview. `group` is for the counts."""

    rule: str
    respnr: int
    group: str
    evidence: Mapping[str, Told]


@dataclass(frozen=True)
class Contradiction:
    """What cannot be: `holds` is true of answers that exclude each other. `text` says so to who reads the study."""

    name: str
    text: str
    holds: Expression


def codes_of(cell: Answer | Missing | None) -> frozenset[str]:
    """The codes that were chosen; none for an answer without options."""
    if isinstance(cell, Choice):
        return frozenset({cell.code})
    return cell.codes if isinstance(cell, Choices) else frozenset()


def values_of(case: Case) -> dict[str, Seen]:
    """What a rule sees of the answers; what is missing is unknown to it, so that it decides nothing."""
    group = case.definition.groups[case.group]
    seen: dict[str, Seen] = {"group": group.name, "law": group.law, "migrant_type": group.migrant_type}
    seen["channel"] = case.channel
    for name, cell in case.cells.items():
        seen[name] = SKIPPED if isinstance(cell, Missing) else rule_value(case.definition.questions[name], cell)
    for name, value in case.derived.items():
        seen[name] = SKIPPED if isinstance(value, Missing) else value  # type: ignore[assignment]
    return seen


def given(case: Case) -> Iterator[tuple[str, Answer]]:
    """Answers with their question; open texts are left out."""
    for name, cell in case.cells.items():
        if not isinstance(cell, Missing | Words):
            yield name, cell


def is_substantive(cell: Answer | Missing) -> bool:
    """Whether it says something: not skipped, and more than "don't know" or "rather not say"."""
    return not isinstance(cell, Missing | Refusal)
