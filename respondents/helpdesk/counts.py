"""How many people asked the help desk for what, by week. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from invitations.counts import monday_of
from surveys.engine.disclose import LEAST, shown, shown_sum

EXACT = 0
"""The least number that is told to who answers the calls themselves: every one."""


@dataclass(frozen=True)
class Week:
    """From its Monday; a number per topic in the order of the table, None where it is not told, and their sum."""

    monday: date
    told: tuple[int | None, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def sum(self) -> int | None:
        return shown_sum(self.told)


@dataclass(frozen=True)
class Table:
    """Weeks, newest first, and the sums of what they tell: a number that is not told is in no sum."""

    topics: tuple[str, ...]
    weeks: tuple[Week, ...]

    @property
    def sums(self) -> tuple[int | None, ...]:
        return tuple(shown_sum(week.told[place] for week in self.weeks) for place in range(len(self.topics)))

    @property
    def sum(self) -> int | None:
        return shown_sum(self.sums)


def table(days: Iterable[tuple[date, str, int]], topics: Sequence[str], today: date, least: int = LEAST) -> Table:
    """From (day, topic, count). `least`: smaller numbers are not told, and then the week of `today` is left out:
    two looks at it would tell of one person. With EXACT everything is told.
    """
    weeks: dict[date, Counter[str]] = {}
    for day, topic, count in days:
        weeks.setdefault(monday_of(day), Counter())[topic] += count
    over = {monday: found for monday, found in weeks.items() if least == EXACT or monday < monday_of(today)}
    told = (Week(monday, tuple(shown(over[monday][topic], least) for topic in topics)) for monday in sorted(over)[::-1])
    return Table(tuple(topics), tuple(told))


def topics_of(days: Iterable[tuple[date, str, int]], topics: Sequence[str]) -> dict[str, int]:
    """Of the whole fieldwork by topic, every topic named; nothing is hidden yet."""
    found: Counter[str] = Counter()
    for _, topic, count in days:
        found[topic] += count
    return {topic: found[topic] for topic in topics}
