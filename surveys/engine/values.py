"""What a rule works with: texts, numbers, booleans, ticked codes and dates that may be known only in part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class DateRange:
    """A date as well as it is known: some day from `lower` to `upper`, both included.

    `precision` is one of day, month, year, before, after.
    """

    precision: str
    lower: date
    upper: date

    @classmethod
    def day(cls, day: date) -> "DateRange":
        return cls("day", day, day)


Value = str | Decimal | bool | frozenset[str] | DateRange
"""Unanswered is the empty string. A multi is the frozenset of its codes; everything chosen is a code (text)."""


def text_of(value: Value) -> str:
    """The value as ODK writes it: codes joined by spaces, booleans as true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, DateRange):
        return value.lower.isoformat() if value.precision == "day" else f"{value.lower}/{value.upper}"
    return str(value)
