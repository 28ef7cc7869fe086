"""Who wants to be called back: a sealed number and when, apart from everything else. The only writer of `CallBack`.

Nothing says what the call is about, and nothing joins it to a code, a line of the list, an entry of the log or answers.
A row goes with the call, and 14 days after it was noted at the latest (`purge`, daily).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import wishes
from respondents.contact import PHONE, ContactFault, read_contact
from respondents.contacts_store import empty_the_log, writing
from respondents.models import CallBack
from respondents.sealed_field import ring
from respondents.sealing import WrongContactsKey
from staff import audit
from staff.models import User
from surveys.models import Study

NOTE, LOOK, DONE, PURGE = "call_back.note", "call_back.look", "call_back.done", "call_back.purge"
KEPT = timedelta(days=14)
MOST_AHEAD = timedelta(days=13)
"""A call is at most so far ahead: the number is gone the day after."""


class DayNotPossible(ValueError):
    """The day lies behind us, or so far ahead that the number would be gone."""


@dataclass(frozen=True)
class Asked:
    """A number as it was typed, the language to speak, a day and a part of it."""

    number: str
    language: str
    day: date
    part: str


@dataclass(frozen=True)
class Waiting:
    """One who waits for a call, the number opened."""

    key: UUID
    number: str
    language: str
    day: date
    part: str
    late: bool


def read_number(typed: str) -> str:
    """A phone number in one form. Raises ContactFault; an e-mail address is no number."""
    contact = read_contact(typed)
    if contact.means != PHONE:
        raise ContactFault("phone")
    return contact.value


def note(study: Study, asked: Asked, *, user: User, now: datetime) -> None:
    """Raises ContactFault, DayNotPossible, WrongContactsKey."""
    number, today = read_number(asked.number), timezone.localdate(now)
    if not today <= asked.day <= today + MOST_AHEAD:
        raise DayNotPossible(asked.day)
    with wishes.both_stores(study.slug):
        need_the_keys()
        CallBack.objects.create(
            study=study.slug,
            contact=ring().seal(number),
            sealed_with=ring().name,
            language=asked.language,
            day=asked.day,
            part=asked.part,
            goes_on=today + KEPT,
        )
        audit.record(user, NOTE, study.slug)
    empty_the_log()


def waiting(study: Study, *, user: User, now: datetime) -> tuple[Waiting, ...]:
    """Everybody who waits, by day and part of it; the look is recorded with their number. Raises WrongContactsKey."""
    today = timezone.localdate(now)
    rows = list(CallBack.objects.filter(study=study.slug, goes_on__gt=today))
    found = [_opened(row, today) for row in rows]
    if found:
        audit.record(user, LOOK, study.slug, people=len(found))
    parts = CallBack.Part.values
    return tuple(sorted(found, key=lambda one: (one.day, parts.index(one.part), one.key)))


def _opened(row: CallBack, today: date) -> Waiting:
    return Waiting(row.pk, ring().open(row.contact), row.language, row.day, row.part, row.day < today)


def number_waiting(study: Study, today: date) -> int:
    """How many; opens nothing."""
    return CallBack.objects.filter(study=study.slug, goes_on__gt=today).count()


def done(study: Study, key: UUID, *, user: User) -> bool:
    """The call was made, or is no longer wanted: the number goes. Whether it was still there."""
    with wishes.both_stores(study.slug):
        gone, _ = CallBack.objects.filter(pk=key, study=study.slug).delete()
        if gone:
            audit.record(user, DONE, study.slug)
    empty_the_log()
    return bool(gone)


def purge(now: datetime, *, user: User | None = None) -> int:
    """Numbers whose time is over go, of all studies; how many. Needs no key."""
    over = CallBack.objects.filter(goes_on__lte=timezone.localdate(now))
    total = 0
    for slug in sorted(set(over.values_list("study", flat=True))):
        with transaction.atomic(), writing():
            gone, _ = over.filter(study=slug).delete()
            audit.record(user, PURGE, slug, people=gone)
        total += gone
    empty_the_log()
    return total


def need_the_keys() -> None:
    """Raises WrongContactsKey where a number was sealed with a key that we do not have."""
    if CallBack.objects.exclude(sealed_with__in=ring().names).exists():
        raise WrongContactsKey


def reseal() -> int:
    """All numbers with the key in use; how many were sealed with another. Raises WrongContactsKey."""
    with writing():
        need_the_keys()
        older = list(CallBack.objects.exclude(sealed_with=ring().name))
        for row in older:
            row.contact, row.sealed_with = ring().seal(ring().open(row.contact)), ring().name
        CallBack.objects.bulk_update(older, ["contact", "sealed_with"])
    empty_the_log()
    return len(older)
