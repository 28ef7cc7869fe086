"""The only writer of answers. Each function is one transaction; time, keys and chance are arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from invitations import codes, issue
from invitations.channels import channel_named, open_channel
from invitations.models import Channel, Code, SampleUnit
from respondents import sessions
from respondents.append import InterviewSent, InterviewWithdrawn, NewEvent, append
from respondents.door import Door
from respondents.entry import link_of, register_group
from respondents.models import AnswerEvent, DoorCount, Interview, InterviewLink
from respondents.replay import Moved, move_of
from respondents.state import Patch, changes, fold, path_of, read_answers
from staff.triggers import unlocked
from surveys.editions import definition_of
from surveys.engine.answers import Answer, to_json
from surveys.engine.definition import Definition, Outcome
from surveys.engine.path import Path, ShownPage, core_done, may_open, next_page, outcome
from surveys.models import Edition, Study

Kind = AnswerEvent.Kind

RESPNR = range(10_000_000, 100_000_000)
ATTEMPTS = 5


class PageUnknown(LookupError):
    """The study has no such page."""


class PageClosed(Exception):
    """The page is not on the path, or pages before it are still open. `next_page` is where to go on (None: check)."""

    def __init__(self, next_page: str | None) -> None:
        self.next_page = next_page
        super().__init__("This page cannot be opened yet.")


class AnswerNeeded(Exception):
    """The page decides which questions come next: it cannot be skipped without a reason."""


class NotFinished(PageClosed):
    """There are pages left, so it cannot be sent yet."""


class NothingToWithdraw(Exception):
    """No answers were given with this code."""


class WithdrawalOver(Exception):
    """After this day the link between code and answers is gone, and answers cannot be found to be removed."""


@dataclass(frozen=True)
class Begun:
    """`code` is the new entry code in plain text, told once; '' for who brought one, or came back."""

    interview: Interview
    code: str = ""
    resumed: bool = False


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


@dataclass(frozen=True)
class Start:
    """What `begin` needs beside the door: the screening's pages with their answers, in order, and its end."""

    edition: Edition
    outcome: Outcome
    code: Code | None
    language: str
    now: datetime
    synthetic: bool = False
    mode: Interview.Mode = Interview.Mode.SELF


def begin(door: Door, start: Start, random: Random) -> Begun:
    """Makes the interview: consent event, screening events, link, and an entry code for who has none.

    A code or unit that has an interview resumes it; the same door twice is the same interview, with a fresh entry
    code in place of the first. Raises InterviewSent, InterviewWithdrawn; in a group session also SessionClosed,
    SessionFull.
    """
    for _ in range(ATTEMPTS):
        existing = _existing(door, start)
        if existing:
            return existing
        try:
            with transaction.atomic():
                return _create(door, start, random)
        except IntegrityError:
            continue
    raise RuntimeError("An interview could not be made in five attempts: the random generator repeats itself.")


def _existing(door: Door, start: Start) -> Begun | None:
    link = link_of(start.code) if start.code else None
    if link:
        must_be_open(link.interview)
        return Begun(link.interview, resumed=True)
    mine = Interview.objects.select_related("edition", "channel").filter(pk=door.interview_id).first()
    if mine is None:
        return None
    must_be_open(mine)
    return Begun(mine, renew_code(mine, start.now))


def must_be_open(interview: Interview) -> None:
    """Raises InterviewSent or InterviewWithdrawn."""
    if interview.state == Interview.State.SENT:
        raise InterviewSent
    if interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn


def _create(door: Door, start: Start, random: Random) -> Begun:
    events = _first_events(door, start)
    folded = fold(event.patch for event in events)
    unit = start.code.unit if start.code else None
    group = _group(door, start)
    interview = Interview.objects.create(
        id=door.interview_id,
        session=sessions.seat(door),
        respnr=_respnr(random),
        edition=start.edition,
        group=group,
        asked_group=_asked_group(group, start),
        screened_group=_screened_group(door, start),
        language=start.language,
        channel=channel_at(start.edition.study, door),
        strata=_strata(definition_of(start.edition), unit),
        coded=unit is not None,
        synthetic=start.synthetic,
        mode=start.mode,
        seq=len(events),
        answers=dict(folded.answers),
        passed=dict(folded.passed),
        changed={q: at for n, e in enumerate(events, 1) for q, at in changes(n, e.key, e.answers).items()},
        started_at=start.now,
        last_at=start.now,
    )
    _store_events(interview, events)
    code, text = (start.code, "") if start.code else _own_code(start.edition.study)
    InterviewLink.objects.create(interview=interview, unit=unit, code=None if unit else code)
    return Begun(interview, text)


def _first_events(door: Door, start: Start) -> list[NewEvent]:
    """Consent with the time it was given, then one event per screening page."""
    consent = {"version": door.agreed_version, "language": door.agreed_language, "at": door.agreed_at}
    agreed_at = datetime.fromisoformat(door.agreed_at)
    events = [NewEvent(Kind.CONSENT, "consent", agreed_at, door.agreed_language, patch=_consent_patch(start, consent))]
    pages = {page.name: page for page in definition_of(start.edition).screening.pages}
    for name in door.passed:
        given = {q.name: door.answers[q.name] for q in pages[name].questions if q.name in door.answers}
        patch = {"answers": given, "passed": {name: True}}
        events.append(NewEvent(Kind.SCREENING, f"screening:{name}", start.now, start.language, name, patch))
    return events


