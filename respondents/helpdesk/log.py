"""What the help desk was asked, by topic. The only writer of `DeskEntry`; who called is nobody's business."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from respondents.models import DeskEntry
from staff import audit
from staff.models import User
from surveys.models import Study


@dataclass(frozen=True)
class Told:
    """What somebody at the desk ticks: all of it from fixed lists. `language`: a tag, or OTHER_LANGUAGE."""

    topic: str
    means: str
    language: str
    done: str


OTHER_LANGUAGE = "other"


def note(study: Study, told: Told, *, user: User, now: datetime) -> DeskEntry:
    """One call or message, on the day of `now` here."""
    with transaction.atomic():
        made = DeskEntry.objects.create(study=study, day=timezone.localdate(now), **vars(told))
        audit.record(user, "helpdesk.log", study.slug)
    return made


def take_back(entry: DeskEntry, *, user: User) -> bool:
    """An entry that was a mistake goes; whether it was still there."""
    with transaction.atomic():
        gone, _ = DeskEntry.objects.filter(pk=entry.pk).delete()
        if gone:
            audit.record(user, "helpdesk.log.take_back", entry.study.slug)
    return bool(gone)


def days(study: Study) -> list[tuple[date, str, int]]:
    """How many on each day by topic, as `counts.table` reads them."""
    found = study.desk_entries.order_by().values_list("day", "topic").annotate(n=Count("pk"))
    return sorted(found)


def totals(study: Study, column: str) -> list[tuple[str, int]]:
    """How many by the values of a column, most first."""
    found = study.desk_entries.order_by().values_list(column).annotate(n=Count("pk"))
    return sorted(found, key=lambda one: (-one[1], one[0]))
