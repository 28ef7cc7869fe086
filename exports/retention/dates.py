"""Which day is whose last: what people were promised, and what follows from it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Standing:
    """How a study stands. `promised`: the last day on which answers can be removed, None where none is promised.

    `closes`: the last day of fieldwork as it is in force, None for no end; `closed`: somebody closed it by hand.
    `kept`: whether anything is there to purge.
    """

    promised: date | None
    closes: date | None
    closed: bool
    kept: bool = True


class NotYet(Exception):
    """A purge may not begin. `code` says why; `day` is the day it is about."""

    def __init__(self, code: str, day: date | None = None) -> None:
        self.code, self.day = code, day
        super().__init__(f"{code} {day or ''}".strip())


def purge_day(promised: date, days_after: int) -> date:
    """The first day on which links go. Never the promised day itself: until its end people can remove answers."""
    return promised + timedelta(days=max(1, days_after))


def check_may_begin(found: Standing, today: date, *, why: str = "") -> None:
    """Raises NotYet: `promised` before the promised day is over, `no_day` without one and a reason, `open`."""
    if found.promised and today <= found.promised:
        raise NotYet("promised", found.promised)
    if not found.promised and not why.strip():
        raise NotYet("no_day")
    if not found.closed and (found.closes is None or today <= found.closes):
        raise NotYet("open", found.closes)


def is_due(found: Standing, today: date, days_after: int) -> bool:
    """Whether the daily run purges it. A study that promised no day waits for somebody."""
    over = found.closed or (found.closes is not None and today > found.closes)
    return found.kept and over and found.promised is not None and today >= purge_day(found.promised, days_after)


def last_day_of_backups(purged_on: date, days_kept: int) -> date:
    """The day on which the last backup that holds links expires."""
    return purged_on + timedelta(days=days_kept)
