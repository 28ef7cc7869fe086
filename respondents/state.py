"""What an interview holds, as the engine reads it: folded answers, pages passed, built-in values, the path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from respondents.models import AnswerEvent, Interview
from surveys.editions import definition_of
from surveys.engine.answers import Answer, from_json
from surveys.engine.definition import Definition
from surveys.engine.path import BuiltIns, Path, path

Patch = Mapping[str, Mapping[str, Any]]
"""{"answers": {question: stored answer or None}, "passed": {page: True}}; either part may be left out."""

Change = Sequence[Any]
"""Where a question was answered last: the event's seq, and the beginning of its key."""
FORM, TURN = 32, 36
"""A form's keys begin with the form (32 characters) and the turn, which counts the changes made in it (4 more)."""


@dataclass(frozen=True)
class Folded:
    """Events folded in order: the last answer to each question counts, None where it was taken back."""

    answers: Mapping[str, Any]
    passed: Mapping[str, bool]


NOTHING = Folded({}, {})


def fold(patches: Iterable[Patch], start: Folded = NOTHING) -> Folded:
    """Patches put on top of each other, question by question: what PostgreSQL does with `||`."""
    answers, passed = dict(start.answers), dict(start.passed)
    for patch in patches:
        answers.update(patch.get("answers") or {})
        passed.update(patch.get("passed") or {})
    return Folded(answers, passed)


def refold(interview: Interview) -> Folded:
    """The state made anew from the events. Equal to what is stored, always."""
    return fold(interview.events.order_by("seq").values_list("patch", flat=True))


def changes(seq: int, key: str, questions: Iterable[str]) -> dict[str, Change]:
    """What an event leaves in `Interview.changed`."""
    return {question: [seq, key[:TURN]] for question in questions}


def last_seq(interview: Interview, question: str) -> int:
    """The event that answered the question last; 0 for an answer of before these were kept, or for none."""
    change = interview.changed.get(question)
    return int(change[0]) if change else 0


def refold_changes(interview: Interview) -> dict[str, Change]:
    """`Interview.changed` made anew from the events. Superseded ones changed nothing."""
    found: dict[str, Change] = {}
    for seq, key, patch in interview.events.order_by("seq").values_list("seq", "key", "patch"):
        found.update(changes(seq, key, patch.get("answers") or {}))
    return found


def state_of(interview: Interview) -> tuple[dict[str, Answer], set[str]]:
    """Answers by question, and the names of the pages answered or skipped."""
    return read_answers(definition_of(interview.edition), interview.answers), set(interview.passed)


def read_answers(definition: Definition, stored: Mapping[str, Any]) -> dict[str, Answer]:
    """Stored answers as the engine's; questions that were emptied or do not exist are left out."""
    questions = definition.questions
    return {
        name: from_json(questions[name], value)
        for name, value in stored.items()
        if value is not None and name in questions
    }


def built_ins_of(interview: Interview) -> BuiltIns:
    """The values that rules see without a question. `known_group` is the register's, '' without a code."""
    return {"channel": interview.channel.slug, "known_group": interview.strata.get("group", "")}


def path_of(interview: Interview) -> Path:
    """The pages of this interview, by what was answered until now.

    Worked out once for the same answers: whoever changes them puts another mapping in their place.
    """
    known: _Walked | None = interview.__dict__.get("_walked")
    if known is None or not known.is_of(interview):
        known = _Walked(interview.answers, interview.edition_id, interview.route_group, _path_of(interview))
        interview.__dict__["_walked"] = known
    return known.path


@dataclass(frozen=True)
class _Walked:
    """A path, and what it was worked out from."""

    answers: Mapping[str, Any]
    edition_id: int
    group: str
    path: Path

    def is_of(self, interview: Interview) -> bool:
        same = self.answers is interview.answers and self.edition_id == interview.edition_id
        return same and self.group == interview.route_group


def _path_of(interview: Interview) -> Path:
    answers, _ = state_of(interview)
    return path(definition_of(interview.edition), interview.route_group, answers, built_ins_of(interview))


def shown_answers(interview: Interview, horizon: int, page: str | None = None) -> dict[str, Answer]:
    """Answers given after event `horizon`, on one page or on all: what this visit may show."""
    events = interview.events.filter(seq__gt=horizon).exclude(kind=AnswerEvent.Kind.CONSENT)
    events = events.filter(page=page) if page else events
    patches = events.order_by("seq").values_list("patch", flat=True)
    return read_answers(definition_of(interview.edition), fold(patches).answers)
