"""One cell of a frame against its column: what may stand there, and what is told where it does not. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import pycountry

from invitations.frame_problems import FrameProblem
from invitations.personal import personal_value
from surveys.place_order import municipality_names

ColumnType = Literal["text", "choice", "municipality", "language", "integer", "year", "month", "day"]
"""A day may stand in a file that a frame is made from, never in a frame."""
COLUMN_TYPES: tuple[ColumnType, ...] = ("text", "choice", "municipality", "language", "integer", "year", "month")
LONGEST_TEXT = 60
FIRST_YEAR = 1900
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Unicode categories of controls, marks of direction, private and unassigned characters."""
_FRAME_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]{2,4})?")
_MUNICIPALITY = re.compile(r"(?:GM)?([0-9]{1,4})")
_INTEGER = re.compile(r"-?[0-9]{1,6}")
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-01)?")
_EXCEL_DAY = re.compile(r"[34][0-9]{4}")
"""Days since 1899-12-30, as Excel counts them: 30000 is in 1982, 49999 in 2036."""


@dataclass(frozen=True)
class Column:
    """A declared column. `values` are the allowed codes of a choice (or municipalities; empty = any).

    `least` and `most` bound an integer.
    """

    name: str
    type: ColumnType = "text"
    required: bool = False
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def has_sound_limits(self) -> bool:
        given = [limit for limit in (self.least, self.most) if limit is not None]
        whole = all(isinstance(limit, int) and not isinstance(limit, bool) for limit in given)
        return not given or (self.type == "integer" and whole and given == sorted(given))


def cell_problem(row: int, column: Column, value: str, today: date) -> FrameProblem | None:
    """What is wrong with the cell; None where nothing is."""
    if not value:
        if not column.required:
            return None
        return FrameProblem(row, column.name, "cell_empty", "The cell is empty.", "Fill it in; it is required.")
    if marks := invisible(value):
        message = f"The cell holds characters that cannot be seen ({marks})."
        return FrameProblem(row, column.name, "cell_invisible", message, "Type the value again.")
    if column.type == "text" and (fault := _text_fault(column, value)):
        return FrameProblem(row, column.name, *fault)
    if _fits(column, value, today):
        return None
    return FrameProblem(row, column.name, *_misfit(column, value, today))


def invisible(value: str) -> str:
    """Characters that nobody sees, as `U+200F U+0000`; "" where there are none."""
    if value.isprintable():
        return ""
    return " ".join(f"U+{ord(letter):04X}" for letter in sorted(set(value)) if unicodedata.category(letter) in UNSEEN)


def _text_fault(column: Column, value: str) -> tuple[str, str, str] | None:
    if kind := personal_value(value):
        random_ids = "Ask for random frame ids with a letter, such as P-000123."
        advice = random_ids if column.name == "frame_id" else "Remove it."
        return "cell_personal", f"The value looks like {kind}.", advice
    if value[0] in "=@+":
        return "cell_formula", "The value begins as a formula does.", "Write it without =, + or @ in front."
    return None


def _fits(column: Column, value: str, today: date) -> bool:
    if column.name == "frame_id":
        return _FRAME_ID.fullmatch(value) is not None
    return _CHECKS[column.type](column, value, today)


def _fits_language(column: Column, value: str, today: date) -> bool:
    return value in column.values if column.values else is_language(value)


def _fits_municipality(column: Column, value: str, today: date) -> bool:
    if _MUNICIPALITY.fullmatch(value) is None:
        return False
    return municipality_code(value) in (column.values or municipality_names())


def _fits_integer(column: Column, value: str, today: date) -> bool:
    if _INTEGER.fullmatch(value) is None:
        return False
    return (column.least is None or int(value) >= column.least) and (column.most is None or int(value) <= column.most)


