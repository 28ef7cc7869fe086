"""Dates as solver terms: per precision the first and last day, as ordinals (date.toordinal)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from surveys.engine.dates import bounds, interval
from surveys.engine.definition import Precision, Question
from surveys.engine.proof.logic import Formula, Term, both, choose
from surveys.engine.proof.values import Days
from surveys.engine.values import DateRange

TABLE = 240
"""Up to this many months or years, the calendar is written out; beyond it is calculated."""


@dataclass(frozen=True)
class Kind:
    """One precision: its interval, when it is possible, and the answer in a model."""

    precision: Precision
    days: Days
    possible: Formula
    decode: Callable[[Any], DateRange]


def days(question: Question) -> Iterator[Kind]:
    """The ways to answer with a date. Bounds as in reading: an interval must touch the days from min to max."""
    low, high = bounds(question)
    for precision in question.precisions:
        if precision in ("before", "after"):
            yield from _side(question, precision)
        elif precision == "day":
            yield _day(question, low, high)
        else:
            yield _calendar(question, precision, low, high)


def _side(question: Question, precision: Precision) -> Iterator[Kind]:
    if question.pivot is None:
        return
    try:
        answer = interval(question, precision)
    except OverflowError:
        return
    yield Kind(precision, Days(answer.lower.toordinal(), answer.upper.toordinal()), True, lambda model: answer)


def _day(question: Question, low: date, high: date) -> Kind:
    day = z3.Int(f"{question.name}@day")
    possible = both(day >= low.toordinal(), day <= high.toordinal())
    return Kind("day", Days(day, day), possible, lambda model: DateRange.day(date.fromordinal(_whole(model, day))))


def _calendar(question: Question, precision: Precision, low: date, high: date) -> Kind:
    """A month or a year, counted from month or year 0."""
    each = z3.Int(f"{question.name}@{precision}")
    first, last = _place(low, precision), _place(high, precision)
    if 0 <= last - first <= TABLE:
        lower, upper = _written_out(each, range(first, last + 1), precision)
    else:
        lower, upper = first_day(each, precision), first_day(each + 1, precision) - 1

    def decode(model: Any) -> DateRange:
        return _range(question, precision, _whole(model, each))

    return Kind(precision, Days(lower, upper), both(each >= first, each <= last), decode)


def _place(day: date, precision: Precision) -> int:
    return day.year if precision == "year" else day.year * 12 + day.month - 1


def _range(question: Question, precision: Precision, place: int) -> DateRange:
    year, month = (place, 1) if precision == "year" else (place // 12, place % 12 + 1)
    return interval(question, precision, year, month)


def _written_out(each: Term, places: range, precision: Precision) -> tuple[Term, Term]:
    ordinals = {place: _bare(precision, place) for place in places}
    lower, upper = ordinals[places[-1]]
    for place in reversed(places[:-1]):
        here = each == place
        lower, upper = choose(here, ordinals[place][0], lower), choose(here, ordinals[place][1], upper)
    return lower, upper


def _bare(precision: Precision, place: int) -> tuple[int, int]:
    step = 12 if precision == "year" else 1
    start = place * step
    return _first_of_month(start), _first_of_month(start + step) - 1


def _first_of_month(place: int) -> int:
    """Ordinal of the first day of a month counted from year 0; the year 10000 too."""
    year, month = divmod(place, 12)
    if year > 9999:
        return date.max.toordinal() + 1
    return date(year, month + 1, 1).toordinal()


def first_day(each: Term, precision: Precision) -> Term:
    """Ordinal of the first day of a month or year: the Gregorian calendar in whole numbers."""
    if precision == "year":
        return _new_year(each)
    year, month = each / 12, each % 12
    leap = z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))
    before = z3.IntVal(334)
    for place in reversed(range(11)):
        passed = date(2001, place + 1, 1).toordinal() - date(2001, 1, 1).toordinal()
        before = z3.If(month == place, z3.IntVal(passed), before)
    return _new_year(year) + before + z3.If(z3.And(leap, month >= 2), 1, 0)


def _new_year(year: Term) -> Term:
    past = year - 1
    return 365 * past + past / 4 - past / 100 + past / 400 + 1


def _whole(model: Any, number: Any) -> int:
    return int(model.eval(number, model_completion=True).as_long())
