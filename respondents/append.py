"""One event onto one interview: the event and the fold, both or neither. Used by `flow.py` only.

PostgreSQL does it in a single statement; SQLite has one writer at a time and folds in Python.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from respondents.models import AnswerEvent, Interview
from respondents.state import Folded, Patch, fold

Kind = AnswerEvent.Kind

INSERT_AND_FOLD = """
WITH added AS (
  INSERT INTO respondents_answerevent (interview_id, seq, key, at, edition_id, page, language, kind, patch)
  SELECT id, seq + 1, %(key)s, %(at)s, edition_id, %(page)s, %(language)s, %(kind)s, %(patch)s::jsonb
  FROM respondents_interview WHERE id = %(interview)s AND state = 'open' FOR UPDATE
  ON CONFLICT (interview_id, key) DO NOTHING
  RETURNING interview_id, seq
)
UPDATE respondents_interview AS interview
SET seq = added.seq, last_at = %(at)s, state = %(state)s, language = coalesce(%(new_language)s, interview.language),
    answers = interview.answers || %(answers)s::jsonb, passed = interview.passed || %(passed)s::jsonb
FROM added WHERE interview.id = added.interview_id
RETURNING interview.seq, interview.answers, interview.passed
"""
"""Two saves at once queue on the row lock; the second then sees the first one's seq, answers and key."""


class InterviewSent(Exception):
    """The questionnaire was sent. Nothing can be added, and a code shows nothing of it."""


class InterviewWithdrawn(Exception):
    """The answers were removed at the respondent's wish."""


@dataclass(frozen=True)
class NewEvent:
    """An event before it has a place. `key`: the same key again changes nothing."""

    kind: str
    key: str
    at: datetime
    language: str
    page: str = ""
    patch: Patch = field(default_factory=dict)


@dataclass(frozen=True)
class Appended:
    """The interview after the event. `new` is False where its key was there already."""

    seq: int
    folded: Folded
    new: bool = True


def append(interview_id: UUID, event: NewEvent) -> Appended:
    """Stores the event and folds it into the interview. Raises InterviewSent, InterviewWithdrawn."""
    done = _postgresql(interview_id, event) if connection.vendor == "postgresql" else _in_python(interview_id, event)
    return done or _as_it_is(interview_id, event.key)


def _postgresql(interview_id: UUID, event: NewEvent) -> Appended | None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT_AND_FOLD, _parameters(interview_id, event))
        row = cursor.fetchone()
    return Appended(row[0], Folded(_loaded(row[1]), _loaded(row[2]))) if row else None


def _parameters(interview_id: UUID, event: NewEvent) -> dict[str, Any]:
    return {
        "interview": interview_id,
        "key": event.key,
        "at": event.at,
        "page": event.page,
        "language": event.language,
        "kind": event.kind,
        "patch": json.dumps(event.patch),
        "answers": json.dumps(event.patch.get("answers") or {}),
        "passed": json.dumps(event.patch.get("passed") or {}),
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
        folded = fold([event.patch], Folded(interview.answers, interview.passed))
        AnswerEvent.objects.create(
            interview_id=interview_id,
            seq=interview.seq + 1,
            edition_id=interview.edition_id,
            **{name: getattr(event, name) for name in ("kind", "key", "at", "language", "page", "patch")},
        )
        _store(interview, event, folded)
        return Appended(interview.seq, folded)


def _store(interview: Interview, event: NewEvent, folded: Folded) -> None:
    interview.seq += 1
    interview.answers, interview.passed = dict(folded.answers), dict(folded.passed)
    interview.last_at, interview.state = event.at, _state_after(event)
    if event.kind == Kind.LANGUAGE:
        interview.language = event.language
    interview.save(update_fields=["seq", "answers", "passed", "last_at", "state", "language"])


def _as_it_is(interview_id: UUID, key: str) -> Appended:
    """Why nothing was added: the key was there already, or the interview is over."""
    interview = Interview.objects.get(pk=interview_id)
    if not interview.events.filter(key=key).exists():
        raise InterviewWithdrawn if interview.state == Interview.State.WITHDRAWN else InterviewSent
    return Appended(interview.seq, Folded(interview.answers, interview.passed), new=False)
