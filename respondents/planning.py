"""Group sessions to come: planned, changed, called off, opened on the day. The only writer of plans."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from respondents import sessions
from respondents.models import GroupSession, PlannedSession
from staff import audit
from staff.models import Organisation, User
from surveys.models import Study

LASTS = timedelta(hours=3)
OPENS_EARLY = timedelta(hours=12)
"""So long before it starts a session can be opened."""
SPARE = 10
"""Places beside those who are expected."""
MOST = 200


class NotPlannedAnyMore(Exception):
    """It was called off, or it is open already."""


class TooEarly(Exception):
    """The session is not on this day."""


@dataclass(frozen=True)
class Plan:
    """`starts_at` is aware; `languages` are tags."""

    starts_at: datetime
    place: str
    expected: int
    languages: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, object]:
        return {
            "starts_at": self.starts_at,
            "place": self.place.strip(),
            "expected": self.expected,
            "languages": list(self.languages),
        }


def plan(study: Study, organisation: Organisation, wish: Plan, by: User) -> PlannedSession:
    with transaction.atomic():
        made = PlannedSession.objects.create(study=study, organisation=organisation, planned_by=by, **wish.columns)
        _record(by, "session.plan", made)
    return made


def change(planned: PlannedSession, wish: Plan, by: User) -> None:
    """Raises NotPlannedAnyMore."""
    with transaction.atomic():
        _update(planned, **wish.columns)
        _record(by, "session.change_plan", planned)


def call_off(planned: PlannedSession, by: User, now: datetime) -> None:
    """Raises NotPlannedAnyMore."""
    with transaction.atomic():
        _update(planned, cancelled_at=now)
        _record(by, "session.call_off", planned)


def open_now(planned: PlannedSession, host: User, random: Random, now: datetime) -> GroupSession:
    """The session itself, under the name of the place, for three hours. Raises NotPlannedAnyMore, TooEarly."""
    if now < planned.starts_at - OPENS_EARLY:
        raise TooEarly
    with transaction.atomic():
        if not PlannedSession.objects.select_for_update().filter(pk=planned.pk, cancelled_at=None, session=None):
            raise NotPlannedAnyMore
        most = min(MOST, planned.expected + SPARE)
        about = {"study": planned.study, "organisation": planned.organisation, "label": planned.place}
        wish = sessions.Wish(**about, opens_at=now, closes_at=now + LASTS, most=most)
        made = sessions.open_session(host, wish, random)
        _update(planned, session=made)
    return made


def _update(planned: PlannedSession, **columns: object) -> None:
    if not PlannedSession.objects.filter(pk=planned.pk, cancelled_at=None, session=None).update(**columns):
        raise NotPlannedAnyMore


def _record(by: User, action: str, planned: PlannedSession) -> None:
    audit.record(by, action, str(planned), study=planned.study.slug, organisation=planned.organisation_id)


def to_come(study: Study, now: datetime) -> QuerySet[PlannedSession]:
    """Planned and not over: those of today stay until three hours after they were to begin."""
    waiting = PlannedSession.objects.filter(study=study, cancelled_at=None, session=None)
    return waiting.filter(starts_at__gt=now - LASTS).select_related("organisation")
