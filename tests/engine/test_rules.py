from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.expressions import parse_expression
from surveys.engine.rules import NOT_REACHED, REFUSED, SKIPPED, UNDECIDED, Unknown, decided, evaluate, holds, judge
from surveys.engine.values import DateRange
from tests.engine.naive import naive
from tests.engine.strategies import expressions, values_for

YEAR = DateRange("year", date(2024, 1, 1), date(2024, 12, 31))
SEEN = {
    "work": "yes",
    "age": Decimal(40),
    "big": frozenset({"a", "b"}),
    "one_tick": frozenset({"dont_know"}),
    "since": YEAR,
    "day": DateRange.day(date(2024, 6, 1)),
    "refused": "prefer_not",
    "digits": "12",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("${work} = 'yes'", True, id="code"),
        pytest.param("${skipped} = 'yes'", False, id="unanswered is not yes"),
        pytest.param("${skipped} != 'yes'", True, id="unanswered differs, as in ODK"),
        pytest.param("${skipped} = ''", True, id="unanswered is empty"),
        pytest.param("${age} = ''", False, id="a number is not empty"),
        pytest.param("${age} != ''", True, id="a number differs from empty"),
        pytest.param("${skipped} < 18 or ${skipped} >= 18", False, id="empty has no order"),
        pytest.param("${refused} = 'prefer_not'", True, id="reason"),
        pytest.param("${refused} < 18 or ${refused} > 18", False, id="a reason has no order"),
        pytest.param("${age} >= 40 and ${age} <= 40", True, id="bounds are inclusive"),
        pytest.param("${digits} = 12", True, id="text of digits as a number"),
        pytest.param("${work} = 12", False, id="text that is no number"),
        pytest.param("selected(${big}, 'a') and not(selected(${big}, 'c'))", True, id="selected"),
        pytest.param("selected(${skipped}, 'a')", False, id="selected of nothing"),
        pytest.param("count-selected(${big}) = 2", True, id="count"),
        pytest.param("count-selected(${skipped}) = 0", True, id="count of nothing"),
        pytest.param("${one_tick} = 'dont_know'", True, id="the only tick is a reason"),
        pytest.param("${since} < date('2024-07-01')", False, id="a year is not surely before July"),
        pytest.param("${since} >= date('2024-07-01')", False, id="nor surely after"),
        pytest.param("${since} <= date('2024-12-31')", True, id="every day of it"),
        pytest.param("${since} > date('2023-12-31')", True, id="every day after"),
        pytest.param("${since} = date('2024-01-01')", False, id="a year is not a day"),
        pytest.param("${since} != date('2024-01-01')", False, id="nor surely another day"),
        pytest.param("${since} != date('2025-01-01')", True, id="another year"),
        pytest.param("${day} = date('2024-06-01')", True, id="the same day"),
        pytest.param("${since} = ''", False, id="an answered date is not empty"),
        pytest.param("${skipped} < date('2024-01-01')", False, id="an unanswered date has no order"),
        pytest.param("${since} > 5 or ${since} < 5", False, id="a date is no number"),
        pytest.param("(1 = 1) = 'x'", True, id="boolean with text"),
    ],
)
def test_holds(source, expected):
    assert holds(parse_expression(source), SEEN) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("${age} * 2 + 1", Decimal(81), id="product before sum"),
        pytest.param("${age} - 2 - 1", Decimal(37), id="from the left"),
        pytest.param("${age} div 8", Decimal(5), id="div"),
        pytest.param("-${age} mod 7", Decimal(-5), id="mod keeps the sign of the left side"),
        pytest.param("${age} div 0", "", id="by zero"),
        pytest.param("${age} mod 0", "", id="rest of zero"),
        pytest.param("999999999999999 * 999999999999999 mod 0.1", "", id="quotient too long"),
        pytest.param("${skipped} + 1", "", id="with nothing"),
        pytest.param("${refused} + 1", "", id="with a reason"),
        pytest.param("if(${work} = 'yes', 'a', 'b')", "a", id="if"),
        pytest.param("coalesce(${skipped}, ${age}, 1)", Decimal(40), id="coalesce"),
        pytest.param("coalesce(${skipped}, '')", "", id="coalesce of nothing"),
    ],
)
def test_evaluate(source, expected):
    assert evaluate(parse_expression(source), SEEN) == expected


def test_no_rule_holds():
    assert holds(None, {})
    assert decided(None, {}, {"a"}) is True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("${u} = 'x'", None, id="hinges on it"),
        pytest.param("${u} = 'x' and ${work} = 'no'", False, id="the other side decides and"),
        pytest.param("${work} = 'no' and ${u} = 'x'", False, id="in either order"),
        pytest.param("${u} = 'x' or ${work} = 'yes'", True, id="the other side decides or"),
        pytest.param("${u} = 'x' or ${work} = 'no'", None, id="or left to it"),
        pytest.param("not(${u} = 'x')", None, id="not"),
        pytest.param("${u} + 1 > 2", None, id="sum"),
        pytest.param("selected(${u}, 'x')", None, id="selected"),
        pytest.param("if(${u} = 'x', 'a', 'a') = 'a'", True, id="both branches the same"),
        pytest.param("if(${u} = 'x', 'a', 'b') = 'a'", None, id="branches differ"),
        pytest.param("coalesce(${u}, ${work}) = 'yes'", True, id="coalesce passes over it"),
        pytest.param("${u} = ''", None, id="whether it is empty is unknown too"),
    ],
)
def test_decided(source, expected):
    assert decided(parse_expression(source), SEEN, {"u"}) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("${skip} = 'x'", Unknown(-8, ""), id="skipped"),
        pytest.param("${skip} = ''", True, id="asks for skipping"),
        pytest.param("${skip} != ''", False, id="asks for not skipping"),
        pytest.param("${no} = 'prefer_not'", True, id="asks for refusing"),
        pytest.param("${no} = 'dont_know'", False, id="another reason"),
        pytest.param("selected(${no}, 'prefer_not')", True, id="selected refusal"),
        pytest.param("${no} = 'x'", Unknown(-8, "prefer_not"), id="refused"),
        pytest.param("${skip} = 'x' and ${later} = 'x'", Unknown(-8), id="skipped before not reached"),
        pytest.param("${later} = ''", Unknown(-6), id="not reached is not empty"),
        pytest.param("${skip} = ${later}", Unknown(-8), id="two unknowns"),
    ],
)
def test_judge(source, expected):
    seen = {"skip": SKIPPED, "no": REFUSED, "later": NOT_REACHED, "off": UNDECIDED}
    assert judge(parse_expression(source), seen) == expected


@settings(max_examples=250, deadline=None)
@given(expressions(), st.data())
def test_a_second_evaluator_agrees(source, data):
    seen = data.draw(values_for())
    assert evaluate(parse_expression(source), seen) == naive(source, seen)


@settings(max_examples=120, deadline=None)
@given(expressions(), st.data())
def test_what_is_decided_holds_for_every_completion(source, data):
    """Unless the expression passes over unknowns by itself (coalesce)."""
    expression = parse_expression(source)
    seen = data.draw(values_for())
    unknown = data.draw(st.sets(st.sampled_from(["a", "b", "n"])))
    verdict = decided(expression, {name: value for name, value in seen.items() if name not in unknown}, unknown)
    if verdict is not None and "coalesce" not in source:
        assert holds(expression, seen) is verdict


def test_evaluate_refuses_unknowns():
    with pytest.raises(TypeError):
        evaluate(parse_expression("${a} = 'x'"), {"a": SKIPPED})  # type: ignore[dict-item]
