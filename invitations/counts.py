"""How many people came by a channel, per day: opened the first page, began, sent. Respondents report it at once.

Counted once and never taken back, so that a week that is over says the same for ever: somebody who has their answers
removed cannot be seen in it. Synthetic interviews are not counted.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from invitations.models import Channel, ChannelCount
from surveys.engine.disclose import shown_steps, shown_sum

log = logging.getLogger(__name__)
Step = ChannelCount.Step
STEPS = (Step.LANDED, Step.STARTED, Step.COMPLETED)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One week that is over, from its Monday; None where a number is not told. Numbers in the order of STEPS."""

    monday: date
    told: tuple[int | None, ...]

    @property
    def last_day(self) -> date:
        return self.monday + WEEK - timedelta(days=1)


@dataclass(frozen=True)
class Report:
    """Weeks of a channel, newest first, and below them the sums of what they tell."""

    weeks: tuple[Week, ...]

    @property
    def sums(self) -> tuple[int | None, ...]:
        return tuple(shown_sum(week.told[place] for week in self.weeks) for place in range(len(STEPS)))


def add(channel: Channel, step: str, now: datetime, many: int = 1) -> None:
    """One more, or `many`. In the caller's transaction, if there is one: what is undone was not counted."""
    with transaction.atomic():
        day = timezone.localdate(now)
        row, _ = ChannelCount.objects.get_or_create(channel=channel, day=day, step=step)
        ChannelCount.objects.filter(pk=row.pk).update(count=F("count") + many)


def add_landed(channel: Channel, now: datetime) -> None:
    """One more who opened the first page. A page is more than a count: it is shown where counting fails."""
    try:
        add(channel, Step.LANDED, now)
    except DatabaseError:
        log.exception("Somebody who came by a channel could not be counted.")


def reports(channels: Collection[Channel], today: date) -> Mapping[int, Report]:
    """A report per key of a channel. The week that goes on is left out: two looks at it would tell of one person."""
    this_week = monday_of(today)
    rows = ChannelCount.objects.filter(channel__in=channels, day__lt=this_week)
    found: dict[int, list[tuple[date, str, int]]] = {channel.pk: [] for channel in channels}
    for channel, day, step, count in rows.values_list("channel", "day", "step", "count"):
        found[channel].append((day, step, count))
    return {channel: report(days) for channel, days in found.items()}


def report(days: Iterable[tuple[date, str, int]]) -> Report:
    """Weeks with small numbers left out, from (day, step, count). Pure."""
    weeks: dict[date, Counter[str]] = {}
    for day, step, count in days:
        weeks.setdefault(monday_of(day), Counter())[step] += count
    told = (
        Week(monday, shown_steps([weeks[monday][step] for step in STEPS])) for monday in sorted(weeks, reverse=True)
    )
    return Report(tuple(told))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
