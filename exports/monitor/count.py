"""Rows → counts: outcomes by stratum, ways of answering, days. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from exports.monitor.figures import USABLE, Counted, Day, Split, Stratum
from exports.monitor.rows import Filled, Letters, Person, is_waiting, outcome_of

Steps = Mapping[str, int]


@dataclass
class _Cell:
    """One stratum while it is counted."""

    outcomes: Counter[str] = field(default_factory=Counter)
    mailed: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    usable_by: Counter[str] = field(default_factory=Counter)
    waiting: int = 0

    def add(self, person: Person) -> None:
        outcome = outcome_of(person)
        self.outcomes.update(("size", outcome))
        self.mailed.update(person.mailed)
        self.waiting += is_waiting(person)
        filled = person.filled
        if filled is not None and filled.outcome != "removed":
            self.outcomes["started"] += 1
            self.came[filled.channel] += 1
            self.usable_by[filled.channel] += outcome in USABLE
            self.outcomes["busy"] += filled.busy

    def done(self, values: tuple[str, ...]) -> Stratum:
        usable = {slug: number for slug, number in self.usable_by.items() if number}
        return Stratum(values, Counted(**self.outcomes), self.waiting, dict(self.mailed), dict(self.came), usable)


def strata(people: Iterable[Person]) -> tuple[Stratum, ...]:
    """People of the sample by their values, in the order of the values."""
    cells: defaultdict[tuple[str, ...], _Cell] = defaultdict(_Cell)
    for person in people:
        cells[person.values].add(person)
    return tuple(cell.done(values) for values, cell in sorted(cells.items()))


def outside(filled: Iterable[Filled], withdrawn: int) -> Counted:
    """Questionnaires of people who came without a letter's code."""
    found: Counter[str] = Counter(withdrawn=withdrawn, size=withdrawn)
    for one in filled:
        found.update(("size", one.outcome))
        found["started"] += one.outcome != "removed"
        found["busy"] += one.busy
    return Counted(**found)


def split(filled: Iterable[Filled], of: Callable[[Filled], str]) -> tuple[Split, ...]:
    """Questionnaires by one thing, the most frequent first; where it is not known they are left out."""
    started: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    usable: Counter[str] = Counter()
    for one in filled:
        value = of(one)
        if value and one.outcome != "removed":
            started[value] += 1
            sent[value] += one.sent
            usable[value] += one.outcome in USABLE
    ordered = sorted(started, key=lambda value: (-started[value], value))
    return tuple(Split(value, started[value], sent[value], usable[value]) for value in ordered)


def days(
    filled: Sequence[Filled],
    landed: Mapping[date, int],
    at_door: Mapping[date, tuple[int, int]],
    posted: Iterable[Letters],
    last: date,
) -> tuple[Day, ...]:
    """Every day from the first on which something happened up to `last`. `at_door`: declined, and not for them."""
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    letters: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for one in filled:
        who = "sample" if one.coded else "open"
        found[one.started_on][f"started_{who}"] += 1
        if one.sent_on:
            found[one.sent_on][f"sent_{who}"] += 1
    for day, number in landed.items():
        found[day]["landed"] += number
    for day, (declined, elsewhere) in at_door.items():
        found[day].update(declined=declined, not_for_them=elsewhere)
    for some in posted:
        letters[some.day][some.kind] += some.number
    happened = {*found, *letters}
    if not happened:
        return ()
    first, last = min(happened), max(last, *happened)
    every = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return tuple(Day(day, **found[day], posted=dict(letters[day])) for day in every)