def _day(value: str) -> date | None:
    """A day as 2022-11-14, and in no other way."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def _fits_month(column: Column, value: str, today: date) -> bool:
    found = _MONTH.fullmatch(value)
    return found is not None and (FIRST_YEAR, 1) <= (int(found[1]), int(found[2])) <= (today.year, today.month)


_CHECKS: Mapping[ColumnType, Callable[[Column, str, date], bool]] = {
    "text": lambda column, value, today: len(value) <= LONGEST_TEXT and (not column.values or value in column.values),
    "choice": lambda column, value, today: value in column.values,
    "integer": _fits_integer,
    "language": _fits_language,
    "municipality": _fits_municipality,
    "year": lambda column, value, today: bool(_YEAR.fullmatch(value)) and FIRST_YEAR <= int(value) <= today.year,
    "month": _fits_month,
    "day": lambda column, value, today: (day := _day(value)) is not None and day <= today,
}


def _misfit(column: Column, value: str, today: date) -> tuple[str, str, str]:
    """Stable code, message and advice. The value itself stands in the message only where it cannot be personal."""
    if column.name == "frame_id":
        return "frame_id_form", "The frame id has an unusual form.", "Use 2 to 40 letters, digits, - or _."
    shown = f"“{value}”" if len(value) <= 20 and not personal_value(value) else "The value"
    code = "group_unknown" if column.name == "group" else f"{column.type}_unknown"
    if column.type == "day":
        return _wrong_day(value, shown, today)
    if column.type in ("year", "month"):
        return _wrong_time(column, value, shown, today)
    if column.values:
        few = ", ".join(column.values[:12])
        return code, f"{shown} is not in the list.", f"Use one of: {few}."
    return (code, *_WRONG[column.type](column, value, shown))


def _wrong_time(column: Column, value: str, shown: str, today: date) -> tuple[str, str, str]:
    wanted = today.strftime("%Y-%m") if column.type == "month" else str(today.year)
    if _EXCEL_DAY.fullmatch(value):
        message = f"{shown} is a day as Excel counts days."
        return "excel_day", message, f"Format the column as text and write it as {wanted}."
    if value[:4].isdigit() and value[:7] > wanted and (_MONTH.fullmatch(value) or _YEAR.fullmatch(value)):
        return f"{column.type}_future", f"{shown} is still to come.", "Put it right."
    if column.type == "year":
        return "year_unknown", f"{shown} is no year from {FIRST_YEAR} on.", f"Write it as {wanted}."
    return "month_unknown", f"{shown} is no month of a year.", f"Write it as {wanted}."


def _wrong_day(value: str, shown: str, today: date) -> tuple[str, str, str]:
    if _EXCEL_DAY.fullmatch(value):
        message = f"{shown} is a day as Excel counts days."
        return "excel_day", message, f"Format the column as text and write it as {today}."
    if _day(value) is not None:
        return "day_future", f"{shown} is still to come.", "Put it right."
    return "day_unknown", f"{shown} is no day.", f"Write it as {today}."


def _wrong_integer(column: Column, value: str, shown: str) -> tuple[str, str]:
    if _INTEGER.fullmatch(value) is None:
        return f"{shown} is no whole number.", "Use a whole number of at most 6 digits."
    if column.least is None:
        return f"{shown} is outside of what can be.", f"Use a number of at most {column.most}."
    if column.most is None:
        return f"{shown} is outside of what can be.", f"Use a number of at least {column.least}."
    return f"{shown} is outside of what can be.", f"Use a number from {column.least} to {column.most}."


def _wrong_municipality(column: Column, value: str, shown: str) -> tuple[str, str]:
    if _MUNICIPALITY.fullmatch(value) is None:
        return f"{shown} is no code of a municipality.", "Use the CBS code, such as GM0363."
    return f"{shown} is no municipality of today.", "Use the CBS code of the municipality it is part of now."


_WRONG: Mapping[ColumnType, Callable[[Column, str, str], tuple[str, str]]] = {
    "integer": _wrong_integer,
    "municipality": _wrong_municipality,
    "language": lambda column, value, shown: (
        f"{shown} is no tag of a language.",
        "Use a language tag, such as nl or ar.",
    ),
    "text": lambda column, value, shown: ("The value is too long.", f"Use at most {LONGEST_TEXT} characters."),
    "choice": lambda column, value, shown: (f"{shown} is not in the list.", "Use one of the list."),
}


@lru_cache(maxsize=512)
def is_language(tag: str) -> bool:
    """Whether the tag begins with a language of ISO 639."""
    found = _LANGUAGE.fullmatch(tag)
    if found is None:
        return False
    key = "alpha_2" if len(found[1]) == 2 else "alpha_3"
    return pycountry.languages.get(**{key: found[1]}) is not None


def municipality_code(value: str) -> str:
    """`363`, `0363` and `GM0363` alike as `GM0363` (CBS)."""
    return f"GM{int(value.removeprefix('GM')):04d}"


def stored(column: Column, value: str) -> str:
    """The value as it is kept: one spelling of each municipality and month."""
    if value and column.type == "municipality":
        return municipality_code(value)
    return value[:7] if column.type == "month" else value
