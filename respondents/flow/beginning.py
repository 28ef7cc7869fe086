"""An interview is made, or found again: with consent, screening, link and entry code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.db import IntegrityError, transaction

from invitations import codes, counts, issue
from invitations.channels import channel_named, open_channel
from invitations.models import Channel, Code, SampleUnit
from respondents import sessions
from respondents.append import NewEvent, store_events
from respondents.door import Door
from respondents.entry import link_of, register_group
from respondents.flow.faults import must_be_open
from respondents.models import AnswerEvent, Interview, InterviewLink
from respondents.state import changes, fold, read_answers
from surveys.editions import definition_of
from surveys.engine.definition import Definition, Outcome
from surveys.engine.path import outcome
from surveys.models import Edition, Study

Kind = AnswerEvent.Kind
RESPNR = range(10_000_000, 100_000_000)
ATTEMPTS = 5


@dataclass(frozen=True)
class Begun:
    """`code` is the new entry code in plain text, told once; '' for who brought one, or came back."""

    interview: Interview
    code: str = ""
    resumed: bool = False


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
    store_events(interview, events)
    if not start.synthetic:
        counts.add(interview.channel, counts.Step.STARTED, start.now)
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
    return {name: unit.strata[name] for name in definition.strata if name in unit.strata} | {"group": unit.group}


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
