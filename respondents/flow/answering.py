"""Answers come in: saved, skipped, passed by; in another language, with help, after a while, in a later edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from respondents.append import NewEvent, append, store_events
from respondents.flow.faults import AnswerNeeded, PageClosed, PageUnknown, must_be_open
from respondents.models import AnswerEvent, Interview
from respondents.replay import Moved, move_of
from respondents.state import Patch, path_of
from surveys.editions import definition_of
from surveys.engine.answers import Answer, to_json
from surveys.engine.path import Path, ShownPage, core_done, may_open, next_page
from surveys.models import Edition

Kind = AnswerEvent.Kind


@dataclass(frozen=True)
class Saved:
    """`next_page` is the page to go on with; None when all pages were passed. `seq` counts events.

    `event_seq` is the place of this event; `superseded`: the question was answered elsewhere since, that answer stays.
    `enough`: this was a core page and no core page is left, so that the answers may be sent as they are.
    """

    next_page: str | None
    seq: int
    event_seq: int
    superseded: bool = False
    new: bool = True
    enough: bool = False


@dataclass(frozen=True)
class Given:
    """How an answer came: the idempotency key, language and time, and the seq its page was based on (None: any)."""

    key: str
    language: str
    now: datetime
    based_on: int | None = None


def page_to_open(interview: Interview, name: str) -> tuple[ShownPage, Path]:
    """The page as this person sees it, and the path. Raises PageUnknown, PageClosed."""
    definition = definition_of(interview.edition)
    on_path = path_of(interview)
    shown = on_path.page(name)
    if shown is None and name not in {page.name for page in definition.pages}:
        raise PageUnknown(name)
    if shown is None or not may_open(on_path, set(interview.passed), name):
        raise PageClosed(_next(on_path, interview.passed))
    return shown, on_path


def save_page(interview: Interview, name: str, answers: Mapping[str, Answer | None], **how: Any) -> Saved:
    """Stores the page's answers and passes it; None takes an answer back. A question left out keeps what it has.

    `how`: the fields of Given. Raises PageUnknown, PageClosed, InterviewSent, InterviewWithdrawn.
    """
    stored = _to_store(interview, name, answers)
    return _saved(interview, Kind.ANSWER, name, {"answers": stored, "passed": {name: True}}, Given(**how))


def save_answers(interview: Interview, name: str, answers: Mapping[str, Answer | None], **how: Any) -> Saved:
    """Stores answers of a page that somebody is still on: it is not passed by that. Raises as `save_page`."""
    return _saved(interview, Kind.ANSWER, name, {"answers": _to_store(interview, name, answers)}, Given(**how))


def _to_store(interview: Interview, name: str, answers: Mapping[str, Answer | None]) -> dict[str, Any]:
    must_be_open(interview)
    shown, _ = page_to_open(interview, name)
    questions = {item.question.name: item.question for item in shown.questions if item.question.asks}
    return {
        name: to_json(answer, questions[name]) if answer is not None else None
        for name, answer in answers.items()
        if name in questions
    }


def skip(interview: Interview, name: str, **how: Any) -> Saved:
    """Passes the page without answers; answers it had are taken back. Raises AnswerNeeded, and as `save_page`."""
    must_be_open(interview)
    shown, _ = page_to_open(interview, name)
    if needs_answer(shown):
        raise AnswerNeeded(name)
    had = {item.question.name: None for item in shown.questions if item.question.name in interview.answers}
    return _saved(interview, Kind.SKIP, name, {"answers": had, "passed": {name: True}}, Given(**how))


def pass_page(interview: Interview, name: str, **how: Any) -> Saved:
    """Goes on from a page whose answers stay as they are. Raises as `save_page`."""
    must_be_open(interview)
    page_to_open(interview, name)
    return _saved(interview, Kind.ANSWER, name, {"passed": {name: True}}, Given(**how))


def needs_answer(shown: ShownPage) -> bool:
    """Whether the page decides about the path, so that it wants an answer (a reason will do)."""
    return any(item.question.routing_key for item in shown.questions)


def _saved(interview: Interview, kind: str, name: str, patch: Patch, given: Given) -> Saved:
    """Stores the event, brings the interview in memory up to date and works out where to go on."""
    event = NewEvent(kind, given.key, given.now, given.language, name, patch, given.based_on)
    appended = append(interview.pk, event)
    interview.seq = appended.seq
    interview.answers, interview.passed = dict(appended.folded.answers), dict(appended.folded.passed)
    on_path = path_of(interview)
    shown = on_path.page(name)
    return Saved(
        next_page=_next(on_path, interview.passed),
        seq=appended.seq,
        event_seq=appended.event_seq,
        superseded=appended.superseded,
        new=appended.new,
        enough=bool(shown and shown.page.core) and core_done(on_path, set(interview.passed)),
    )


def _next(on_path: Path, passed: Mapping[str, bool]) -> str | None:
    shown = next_page(on_path, set(passed))
    return shown.page.name if shown else None


def next_page_of(interview: Interview) -> str | None:
    """Where somebody who comes back goes on; None when all pages were passed."""
    return _next(path_of(interview), interview.passed)


def switch_language(interview: Interview, language: str, *, now: datetime, key: str = "") -> None:
    """From here on in this language. Raises InterviewSent, InterviewWithdrawn."""
    if language == interview.language:
        return
    interview.seq = append(interview.pk, NewEvent(Kind.LANGUAGE, key or uuid4().hex, now, language)).seq
    interview.language = language


def say_mode(interview: Interview, mode: Interview.Mode, *, language: str, now: datetime) -> None:
    """From now on somebody helps, or an interviewer fills in. The interview keeps that, also when it ends.

    Nothing happens where it has this mode or one that outranks it. Raises InterviewSent, InterviewWithdrawn.
    """
    must_be_open(interview)
    ranks = list(Interview.Mode)
    below = ranks[: ranks.index(mode)]
    if interview.mode not in below:
        return
    with transaction.atomic():
        event = NewEvent(Kind.MODE, f"mode:{mode}", now, language, patch={"mode": {"now": mode.value}})
        interview.seq = append(interview.pk, event).seq
        Interview.objects.filter(pk=interview.pk, mode__in=below).update(mode=mode)
    interview.mode = mode


def resume(interview: Interview, language: str, *, now: datetime) -> int:
    """Notes that somebody came back; returns the horizon: answers up to this event are not shown."""
    must_be_open(interview)
    interview.seq = append(interview.pk, NewEvent(Kind.ENTRY, uuid4().hex, now, language)).seq
    return interview.seq


def move_to_edition(interview_id: UUID, target: Edition, *, now: datetime) -> Moved:
    """Lets a running interview go on in an edition that follows its own, as an event; its time of last use stays.

    Only where that changes nothing for the person (see `respondents.replay.move_of`); otherwise nothing is written.
    """
    with transaction.atomic():
        locked = Interview.objects.select_for_update(of=("self",)).select_related("edition", "channel")
        found = locked.defer("edition__document").get(pk=interview_id)
        moved = move_of(found, target)
        if moved == Moved.MOVED:
            _move(found, target, now)
    return moved


def _move(interview: Interview, target: Edition, now: datetime) -> None:
    patch = {"edition": {"from": interview.edition.number, "to": target.number}}
    interview.edition = target
    event = NewEvent(Kind.EDITION, f"edition:{target.number}", now, interview.language, patch=patch)
    store_events(interview, [event], after=interview.seq)
    interview.seq += 1
    interview.save(update_fields=["seq", "edition"])
