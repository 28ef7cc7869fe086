"""Days of a made-up fieldwork. Pure; chance is an argument."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, log, log1p
from random import Random

from django.utils import timezone

FROM_HOUR, TO_HOUR = 8, 22


@dataclass(frozen=True)
class Calendar:
    """`first`: day 0. `days`: how many there are; the last one is `days - 1`."""

    first: date
    days: int

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def noon(self, number: int) -> datetime:
        return _here(datetime.combine(self.day(number), time(12)))

    def some_time(self, number: int, random: Random) -> datetime:
        """Between eight in the morning and ten at night."""
        minute = random.randrange(FROM_HOUR * 60, TO_HOUR * 60)
        return _here(datetime.combine(self.day(number), time(minute // 60, minute % 60, random.randrange(60))))


def _here(moment: datetime) -> datetime:
    aware: datetime = timezone.make_aware(moment)
    return aware


def answer_day(first: int, end: int, half: float, random: Random) -> int:
    """A day from `first` up to but not `end`; ever fewer answer, half of all within `half` days (were there no end).

    Drawn by inverting the exponential distribution, cut off at the end.
    """
    span = max(end - first, 1)
    rate = log(2) / half
    within = 1 - exp(-rate * span)
    return first + min(int(-log1p(-random.random() * within) / rate), span - 1)
