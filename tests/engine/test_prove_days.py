"""Dates in the solver: the calendar in whole numbers, and every precision as the engine reads it."""

from datetime import date
from typing import Any

import pytest
import z3

from surveys.engine.dates import interval
from surveys.engine.definition import Precision, Question
from surveys.engine.proof.days import days, first_day
from surveys.engine.text import Text

YEARS = [1, 4, 100, 400, 1899, 1900, 1904, 2000, 2023, 2024, 2100, 9999]


def worked_out(term: Any) -> int:
    return z3.simplify(term).as_long()


@pytest.mark.parametrize("year", YEARS)
def test_first_day_of_a_year(year: int) -> None:
    assert worked_out(first_day(z3.IntVal(year), "year")) == date(year, 1, 1).toordinal()


@pytest.mark.parametrize("year", YEARS)
def test_first_day_of_each_month(year: int) -> None:
    found = [worked_out(first_day(z3.IntVal(year * 12 + month), "month")) for month in range(12)]
    assert found == [date(year, month + 1, 1).toordinal() for month in range(12)]


def test_the_day_after_the_last_year() -> None:
    assert worked_out(first_day(z3.IntVal(10_000), "year")) == date.max.toordinal() + 1


def dated(precision: Precision, low: date | None, high: date | None) -> Question:
    pivot = date(2024, 1, 1)
    return Question("t", "date", Text({}), precisions=(precision,), minimum=low, maximum=high, pivot=pivot)


NARROW, WIDE = (date(2023, 11, 15), date(2024, 2, 10)), (None, None)


@pytest.mark.parametrize("bounds", [pytest.param(NARROW, id="written out"), pytest.param(WIDE, id="calculated")])
@pytest.mark.parametrize("precision", ["day", "month", "year", "before", "after"])
def test_an_answer_in_the_model_is_one_the_engine_takes(
    precision: Precision, bounds: tuple[date | None, date | None]
) -> None:
    """Around 1 January 2024: the days in the model are those of the answer that is read out of it."""
    question = dated(precision, *bounds)
    (kind,) = days(question)
    solver = z3.Solver()
    solver.add(kind.possible, kind.days.upper >= date(2023, 12, 31).toordinal())
    assert solver.check() == z3.sat
    model = solver.model()
    answer = kind.decode(model)
    held = [model.eval(z3.IntVal(0) + term).as_long() for term in (kind.days.lower, kind.days.upper)]
    assert held == [answer.lower.toordinal(), answer.upper.toordinal()]
    assert answer == interval(question, precision, answer.lower.year, answer.lower.month, answer.lower.day)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        pytest.param("day", [date(2023, 11, 15), date(2024, 2, 10)], id="day"),
        pytest.param("month", [date(2023, 11, 1), date(2024, 2, 1)], id="month"),
        pytest.param("year", [date(2023, 1, 1), date(2024, 1, 1)], id="year"),
    ],
)
def test_first_and_last_answer_within_bounds(precision: Precision, expected: list[date]) -> None:
    """A month or year counts where it touches the days from min to max."""
    (kind,) = days(dated(precision, *NARROW))
    found = []
    for wish in (z3.Optimize.minimize, z3.Optimize.maximize):
        solver = z3.Optimize()
        solver.add(kind.possible)
        wish(solver, kind.days.lower)
        solver.check()
        found.append(kind.decode(solver.model()).lower)
    assert found == expected


def test_bounds_that_leave_nothing() -> None:
    (kind,) = days(dated("month", date(2024, 5, 1), date(2024, 1, 1)))
    solver = z3.Solver()
    solver.add(kind.possible)
    assert solver.check() == z3.unsat
