"""One event onto one interview: the event and the fold, both or neither. Used by `flow` only.

PostgreSQL does it in a single statement; SQLite has one writer at a time and folds in Python.

An event that says which seq its page was based on is stored as superseded, and not folded, where a question it answers
got another answer since, from another form. A form's own events never overtake each other backwards: their keys begin
with the form and its turn.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from respondents.models import AnswerEvent, Interview
from respondents.prepared import row_of
from respondents.state import FORM, TURN, Change, Folded, Patch, changes, fold

Kind = AnswerEvent.Kind
FOLDED = ("seq", "answers", "passed", "changed", "last_at", "state", "language")
"""Fields of an interview that an event changes."""

INSERT_AND_FOLD = """
WITH place AS (
  SELECT id, seq, edition_id, %(based_on)s::int IS NOT NULL AND EXISTS (
    SELECT 1 FROM jsonb_each(%(answers)s::jsonb) AS given (question, value)
    WHERE (changed -> question ->> 0)::int > %(based_on)s::int
      AND coalesce(answers -> question, 'null') <> value
      AND (left(changed -> question ->> 1, %(form)s) <> left(%(key)s, %(form)s)
           OR (changed -> question ->> 1) COLLATE "C" > left(%(key)s, %(turn)s) COLLATE "C")
  ) AS overtaken
  FROM respondents_interview WHERE id = %(interview)s AND state = 'open' FOR UPDATE
), added AS (
  INSERT INTO respondents_answerevent
    (interview_id, seq, key, at, edition_id, page, language, based_on, kind, patch)
  SELECT id, seq + 1, %(key)s, %(at)s, edition_id, %(page)s, %(language)s, %(based_on)s::int,
    CASE WHEN overtaken THEN 'superseded' ELSE %(kind)s END,
    CASE WHEN overtaken THEN jsonb_build_object('superseded', %(answers)s::jsonb) ELSE %(patch)s::jsonb END
  FROM place
  ON CONFLICT (interview_id, key) DO NOTHING
  RETURNING interview_id, seq, kind = 'superseded' AS superseded
)
UPDATE respondents_interview AS interview
SET seq = added.seq, last_at = %(at)s, state = %(state)s, language = coalesce(%(new_language)s, interview.language),
    answers = CASE WHEN superseded THEN interview.answers ELSE interview.answers || %(answers)s::jsonb END,
    passed = CASE WHEN superseded THEN interview.passed ELSE interview.passed || %(passed)s::jsonb END,
    changed = CASE WHEN superseded THEN interview.changed ELSE interview.changed || (
      SELECT coalesce(jsonb_object_agg(question, jsonb_build_array(added.seq, left(%(key)s, %(turn)s))), '{}')
      FROM jsonb_object_keys(%(answers)s::jsonb) AS question) END
FROM added WHERE interview.id = added.interview_id
RETURNING interview.seq, interview.answers, interview.passed, superseded
"""
"""Two saves at once queue on the row lock; the second then sees the first one's seq, answers, changes and key.

What was changed last stands in the row itself, because a statement that waited for the row sees it anew, but not
the events that were added while it waited.
"""


class InterviewSent(Exception):
    """The questionnaire was sent. Nothing can be added, and a code shows nothing of it."""


class InterviewWithdrawn(Exception):
    """The answers were removed at the respondent's wish."""


@dataclass(frozen=True)
class NewEvent:
    """An event before it has a place. `key`: the same key again changes nothing.

    `based_on`: the seq that the page showed the state of; None where it does not matter what came between.
    """

    kind: str
    key: str
    at: datetime
    language: str
    page: str = ""
    patch: Patch = field(default_factory=dict)
    based_on: int | None = None

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.patch.get("answers") or {}


@dataclass(frozen=True)
class Appended:
    """The interview after the event. `new` is False where its key was there already.

    `event_seq`: the event's own place; `superseded`: it was kept, but not folded.
    """

    seq: int
    folded: Folded
    event_seq: int
    superseded: bool = False
    new: bool = True


def append(interview_id: UUID, event: NewEvent) -> Appended:
    """Stores the event and folds it into the interview. Raises InterviewSent, InterviewWithdrawn."""
    waiting = WAITING.get()
    if waiting and waiting.interview.pk == interview_id:
        return waiting.add(event)
    done = _postgresql(interview_id, event) if connection.vendor == "postgresql" else _in_python(interview_id, event)
    return done or _as_it_is(interview_id, event.key)


def _postgresql(interview_id: UUID, event: NewEvent) -> Appended | None:
    row = row_of(INSERT_AND_FOLD, _parameters(interview_id, event))
    return Appended(row[0], Folded(_loaded(row[1]), _loaded(row[2])), row[0], row[3]) if row else None


