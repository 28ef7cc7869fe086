"""Dates that may be known only in part, as the interval of days that they can be."""

from calendar import monthrange
from datetime import date, timedelta

from surveys.engine.definition import Question
from surveys.engine.errors import AnswerError
from surveys.engine.values import DateRange

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(9999, 12, 31)


def bounds(question: Question) -> tuple[date, date]:
    """First and last day that the question takes."""
    low, high = question.minimum, question.maximum
    return (low if isinstance(low, date) else FIRST_DAY), (high if isinstance(high, date) else LAST_DAY)


def interval(
    question: Question, precision: str, year: int | None = None, month: int | None = None, day: int | None = None
) -> DateRange:
    """The days an answer of this precision stands for. Raises AnswerError `no_such_date`."""
    low, high = bounds(question)
    if precision == "before" and question.pivot:
        return DateRange(precision, low, question.pivot - timedelta(days=1))
    if precision == "after" and question.pivot:
        return DateRange(precision, question.pivot, high)
    try:
        return _calendar(precision, year or 0, month or 0, day or 0)
    except (ValueError, OverflowError):
        raise AnswerError("no_such_date") from None


def _calendar(precision: str, year: int, month: int, day: int) -> DateRange:
    if precision == "day":
        return DateRange.day(date(year, month, day))
    if precision == "month":
        first = date(year, month, 1)
        return DateRange(precision, first, first.replace(day=monthrange(year, month)[1]))
    return DateRange(precision, date(year, 1, 1), date(year, 12, 31))
