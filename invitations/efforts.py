"""Logging what a municipality did, and putting it right. The only writer of efforts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from invitations.effort_table import EffortRow, reach_of
from invitations.models import Effort
from staff import audit
from staff.models import Organisation, User
from surveys.models import Study

MOST_PEOPLE = 1_000_000


class EffortRefused(ValueError):
    """`code`: `future`, `both` (a number and an order of size) or `reach` (not a number of people)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Overtaken(Exception):
    """Somebody corrected or undid it in the meantime."""


@dataclass(frozen=True)
class Told:
    """What was done. `reach` and `size`: one of them, or neither where nobody knows."""

    kind: str
    day: date
    reach: int | None = None
    size: str = ""


def log(study: Study, organisation: Organisation, told: Told, *, page: UUID, by: User, now: datetime) -> Effort:
    """The same once more from the same `page` is the one that is there. `now` is aware. Raises EffortRefused."""
    _check(told, now)
    key = uuid5(page, f"{study.pk} {organisation.pk} {told}")
    try:
        with transaction.atomic():
            made = Effort.objects.create(
                study=study, organisation=organisation, key=key, by=by, at=now, **_columns(told)
            )
            _record("effort.log", made)
    except IntegrityError:
        return Effort.objects.get(key=key)
    return made


def correct(effort: Effort, told: Told, *, by: User, now: datetime) -> Effort:
    """Raises EffortRefused, Overtaken."""
    _check(told, now)
    return _replace(effort, "effort.correct", by=by, at=now, **_columns(told))


def undo(effort: Effort, *, by: User, now: datetime) -> Effort:
    """It does not count any more; that it was logged stays to be seen. Raises Overtaken."""
    as_it_was = Told(effort.kind, effort.day, effort.reach, effort.size)
    return _replace(effort, "effort.undo", by=by, at=now, withdrawn=True, **_columns(as_it_was))


def _replace(effort: Effort, action: str, **columns: object) -> Effort:
    """The database takes one row in the place of another, and no second."""
    if effort.withdrawn:
        raise Overtaken
    about = {"study": effort.study, "organisation": effort.organisation, "corrects": effort}
    try:
        with transaction.atomic():
            made = Effort.objects.create(**about, **columns, key=uuid5(effort.key, "next"))
            _record(action, made)
    except IntegrityError as error:
        raise Overtaken from error
    return made


def _columns(told: Told) -> dict[str, object]:
    return {"kind": told.kind, "day": told.day, "reach": told.reach, "size": told.size}


def _check(told: Told, now: datetime) -> None:
    if told.day > timezone.localdate(now):
        raise EffortRefused("future")
    if told.reach is not None and told.size:
        raise EffortRefused("both")
    if told.reach is not None and not 0 <= told.reach <= MOST_PEOPLE:
        raise EffortRefused("reach")


def _record(action: str, made: Effort) -> None:
    facts = {"study": made.study.slug, "organisation": made.organisation_id, "kind": made.kind}
    corrects = {"corrects": made.corrects_id} if made.corrects_id else {}
    audit.record(made.by, action, f"effort {made.pk}", **facts, **corrects)


def standing(study: Study) -> QuerySet[Effort]:
    """What counts: the newest row of each effort, without those that were undone."""
    return Effort.objects.filter(study=study, corrected_by=None, withdrawn=False).select_related("organisation", "by")


def rows(found: QuerySet[Effort]) -> tuple[EffortRow, ...]:
    """For `effort_table.table`, and for reports."""
    return tuple(EffortRow(one.organisation.name, one.kind, one.day, reach_of(one.reach, one.size)) for one in found)
