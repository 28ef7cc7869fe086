from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.answers import (
    AnswerError,
    Choice,
    Choices,
    DateRange,
    Months,
    Number,
    Place,
    Refusal,
    Words,
    from_json,
    read,
    rule_value,
    to_json,
)
from tests.engine.mini import option, question

LIST = [option("yes"), option("no"), option("other", short="else")]
WORK = question("single", options=LIST, other="text", reasons=["dont_know"])
SPOKEN = question("multi", options=[*LIST, option("none", exclusive=True)], other="text", reasons=["prefer_not"])
AGE = question("number", min=18, max=99, reasons=["prefer_not"])
PAY = question("number", decimals=2)
STAY = question("duration", min=1, max=10)
PIP = question(
    "date", precisions=["month", "year", "before", "after"], pivot="2024-01-01", min="2022-01-01", max="2026-12-31"
)
BORN = question("date", precisions=["day"])
COUNTRY = question("country", reasons=["prefer_not"])
TOWN = question("municipality")
NOTE = question("text", max_length=10)
QUESTIONS = [WORK, SPOKEN, AGE, PAY, STAY, PIP, BORN, COUNTRY, TOWN, NOTE]


def read_all(asked, **raw):
    lists = {name: value if isinstance(value, list) else [value] for name, value in raw.items()}
    return read(asked, lists, options=asked.options)


@pytest.mark.parametrize(
    ("asked", "raw", "expected"),
    [
        pytest.param(WORK, {"value": "yes"}, Choice("yes"), id="single"),
        pytest.param(WORK, {"value": "other", "other": " kok\x00 "}, Choice("other", "kok"), id="other with text"),
        pytest.param(WORK, {"value": "other"}, Choice("other"), id="other without text"),
        pytest.param(WORK, {"value": "yes", "other": "kok"}, Choice("yes"), id="text beside another option"),
        pytest.param(WORK, {"value": "dont_know"}, Refusal("dont_know"), id="reason as value"),
        pytest.param(WORK, {"reason": "dont_know"}, Refusal("dont_know"), id="reason apart"),
        pytest.param(WORK, {"value": ""}, None, id="empty"),
        pytest.param(SPOKEN, {"value": ["yes", "no"]}, Choices(frozenset({"yes", "no"})), id="multi"),
        pytest.param(SPOKEN, {"value": ["none"]}, Choices(frozenset({"none"})), id="exclusive alone"),
        pytest.param(SPOKEN, {"value": ["prefer_not"]}, Refusal("prefer_not"), id="reason alone"),
        pytest.param(SPOKEN, {"value": []}, None, id="no ticks"),
        pytest.param(AGE, {"value": " 40 "}, Number(Decimal(40)), id="number"),
        pytest.param(AGE, {"value": "٤٠"}, Number(Decimal(40)), id="Arabic digits"),
        pytest.param(AGE, {"value": "۴۰"}, Number(Decimal(40)), id="Persian digits"),
        pytest.param(AGE, {"value": "40"}, Number(Decimal(40)), id="full-width digits"),
        pytest.param(AGE, {"value": "18"}, Number(Decimal(18)), id="at the bound"),
        pytest.param(PAY, {"value": "12,50"}, Number(Decimal("12.50")), id="decimal comma"),
        pytest.param(PAY, {"value": "١٢٫٥"}, Number(Decimal("12.5")), id="Arabic decimal sign"),
        pytest.param(PAY, {"value": "-0"}, Number(Decimal(0)), id="minus zero"),
        pytest.param(STAY, {"years": "1", "months": "3"}, Months(15), id="duration"),
        pytest.param(STAY, {"months": "18"}, Months(18), id="months only"),
        pytest.param(PIP, {"year": "2024"}, DateRange("year", date(2024, 1, 1), date(2024, 12, 31)), id="year"),
        pytest.param(
            PIP, {"year": "2024", "month": "2"}, DateRange("month", date(2024, 2, 1), date(2024, 2, 29)), id="month"
        ),
        pytest.param(
            PIP,
            {"year": "2024", "month": "2", "day": "3"},
            DateRange("month", date(2024, 2, 1), date(2024, 2, 29)),
            id="finer than asked",
        ),
        pytest.param(PIP, {"side": "before"}, DateRange("before", date(2022, 1, 1), date(2023, 12, 31)), id="before"),
        pytest.param(PIP, {"side": "after"}, DateRange("after", date(2024, 1, 1), date(2026, 12, 31)), id="after"),
        pytest.param(BORN, {"year": "1990", "month": "1", "day": "31"}, DateRange.day(date(1990, 1, 31)), id="day"),
        pytest.param(COUNTRY, {"value": "SY"}, Place("SY"), id="country"),
        pytest.param(TOWN, {"value": "GM0363"}, Place("GM0363"), id="municipality"),
        pytest.param(NOTE, {"value": "a\r\nb"}, Words("a\nb"), id="text"),
        pytest.param(NOTE, {"value": "\x00\ud800 \n"}, None, id="nothing but rubbish"),
        pytest.param(question("statement"), {"value": "x"}, None, id="statement"),
    ],
)
def test_read(asked, raw, expected):
    assert read_all(asked, **raw) == expected