def _parameters(interview_id: UUID, event: NewEvent) -> dict[str, Any]:
    return {
        "interview": interview_id,
        "key": event.key,
        "at": event.at,
        "page": event.page,
        "language": event.language,
        "kind": event.kind,
        "patch": json.dumps(event.patch),
        "answers": json.dumps(event.answers),
        "passed": json.dumps(event.patch.get("passed") or {}),
        "based_on": event.based_on,
        "form": FORM,
        "turn": TURN,
        "state": _state_after(event),
        "new_language": event.language if event.kind == Kind.LANGUAGE else None,
    }


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _state_after(event: NewEvent) -> str:
    return Interview.State.SENT if event.kind == Kind.SENT else Interview.State.OPEN


def _in_python(interview_id: UUID, event: NewEvent) -> Appended | None:
    """Inside BEGIN IMMEDIATE nobody else writes between reading and writing."""
    with transaction.atomic():
        interview = Interview.objects.get(pk=interview_id)
        if interview.state != Interview.State.OPEN or interview.events.filter(key=event.key).exists():
            return None
        appended, stored = _folded(interview, event)
        AnswerEvent.objects.create(
            interview_id=interview_id,
            seq=interview.seq,
            edition_id=interview.edition_id,
            **{name: getattr(stored, name) for name in ("kind", "patch", "key", "at", "language", "page", "based_on")},
        )
        interview.save(update_fields=FOLDED)
        return appended


def _folded(interview: Interview, event: NewEvent) -> tuple[Appended, NewEvent]:
    """Folds the event into the interview in memory; the event as it is to be stored."""
    overtaken = _overtaken(interview, event)
    if overtaken:
        event = replace(event, kind=Kind.SUPERSEDED, patch={"superseded": event.answers})
    folded = fold([event.patch], Folded(interview.answers, interview.passed))
    _put(interview, event, folded, changes(interview.seq + 1, event.key, event.answers))
    return Appended(interview.seq, folded, interview.seq, overtaken), event


def _overtaken(interview: Interview, event: NewEvent) -> bool:
    """Whether another form, or a later turn of the same form, changed one of the event's answers since its page."""
    if event.based_on is None:
        return False
    return any(
        _changed_since(interview.changed.get(question), event.key, event.based_on)
        and interview.answers.get(question) != value
        for question, value in event.answers.items()
    )


def _changed_since(change: Change | None, key: str, based_on: int) -> bool:
    if change is None or change[0] <= based_on:
        return False
    return change[1][:FORM] != key[:FORM] or change[1] > key[:TURN]


def _put(interview: Interview, event: NewEvent, folded: Folded, changed: Mapping[str, Change]) -> None:
    interview.seq += 1
    interview.answers, interview.passed = dict(folded.answers), dict(folded.passed)
    interview.changed = {**interview.changed, **changed}
    interview.last_at, interview.state = event.at, _state_after(event)
    if event.kind == Kind.LANGUAGE:
        interview.language = event.language


def _as_it_is(interview_id: UUID, key: str) -> Appended:
    """Why nothing was added: the key was there already, or the interview is over."""
    interview = Interview.objects.get(pk=interview_id)
    event = interview.events.filter(key=key).first()
    if event is None:
        raise InterviewWithdrawn if interview.state == Interview.State.WITHDRAWN else InterviewSent
    folded = Folded(interview.answers, interview.passed)
    return Appended(interview.seq, folded, event.seq, event.kind == Kind.SUPERSEDED, new=False)


def store_events(interview: Interview, events: Sequence[NewEvent], after: int = 0) -> None:
    """Events of an interview whose row the caller writes too; `after`: the last seq it has."""
    AnswerEvent.objects.bulk_create(
        AnswerEvent(
            interview=interview,
            seq=seq,
            key=event.key,
            at=event.at,
            edition_id=interview.edition_id,
            page=event.page,
            language=event.language,
            kind=event.kind,
            patch=event.patch,
            based_on=event.based_on,
        )
        for seq, event in enumerate(events, start=after + 1)
    )


@dataclass
class Waiting:
    """Events of one interview that are folded and not yet stored, and the interview as it will be."""

    interview: Interview
    before: int
    events: list[NewEvent] = field(default_factory=list)

    def add(self, event: NewEvent) -> Appended:
        if self.interview.state != Interview.State.OPEN:
            raise InterviewSent
        appended, stored = _folded(self.interview, event)
        self.events.append(stored)
        return appended

    def store(self) -> None:
        with transaction.atomic():
            store_events(self.interview, self.events, after=self.before)
            self.interview.save(update_fields=FOLDED)


WAITING: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def held(interview_id: UUID) -> Iterator[None]:
    """What is appended to this interview is stored at the end, in one go; nothing of it where something fails.

    For made-up people only: nobody else may write to the interview meanwhile. A key that comes twice is refused by
    the database at the end.
    """
    interview = Interview.objects.get(pk=interview_id)
    waiting = Waiting(interview, interview.seq)
    token = WAITING.set(waiting)
    try:
        yield
    finally:
        WAITING.reset(token)
    waiting.store()
