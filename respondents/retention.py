"""Interviews and events written anew: days in place of times, in an order that tells nothing. Durations stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from respondents.models import AnswerEvent, Interview, InterviewLink, Visit
from respondents.retention_models import Purge
from surveys.models import Study

CHUNK = 200
"""Interviews in memory at a time, with their events."""
BRIDGES = "bridges"
IDLE_VISITS = timedelta(days=2)
"""A visit lives for a day after its last use; two leave no doubt in any time zone."""


@dataclass(frozen=True)
class Span:
    """When an interview began and when its last event was."""

    start: datetime
    last: datetime


def rounded(span: Span) -> Span:
    """The same days and the same duration, as early on those days as can be: only these two are left of the times.

    A span within a day begins at midnight. One that ends on a later day begins at midnight too, unless it then would
    end before that day; then it ends at midnight.
    """
    start = max(midnight(timezone.localdate(span.start)), midnight(timezone.localdate(span.last)) - _length(span))
    return Span(start, start + _length(span))


def _length(span: Span) -> timedelta:
    return span.last.astimezone(UTC) - span.start.astimezone(UTC)


def midnight(day: date) -> datetime:
    """The moment at which the day begins here; in UTC, in which lengths can be added where clocks change."""
    return timezone.make_aware(datetime.combine(day, time())).astimezone(UTC)


def bridges_are_gone(study: Study | None = None) -> bool:
    """Whether codes lead to no answers any more: of this study, without one of any."""
    every = Purge.objects.all() if study is None else Purge.objects.filter(study=study)
    return every.filter(**{f"steps__{BRIDGES}__isnull": False}).exists()


def write_down_chances(study: Study) -> int:
    """The chance of being drawn, from the list to the interview: weights need it when the list is gone."""
    links = InterviewLink.objects.filter(unit__study=study).select_related("unit")
    changed = [Interview(pk=link.interview_id, chance=link.unit.chance) for link in links]
    return Interview.objects.bulk_update(changed, ["chance"], batch_size=CHUNK)


def remove_bridges(study: Study) -> dict[str, int]:
    """Links from codes and units to interviews, and visits; how many."""
    links = InterviewLink.objects.filter(interview__edition__study=study)
    visits = Visit.objects.filter(interview__edition__study=study)
    return {"links": links.delete()[0], "visits": visits.delete()[0]}


def remove_idle_visits(now: datetime) -> int:
    """Of every study: visits that nobody can go on with."""
    return Visit.objects.filter(last_at__lt=now - IDLE_VISITS).delete()[0]


def rewrite(study: Study, random: Random) -> dict[str, int]:
    """Every interview and event of the study once more, in random order; how many. Inside `unlocked`.

    Rows and keys that the database gives out then tell no order. Doing it again changes no time.
    """
    keys: list[UUID] = list(Interview.objects.filter(edition__study=study).values_list("pk", flat=True))
    random.shuffle(keys)
    done = {"interviews": len(keys), "events": 0}
    for place in range(0, len(keys), CHUNK):
        done["events"] += _rewrite(keys[place : place + CHUNK])
    return done


def _rewrite(keys: Sequence[UUID]) -> int:
    rows = Interview.objects.filter(pk__in=keys)
    held = {one.pk: one for one in rows}
    events = AnswerEvent.objects.filter(interview__in=keys)
    by_interview: dict[UUID, list[AnswerEvent]] = {key: [] for key in keys}
    for event in events.order_by("seq"):
        by_interview[event.interview_id].append(event)
    fresh = [made for key in keys for made in _events(held[key], by_interview[key])]
    events._raw_delete(events.db)  # past the collector: what refers to an interview refers to the same one afterwards
    rows._raw_delete(rows.db)
    Interview.objects.bulk_create([_interview(held[key]) for key in keys])
    AnswerEvent.objects.bulk_create(fresh, batch_size=2_000)
    return len(fresh)


def _interview(found: Interview) -> Interview:
    """Of `changed` the place of the event stays, which open answers are coded by; the key of the form goes."""
    span = rounded(Span(found.started_at, found.last_at))
    found.started_at, found.last_at = span.start, span.last
    found.changed = {question: [at[0], ""] for question, at in found.changed.items()}
    return found


def _events(interview: Interview, events: Sequence[AnswerEvent]) -> Iterator[AnswerEvent]:
    """Moved as their interview is; keys that a phone made become their place."""
    old = Span(interview.started_at, interview.last_at)
    moved = rounded(old).start - old.start
    for event in events:
        event.pk, event.key, event.at = None, str(event.seq), event.at + moved
        event.patch = _without_clock(event.patch, moved)
        event._state.adding = True
        yield event


def _without_clock(patch: dict[str, Any], moved: timedelta) -> dict[str, Any]:
    """A consent says when it was given."""
    said = patch.get("consent")
    if not isinstance(said, dict) or not said.get("at"):
        return patch
    at = datetime.fromisoformat(said["at"]) + moved
    return {**patch, "consent": {**said, "at": at.isoformat()}}