@pytest.mark.parametrize(
    ("asked", "raw", "code"),
    [
        pytest.param(WORK, {"value": "maybe"}, "not_an_option", id="no such option"),
        pytest.param(WORK, {"value": ["yes", "no"]}, "two_answers", id="two for a single"),
        pytest.param(WORK, {"value": "yes", "reason": "dont_know"}, "two_answers", id="answer and reason"),
        pytest.param(WORK, {"reason": "prefer_not"}, "not_an_option", id="reason not offered"),
        pytest.param(WORK, {"value": "other", "other": "x" * 251}, "too_long", id="long other"),
        pytest.param(SPOKEN, {"value": ["yes", "none"]}, "exclusive", id="exclusive with another"),
        pytest.param(SPOKEN, {"value": ["yes", "prefer_not"]}, "exclusive", id="reason with another"),
        pytest.param(SPOKEN, {"value": ["yes", "maybe"]}, "not_an_option", id="one unknown"),
        pytest.param(AGE, {"value": "veertig"}, "not_a_number", id="words"),
        pytest.param(AGE, {"value": "4e1"}, "not_a_number", id="exponent"),
        pytest.param(AGE, {"value": "9" * 400}, "not_a_number", id="endless digits"),
        pytest.param(AGE, {"value": "17"}, "too_small", id="below"),
        pytest.param(AGE, {"value": "100"}, "too_big", id="above"),
        pytest.param(AGE, {"value": "40,5"}, "too_many_decimals", id="decimals"),
        pytest.param(STAY, {"years": "1", "months": "12"}, "too_many_months", id="twelve months"),
        pytest.param(STAY, {"years": "0", "months": "11"}, "too_small", id="short stay"),
        pytest.param(STAY, {"years": "11"}, "too_big", id="long stay"),
        pytest.param(STAY, {"years": "-1"}, "not_a_number", id="negative years"),
        pytest.param(BORN, {"year": "2023", "month": "2", "day": "29"}, "no_such_date", id="29 February"),
        pytest.param(BORN, {"year": "2023", "month": "13", "day": "1"}, "no_such_date", id="month 13"),
        pytest.param(BORN, {"year": "0", "month": "1", "day": "1"}, "no_such_date", id="year 0"),
        pytest.param(BORN, {"year": "20240", "month": "1", "day": "1"}, "no_such_date", id="year of five digits"),
        pytest.param(BORN, {"year": "x", "month": "1", "day": "1"}, "no_such_date", id="words in a date"),
        pytest.param(BORN, {"year": "2023"}, "date_incomplete", id="too coarse"),
        pytest.param(BORN, {"month": "2", "day": "1"}, "date_incomplete", id="no year"),
        pytest.param(PIP, {"year": "2021"}, "date_out_of_range", id="before min"),
        pytest.param(PIP, {"year": "2027", "month": "1"}, "date_out_of_range", id="after max"),
        pytest.param(PIP, {"year": "2024", "side": "after"}, "two_answers", id="year and side"),
        pytest.param(PIP, {"side": "between"}, "not_an_option", id="no such side"),
        pytest.param(BORN, {"side": "before"}, "not_an_option", id="side not asked"),
        pytest.param(COUNTRY, {"value": "XX"}, "not_an_option", id="no country"),
        pytest.param(TOWN, {"value": "GM363"}, "not_an_option", id="no municipality"),
        pytest.param(NOTE, {"value": "x" * 11}, "too_long", id="long text"),
    ],
)
def test_refused(asked, raw, code):
    with pytest.raises(AnswerError) as caught:
        read_all(asked, **raw)
    assert caught.value.code == code


