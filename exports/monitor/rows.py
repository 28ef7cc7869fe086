"""One row per person of the sample and per questionnaire: what the figures are counted from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from exports.monitor.figures import Outcome
from respondents.outcomes import Disposition

OF_INTERVIEW: Mapping[int, Outcome] = {
    Disposition.COMPLETE: "complete",
    Disposition.PARTIAL: "partial",
    Disposition.BREAK_OFF: "break_off",
}


class Filled(NamedTuple):
    """One questionnaire. `outcome`: complete, partial, break_off, or removed (by a decision of cleaning).

    `coded`: came with a letter's code. `busy`: not sent, and answered within the last day. `helped_by`: the code of the
    answer to the study's question about help, '' without one.
    """

    outcome: Outcome
    coded: bool
    sent: bool
    busy: bool
    channel: str
    language: str
    group: str
    mode: str
    started_on: date
    sent_on: date | None
    helped_by: str = ""


class Person(NamedTuple):
    """One person of the sample. `values`: by the columns that strata are crossed by; `even`: by those of R-indicators.

    `state`: of the list (invitations.SampleUnit.State). `written`: a letter or a code was made that was not spoiled.
    `mailed`: kinds of mailings of which they hold an open letter. `reachable`: still on the newest list.
    `withdrawn`: had their answers removed. `chance`: of being drawn.
    """

    values: tuple[str, ...]
    even: tuple[str, ...]
    state: str
    written: bool
    mailed: tuple[str, ...]
    reachable: bool
    withdrawn: bool
    chance: float
    filled: Filled | None


@dataclass(frozen=True)
class Letters:
    """Letters of one kind that left on a day."""

    day: date
    kind: str
    number: int


def outcome_of(person: Person) -> Outcome:
    """The one outcome of somebody of the sample.

    Who is left out or deceased is not eligible, whatever else happened. A usable questionnaire counts, also of somebody
    whose letter came back or who refused later; a refusal goes before a questionnaire that was broken off.
    """
    if person.state == "excluded":
        return "left_out"
    if person.state == "deceased":
        return "deceased"
    return _of_filled(person) or _of_letters(person)


def _of_filled(person: Person) -> Outcome | None:
    filled = person.filled
    if person.withdrawn:
        return "withdrawn"
    if filled is None:
        return None
    return "refusal" if filled.outcome == "break_off" and person.state == "refused" else filled.outcome


def _of_letters(person: Person) -> Outcome:
    if person.state == "refused":
        return "refusal"
    if person.state == "undeliverable":
        return "undeliverable"
    return "nothing" if person.written else "not_written"


def is_waiting(person: Person) -> bool:
    """Whether a reminder can still go to them: invited, reachable, and neither sent nor withdrawn."""
    over = person.withdrawn or (person.filled is not None and person.filled.sent)
    return person.state == "active" and person.written and person.reachable and not over
