"""Figures → what is beyond its limit, the worst first. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from exports.monitor.figures import Alarm, Day, Figures, Split, by
from exports.monitor.limits import Limits
from exports.monitor.told import by_column, reached, splits
from surveys.engine.disclose import LEAST

EARLY = 0.25
"""So much of the fieldwork has to be over before a pace is told."""


def alarms(figures: Figures, limits: Limits, today: date) -> tuple[Alarm, ...]:
    """Each rests on `limits.least` people or more; of those, a difference from all that chance may make is none.

    Ordered by kind, then by how far beyond its limit a figure is.
    """
    return (
        *_silent(figures, limits, today),
        *_uneven(figures, limits),
        *_worst_first(_wanted(figures, limits, today)),
        *_worst_first(_lagging(figures, limits)),
        *_undeliverable(figures, limits),
        *_worst_first(_languages(figures.languages, limits)),
        *_worst_first(_pages(figures, limits)),
        *_worst_first(_questions(figures, limits)),
    )


def _worst_first(found: Iterator[Alarm]) -> list[Alarm]:
    return sorted(found, key=lambda alarm: -abs(alarm.value - alarm.limit) / alarm.limit)


def _silent(figures: Figures, limits: Limits, today: date) -> Iterator[Alarm]:
    """No questionnaire was begun for some days, after letters left, while the study is open."""
    is_open = (figures.opens is None or figures.opens <= today) and (figures.closes is None or today <= figures.closes)
    since = _last_start(figures.days)
    if is_open and since is not None and (today - since).days >= limits.silent:
        yield Alarm("silent", "", (today - since).days, limits.silent, figures.sample.base)


def _last_start(days: Sequence[Day]) -> date | None:
    begun = [one.day for one in days if one.started_sample or one.started_open]
    left = [one.day for one in days if one.posted]
    return max(begun, default=None) or min(left, default=None)


def _uneven(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    found = figures.representative
    if found.r is not None and found.r < limits.even and found.units >= limits.least:
        yield Alarm("uneven", "", found.r, limits.even, found.units)


def _wanted(figures: Figures, limits: Limits, today: date) -> Iterator[Alarm]:
    """Groups that will not come to the number that the study needs, if it goes on as until now; only what is told.

    Nothing is said in the first quarter of the fieldwork, or where no last day is set: no pace can be told yet.
    """
    passed = elapsed(figures, today)
    told = reached(figures)
    for group, number in limits.wanted if passed >= EARLY else ():
        usable = told.get(group, 0)
        until = round((LEAST - 1 if usable is None else usable) / passed)
        if until < number:
            yield Alarm("wanted", group, until, number, number, usable is None)


def elapsed(figures: Figures, today: date) -> float:
    """How much of the fieldwork is over, 0 to 1; 0 where its days are not set."""
    if figures.opens is None or figures.closes is None or figures.closes <= figures.opens:
        return 0.0
    return min(1.0, max(0.0, ((today - figures.opens).days + 1) / ((figures.closes - figures.opens).days + 1)))


def _lagging(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    """Categories of one column whose response is far below everybody's, by more than two standard errors.

    Only what the tables tell: of a category with under ten responses an upper bound, of one that stands together with
    others nothing.
    """
    overall = figures.sample.rr2 or 0.0
    for name in figures.variables if overall else ():
        rows = by_column(figures, name).rows
        for (code,), found in by(figures, [name]).items():
            told = (code,) in rows and None not in rows[(code,)][:2]
            if code and found.base >= limits.least and (told or found.usable < LEAST):
                lag = _Lag(found.base, found.usable if told else LEAST, overall)
                if lag.is_beyond(limits):
                    yield Alarm("lagging", f"{name}={code}", lag.share, limits.lagging, found.base, not told)


@dataclass(frozen=True)
class _Lag:
    """`reached` of `people`, beside the rate of everybody."""

    people: int
    reached: int
    overall: float

    @property
    def share(self) -> float:
        """Of everybody's rate."""
        return self.reached / self.people / self.overall

    def is_beyond(self, limits: Limits) -> bool:
        error = (self.overall * (1 - self.overall) / self.people) ** 0.5
        return self.share < limits.lagging and self.overall * (1 - self.share) > 2 * error


def _undeliverable(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    base = figures.sample.base
    share = figures.sample.undeliverable / base if base else 0.0
    if base >= limits.least and share > limits.undeliverable:
        yield Alarm("undeliverable", "", share, limits.undeliverable, base)


def _languages(languages: Sequence[Split], limits: Limits) -> Iterator[Alarm]:
    """Languages in which far fewer of those who began came to an end than in all; only what the tables tell."""
    started = sum(one.started for one in languages)
    overall = sum(one.usable or 0 for one in languages) / started if started else 0.0
    for one, steps in zip(languages, splits(languages), strict=True) if overall else ():
        usable, told = one.usable or 0, steps[0] is not None and steps[-1] is not None
        if one.started >= limits.least and (told or usable < LEAST):
            lag = _Lag(one.started, usable if told else LEAST, overall)
            if lag.is_beyond(limits):
                yield Alarm("language", one.value, lag.share, limits.lagging, one.started, not told)


def _pages(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    for page in figures.pages:
        share = page.broke_off
        if share is not None and page.reached >= limits.least and share > limits.break_off:
            yield Alarm("break_off", page.name, share, limits.break_off, page.reached)


def _questions(figures: Figures, limits: Limits) -> Iterator[Alarm]:
    for question in figures.questions:
        if question.asked < limits.least:
            continue
        if (question.non_response or 0) > limits.non_response:
            yield Alarm("non_response", question.name, question.non_response or 0, limits.non_response, question.asked)
        if (question.unknowing or 0) > limits.dont_know:
            yield Alarm("dont_know", question.name, question.unknowing or 0, limits.dont_know, question.asked)