def test_options_not_shown_cannot_be_chosen():
    with pytest.raises(AnswerError):
        read(WORK, {"value": ["no"]}, options=WORK.options[:1])


def test_refused_number_tells_the_bounds():
    with pytest.raises(AnswerError) as caught:
        read_all(AGE, value="17")
    assert caught.value.params == {"minimum": 18, "maximum": 99}


PARTS = ["value", "other", "year", "month", "day", "years", "months", "side", "reason", "odd"]
TEXT = st.one_of(st.text(max_size=12), st.sampled_from(["yes", "other", "1", "٣", "2024", "before", "dont_know", "²"]))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(QUESTIONS), st.dictionaries(st.sampled_from(PARTS), st.lists(TEXT, max_size=3)))
def test_read_raises_nothing_but_answer_errors_and_stores_what_it_takes(asked, raw):
    try:
        answer = read(asked, raw, options=asked.options)
    except AnswerError:
        return
    if answer is not None:
        assert from_json(asked, to_json(answer, asked)) == answer
        rule_value(asked, answer)


@pytest.mark.parametrize(
    ("asked", "answer", "stored"),
    [
        pytest.param(WORK, Choice("other", "kok"), {"code": "other", "other": "kok"}, id="single"),
        pytest.param(SPOKEN, Choices(frozenset({"no", "yes"})), {"codes": ["yes", "no"]}, id="multi in option order"),
        pytest.param(PAY, Number(Decimal("1E+2")), {"number": "100"}, id="number"),
        pytest.param(STAY, Months(15), {"months": 15}, id="duration"),
        pytest.param(
            BORN,
            DateRange.day(date(1990, 1, 31)),
            {"date": {"precision": "day", "lower": "1990-01-31", "upper": "1990-01-31"}},
            id="date",
        ),
        pytest.param(COUNTRY, Place("SY"), {"place": "SY"}, id="country"),
        pytest.param(NOTE, Words("ja"), {"text": "ja"}, id="text"),
        pytest.param(AGE, Refusal("prefer_not"), {"reason": "prefer_not"}, id="reason"),
    ],
)
def test_stored(asked, answer, stored):
    assert to_json(answer, asked) == stored
    assert from_json(asked, stored) == answer


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        pytest.param(WORK, {"codes": ["yes"]}, id="another type"),
        pytest.param(WORK, {"code": 1}, id="a number as code"),
        pytest.param(WORK, None, id="nothing"),
        pytest.param(WORK, {"reason": "lost"}, id="no such reason"),
        pytest.param(WORK, {"reason": []}, id="list as reason"),
        pytest.param(AGE, {"number": "NaN"}, id="not a number"),
        pytest.param(STAY, {"months": True}, id="true as months"),
        pytest.param(
            BORN, {"date": {"precision": "day", "lower": "2024-02-02", "upper": "2024-02-01"}}, id="backwards"
        ),
        pytest.param(SPOKEN, {"codes": [["yes"]]}, id="list in codes"),
    ],
)
def test_broken_storage(asked, stored):
    with pytest.raises(AnswerError) as caught:
        from_json(asked, stored)
    assert caught.value.code == "stored_answer"


def test_rules_see():
    assert rule_value(SPOKEN, Choices(frozenset({"yes"}))) == frozenset({"yes"})
    assert rule_value(STAY, Months(15)) == Decimal(15)
    assert rule_value(AGE, Refusal("prefer_not")) == "prefer_not"
