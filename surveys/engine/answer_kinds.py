"""The kinds of answer, as values."""

from dataclasses import dataclass
from decimal import Decimal

from surveys.engine.definition import Question, Reason
from surveys.engine.values import DateRange, Value


@dataclass(frozen=True)
class Choice:
    code: str
    other: str = ""


@dataclass(frozen=True)
class Choices:
    codes: frozenset[str]
    other: str = ""


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Months:
    """A duration in months."""

    value: int


@dataclass(frozen=True)
class Place:
    """A country (ISO 3166-1 alpha-2) or a municipality (CBS code, GM and four digits)."""

    code: str


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Refusal:
    """A standard answer outside the list: don't know, rather not say, not applicable."""

    reason: Reason


Answer = Choice | Choices | Number | Months | DateRange | Place | Words | Refusal


def rule_value(question: Question, answer: Answer) -> Value:
    """What rules see of an answer to this question."""
    match answer:
        case Choice(code) | Place(code):
            return code
        case Choices(codes):
            return codes
        case Number(value):
            return value
        case Months(value):
            return Decimal(value)
        case Words(text):
            return text
        case Refusal(reason):
            return reason
        case DateRange():
            return answer
