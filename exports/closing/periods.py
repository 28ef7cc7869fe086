"""Days of fieldwork → weeks, and weeks of few people joined with the next: what a report tells of its course. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from exports.monitor.figures import Day
from invitations.counts import monday_of
from surveys.engine.disclose import LEAST


@dataclass(frozen=True)
class Period:
    """From a Monday up to and including a Sunday, of a week or more. `posted`: kind of mailing → letters that left."""

    first: date
    last: date
    landed: int = 0
    started: int = 0
    sent: int = 0
    posted: Mapping[str, int] = field(default_factory=dict)

    @property
    def tellable(self) -> bool:
        """Whether its numbers tell of ten people or more, or of nobody."""
        return all(number == 0 or number >= LEAST for number in (self.landed, self.started, self.sent))

    @property
    def happened(self) -> bool:
        return bool(self.landed or self.started or self.sent or any(self.posted.values()))

    def __add__(self, other: "Period") -> "Period":
        kinds = dict.fromkeys((*self.posted, *other.posted))
        posted = {kind: self.posted.get(kind, 0) + other.posted.get(kind, 0) for kind in kinds}
        return Period(
            min(self.first, other.first),
            max(self.last, other.last),
            self.landed + other.landed,
            self.started + other.started,
            self.sent + other.sent,
            posted,
        )


def periods(days: Sequence[Day]) -> tuple[Period, ...]:
    """In order; a period that tells of few is joined with the one after it, the last with the one before.

    Weeks before anything happened and after everything did are left out.
    """
    found: list[Period] = []
    weeks = _weeks(days)
    busy = [place for place, week in enumerate(weeks) if week.happened]
    for week in weeks[busy[0] : busy[-1] + 1] if busy else ():
        if found and not found[-1].tellable:
            found[-1] += week
        else:
            found.append(week)
    while len(found) > 1 and not found[-1].tellable:
        last = found.pop()
        found[-1] += last
    return tuple(found)


def _weeks(days: Sequence[Day]) -> list[Period]:
    weeks: dict[date, Period] = {}
    for one in sorted(days, key=lambda day: day.day):
        monday = monday_of(one.day)
        sunday = monday + timedelta(days=6)
        started, sent = one.started_sample + one.started_open, one.sent_sample + one.sent_open
        here = Period(monday, sunday, one.landed, started, sent, one.posted)
        weeks[monday] = weeks[monday] + here if monday in weeks else here
    return list(weeks.values())
