"""Answers: their kinds, the way in from a form, the way to storage and back, and what rules see of them."""

from surveys.engine.answer_kinds import (
    Answer,
    Choice,
    Choices,
    Months,
    Number,
    Place,
    Refusal,
    Words,
    rule_value,
)
from surveys.engine.dates import FIRST_DAY, LAST_DAY
from surveys.engine.errors import AnswerError
from surveys.engine.reading import Raw, read
from surveys.engine.stored import from_json, to_json
from surveys.engine.values import DateRange, Value

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Answer",
    "AnswerError",
    "Choice",
    "Choices",
    "DateRange",
    "Months",
    "Number",
    "Place",
    "Raw",
    "Refusal",
    "Value",
    "Words",
    "from_json",
    "read",
    "rule_value",
    "to_json",
]
