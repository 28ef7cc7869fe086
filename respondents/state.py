"""What an interview holds, as the engine reads it: folded answers, pages passed, built-in values, the path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from respondents.models import AnswerEvent, Interview
from surveys.editions import definition_of
from surveys.engine.answers import Answer, from_json
from surveys.engine.definition import Definition
from surveys.engine.path import Ahead, BuiltIns, Path, ahead

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
    """The pages of this interview, by what was answered until now; worked out as far as somebody looks.

    Worked out once for the same answers: whoever changes them puts another mapping in their place. After a page is
    saved the way goes on from there.
    """
    known: _Walked | None = interview.__dict__.get("_walked")
    if known is None or known.answers is not interview.answers or known.rest != _rest_of(interview):
        known = interview.__dict__["_walked"] = _walked(interview, known)
    return known.path


@dataclass(frozen=True)
class _Walked:
    """A path, and what it was worked out from: stored answers, the same as the engine's, and the rest."""

    answers: Mapping[str, Any]
    read: Mapping[str, Answer]
    rest: tuple[int, str]
    path: Ahead


def _rest_of(interview: Interview) -> tuple[int, str]:
    return interview.edition_id, interview.route_group


def _walked(interview: Interview, before: _Walked | None) -> _Walked:
    changed = _changed_here(interview, before) if before else None
    if before is None or changed is None:
        answers = state_of(interview)[0]
        found = ahead(definition_of(interview.edition), interview.route_group, answers, built_ins_of(interview))
        return _Walked(interview.answers, answers, _rest_of(interview), found)
    new = read_answers(definition_of(interview.edition), {name: interview.answers.get(name) for name in changed})
    answers = {name: answer for name, answer in before.read.items() if name not in changed} | new
    return _Walked(interview.answers, answers, before.rest, before.path.answered(answers))


def _changed_here(interview: Interview, before: _Walked) -> set[str] | None:
    """Questions whose answers changed; None where not all are on the page that was looked at last."""
    here = before.path.here
    if here is None or before.rest != _rest_of(interview):
        return None
    old, new = before.answers, interview.answers
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return changed if changed <= {question.name for question in here.page.questions} else None


def shown_answers(interview: Interview, horizon: int, page: str | None = None) -> dict[str, Answer]:
    """Answers given after event `horizon`, on one page or on all: what this visit may show."""
    events = interview.events.filter(seq__gt=horizon).exclude(kind=AnswerEvent.Kind.CONSENT)
    events = events.filter(page=page) if page else events
    patches = events.order_by("seq").values_list("patch", flat=True)
    return read_answers(definition_of(interview.edition), fold(patches).answers)