def _consent_patch(start: Start, consent: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    by_themselves = start.mode == Interview.Mode.SELF
    return {"consent": consent} | ({} if by_themselves else {"mode": {"now": start.mode.value}})


def _store_events(interview: Interview, events: Sequence[NewEvent], after: int = 0) -> None:
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
        )
        for seq, event in enumerate(events, start=after + 1)
    )


def _respnr(random: Random) -> int:
    """A number that tells nothing. The unique constraint has the last word."""
    number = random.choice(RESPNR)
    while Interview.objects.filter(respnr=number).exists():
        number = random.choice(RESPNR)
    return number


def _group(door: Door, start: Start) -> str:
    """The register's group where it knows one, else the screening's."""
    known = definition_of(start.edition).groups.get(register_group(start.code))
    return known.name if known and not known.untyped else start.outcome.group or ""


def _asked_group(group: str, start: Start) -> str:
    """The group that screening ends in where it is not the reporting one; '' where they are the same."""
    end = start.outcome.group or ""
    return end if end != group else ""


def _screened_group(door: Door, start: Start) -> str:
    """What the screening answers say by themselves; '' where they would have ended it."""
    definition = definition_of(start.edition)
    return outcome(definition, read_answers(definition, door.answers), {"channel": door.channel}).group or ""


def _strata(definition: Definition, unit: SampleUnit | None) -> dict[str, Any]:
    """Of the register's columns those that the study declares, and the group."""
    if unit is None:
        return {}
    declared = definition.frame.get("strata", ())
    return {name: unit.strata[name] for name in declared if name in unit.strata} | {"group": unit.group}


def channel_at(study: Study, door: Door) -> Channel:
    return channel_named(study, door.channel) if door.channel else open_channel(study)


def _own_code(study: Study) -> tuple[Code, str]:
    """A code for who came without one: the way back, and the way to withdraw."""
    ((_, text),) = issue.issue(study, purpose=Code.Purpose.ENTRY)
    return Code.objects.get(digest=codes.digest(text, issue.code_key())), text


def renew_code(interview: Interview, now: datetime) -> str:
    """A fresh entry code in place of the one that was not seen or was lost; '' for who came with a letter."""
    with transaction.atomic():
        link = InterviewLink.objects.select_for_update().filter(interview=interview, unit=None).first()
        if link is None or link.code is None or link.code.purpose != Code.Purpose.ENTRY:
            return ""
        old = link.code_id
        link.code, text = _own_code(link.code.study)
        link.save(update_fields=["code"])
        issue.block([old], now)
    return text


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
    _store_events(interview, [event], after=interview.seq)
    interview.seq += 1
    interview.save(update_fields=["seq", "edition"])


def has_enough(interview: Interview) -> bool:
    """Whether every core question was passed and others are left: it may be sent, and may go on."""
    return core_done(path_of(interview), set(interview.passed))


def finish(interview: Interview, *, language: str, now: datetime, early: bool = False) -> bool:
    """Sends the questionnaire; sending twice is sending once. Whether this was the first time.

    `early`: after the core questions, others left open.

    Raises NotFinished, InterviewWithdrawn.
    """
    if interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
    if interview.state == Interview.State.OPEN:
        left = next_page_of(interview)
        if left is not None and not (early and has_enough(interview)):
            raise NotFinished(left)
    appended = append(interview.pk, NewEvent(Kind.SENT, "sent", now, language))
    interview.seq, interview.state = appended.seq, Interview.State.SENT
    return appended.new


def withdrawable(code: Code, *, now: datetime) -> InterviewLink:
    """The link to what can be removed. Raises NothingToWithdraw, WithdrawalOver, InterviewWithdrawn (done before)."""
    link = link_of(code)
    if link is None:
        raise NothingToWithdraw
    if link.interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
    last_day = definition_of(link.interview.edition).dates.withdraw_until
    if last_day and timezone.localdate(now) > last_day:
        raise WithdrawalOver
    return link


def withdraw(code: Code, *, now: datetime) -> None:
    """Removes every answer and event of the code's interview; that it was withdrawn is all that stays.

    Raises what `withdrawable` raises.
    """
    with unlocked("withdrawal by the respondent"):
        Interview.objects.select_for_update().get(pk=withdrawable(code, now=now).interview_id)
        _empty(withdrawable(code, now=now).interview, now)


def _empty(interview: Interview, now: datetime) -> None:
    interview.events.all().delete()
    interview.visits.all().delete()
    interview.answers, interview.passed, interview.changed, interview.strata = {}, {}, {}, {}
    interview.session = None
    interview.group = interview.asked_group = interview.screened_group = interview.language = ""
    interview.mode = Interview.Mode.SELF
    interview.seq, interview.state, interview.last_at = 0, Interview.State.WITHDRAWN, now
    interview.save()


def count_at_door(door: Door, study: Study, language: str, outcome_name: str, *, now: datetime) -> None:
    """Somebody said no, or the questionnaire is not for them: counted, nothing else is kept."""
    with transaction.atomic():
        row, _ = DoorCount.objects.get_or_create(
            study=study,
            day=timezone.localdate(now),
            channel=channel_at(study, door),
            language=language,
            outcome=outcome_name,
        )
        DoorCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def done_units(study: Study) -> QuerySet[InterviewLink, int]:
    """Keys of the units that need no reminder: they sent their answers, or had them removed."""
    over = (Interview.State.SENT, Interview.State.WITHDRAWN)
    links = InterviewLink.objects.filter(interview__state__in=over, unit__study=study)
    return links.values_list("unit", flat=True)
