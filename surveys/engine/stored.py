"""Answers as stored JSON, and back."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from surveys.engine.answer_kinds import Answer, Choice, Choices, Months, Number, Place, Refusal, Words
from surveys.engine.definition import REASON_CODES, Question
from surveys.engine.errors import AnswerError
from surveys.engine.values import DateRange

SHAPES: Mapping[str, frozenset[str]] = {
    "single": frozenset({"code"}),
    "scale": frozenset({"code"}),
    "multi": frozenset({"codes"}),
    "number": frozenset({"number"}),
    "duration": frozenset({"months"}),
    "date": frozenset({"date"}),
    "country": frozenset({"place"}),
    "municipality": frozenset({"place"}),
    "text": frozenset({"text"}),
    "long_text": frozenset({"text"}),
}
PRECISIONS = frozenset({"day", "month", "year", "before", "after"})


def to_json(answer: Answer, question: Question | None = None) -> dict[str, Any]:
    """The answer for storage. Codes of a multi stand in option order where the question is given, else by alphabet."""
    match answer:
        case Choice(code, other):
            return {"code": code} | _beside(other)
        case Choices(codes, other):
            order = list(question.by_code) if question else []
            return {"codes": sorted(codes, key=lambda code: _place(order, code))} | _beside(other)
        case DateRange(precision, lower, upper):
            return {"date": {"precision": precision, "lower": lower.isoformat(), "upper": upper.isoformat()}}
        case Number(value):
            return {"number": format(value, "f")}
    return _plain_json(answer)


def _plain_json(answer: Months | Place | Words | Refusal) -> dict[str, Any]:
    match answer:
        case Months(value):
            return {"months": value}
        case Place(code):
            return {"place": code}
        case Words(text):
            return {"text": text}
        case Refusal(reason):
            return {"reason": reason}


def _beside(other: str) -> dict[str, str]:
    return {"other": other} if other else {}


def _place(order: list[str], code: str) -> tuple[int, str]:
    return (order.index(code) if code in order else len(order), code)


def from_json(question: Question, data: Any) -> Answer:
    """The stored answer. Raises AnswerError `stored_answer` where it does not fit the question's type."""
    try:
        return _from_json(question, data)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise AnswerError("stored_answer", question=question.name, found=str(type(error).__name__)) from None


def _from_json(question: Question, data: Any) -> Answer:
    shape = frozenset(data) - {"other"}
    if shape == {"reason"}:
        return Refusal(_reason(data["reason"]))
    if shape != SHAPES.get(question.type):
        raise ValueError(question.type)
    (key,) = shape  # every shape has one key
    other = _string(data.get("other", ""))
    if key == "code":
        return Choice(_string(data[key]), other)
    if key == "codes":
        return Choices(frozenset(_string(code) for code in data[key]), other)
    return MAKERS[key](data[key])


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _months(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(value)
    return value


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _reason(value: Any) -> Any:
    if value not in REASON_CODES:
        raise ValueError(value)
    return value


def _date(value: Any) -> DateRange:
    precision, lower, upper = value["precision"], date.fromisoformat(value["lower"]), date.fromisoformat(value["upper"])
    if precision not in PRECISIONS or lower > upper:
        raise ValueError(precision)
    return DateRange(precision, lower, upper)


MAKERS: Mapping[str, Callable[[Any], Answer]] = {
    "number": lambda value: Number(_decimal(_string(value))),
    "months": lambda value: Months(_months(value)),
    "place": lambda value: Place(_string(value)),
    "text": lambda value: Words(_string(value)),
    "date": _date,
}
