"""From what a browser sent to an answer: one reader per question type.

`read` takes lists of strings by part name (`value`, `other`, `year`, `month`, `day`, `years`, `months`, `side`,
`reason`). Anything may be in there; the only exception it raises is AnswerError.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from surveys.engine.answer_kinds import Answer, Choice, Choices, Months, Number, Place, Refusal, Words
from surveys.engine.countries import COUNTRIES
from surveys.engine.dates import bounds, interval
from surveys.engine.definition import Option, Question
from surveys.engine.errors import AnswerError
from surveys.engine.values import DateRange

OTHER_MAX_LENGTH = 250
MAX_DIGITS = 12
MUNICIPALITY = re.compile(r"GM[0-9]{4}")

Raw = Mapping[str, Sequence[str]]


def read(question: Question, raw: Raw, *, options: Sequence[Option]) -> Answer | None:
    """The answer in a submitted form; None where it was left empty. `options` are those that were shown.

    Raises AnswerError with a stable code and, in `params`, the bounds that a message needs.
    """
    if not question.asks:
        return None
    refusal = _refusal(question, raw)
    answer = READERS[question.type](question, raw, options)
    if refusal and answer:
        raise AnswerError("two_answers")
    return refusal or answer


def clean(text: str) -> str:
    """Text without NUL, surrogates and other control characters, in NFC, with plain line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in KEPT or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", "".join(kept)).strip()


KEPT = "\n\t\u200c\u200d\u200e\u200f"
"""Line ends, tabs, and the invisible characters that Persian and Arabic spelling needs."""


def parts(raw: Raw, name: str) -> list[str]:
    """The non-empty values of one part, cleaned, each once."""
    values = raw.get(name) or ()
    listed = [values] if isinstance(values, str) else values
    return list(dict.fromkeys(text for text in (clean(str(value)) for value in listed) if text))


def part(raw: Raw, name: str) -> str:
    """The single value of one part, '' where there is none. Raises AnswerError where several were sent."""
    found = parts(raw, name)
    if len(found) > 1:
        raise AnswerError("two_answers")
    return found[0] if found else ""


def digits(text: str) -> str:
    """Decimal digits of any script (Arabic-Indic, Persian, full-width) as 0-9, their signs as + - and a point."""
    plain = text.translate(SIGNS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)


SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u200c\u200d\u200e\u200f"),
        **dict.fromkeys("＋﹢", "+"),
        **dict.fromkeys("－−‐‑–﹣", "-"),
        **dict.fromkeys(",.，．،٫﹐﹒", "."),
    }
)
"""How keyboards of other scripts write signs; direction signs come along with what is pasted."""


def whole(text: str, *, code: str = "not_a_number") -> int | None:
    """A whole number of at most MAX_DIGITS digits, None for ''."""
    plain = digits(text).lstrip("+")
    if not text:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= MAX_DIGITS):
        raise AnswerError(code)
    return int(plain)


def _refusal(question: Question, raw: Raw) -> Refusal | None:
    reason = part(raw, "reason")
    if not reason:
        return None
    for allowed in question.reasons:
        if reason == allowed:
            return Refusal(allowed)
    raise AnswerError("not_an_option")


def _single(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    code = part(raw, "value")
    if not code:
        return None
    if code in {option.code for option in options}:
        return Choice(code, _other(question, raw, {code}))
    return _reason_as_value(question, code)


def _reason_as_value(question: Question, code: str) -> Refusal:
    for allowed in question.reasons:
        if code == allowed:
            return Refusal(allowed)
    raise AnswerError("not_an_option")


def _multi(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    codes = frozenset(parts(raw, "value"))
    if not codes:
        return None
    offered = {option.code: option for option in options}
    outside = codes - offered.keys()
    if outside and len(codes) == 1:
        return _reason_as_value(question, *outside)
    if outside:
        raise AnswerError("exclusive" if outside <= set(question.reasons) else "not_an_option")
    if len(codes) > 1 and any(offered[code].exclusive for code in codes):
        raise AnswerError("exclusive")
    return Choices(codes, _other(question, raw, codes))


def _other(question: Question, raw: Raw, codes: set[str] | frozenset[str]) -> str:
    """The text beside `other`. Text typed while `other` was not chosen is dropped."""
    if not question.other or "other" not in codes:
        return ""
    text = part(raw, "other")
    if len(text) > OTHER_MAX_LENGTH:
        raise AnswerError("too_long", maximum=OTHER_MAX_LENGTH, length=len(text))
    return text


def _number(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    text = digits(part(raw, "value"))
    if not text:
        return None
    found = re.fullmatch(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{0,12}))?", text)
    if not found:
        raise AnswerError("not_a_number")
    sign, units, fraction = found[1], found[2], found[3] or ""
    if len(fraction) > question.decimals:
        raise AnswerError("too_many_decimals", decimals=question.decimals)
    value = Decimal(f"{sign}{units}.{fraction}" if fraction else f"{sign}{units}")
    _within(value, question)
    return Number(value if value else abs(value))


def _within(value: Decimal, question: Question, factor: int = 1) -> None:
    low, high = question.minimum, question.maximum
    if isinstance(low, Decimal) and value < low * factor:
        raise AnswerError("too_small", minimum=low, maximum=high)
    if isinstance(high, Decimal) and value > high * factor:
        raise AnswerError("too_big", minimum=low, maximum=high)


def _duration(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    years, months = whole(part(raw, "years")), whole(part(raw, "months"))
    if years is None and months is None:
        return None
    if years is not None and months is not None and months > 11:
        raise AnswerError("too_many_months")
    total = (years or 0) * 12 + (months or 0)
    _within(Decimal(total), question, factor=12)
    return Months(total)


def _date(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    side = part(raw, "side")
    written = [whole(part(raw, name), code="no_such_date") for name in ("year", "month", "day")]
    if side and any(number is not None for number in written):
        raise AnswerError("two_answers")
    if side:
        return _side(question, side)
    if all(number is None for number in written):
        return None
    return _written(question, *written)


def _side(question: Question, side: str) -> DateRange:
    if side not in question.precisions or side not in {"before", "after"} or question.pivot is None:
        raise AnswerError("not_an_option")
    return interval(question, side)


def _written(question: Question, year: int | None, month: int | None, day: int | None) -> DateRange:
    """The finest precision that is allowed and filled in; parts finer than the question asks are dropped."""
    if year is None or (day is not None and month is None):
        raise AnswerError("date_incomplete")
    given = "day" if day is not None else "month" if month is not None else "year"
    for precision in ("day", "month", "year")[("day", "month", "year").index(given) :]:
        if precision in question.precisions:
            return _in_bounds(question, interval(question, precision, year, month, day))
    raise AnswerError("date_incomplete")


def _in_bounds(question: Question, answer: DateRange) -> DateRange:
    low, high = bounds(question)
    if answer.upper < low or answer.lower > high:
        raise AnswerError("date_out_of_range", minimum=low, maximum=high)
    return answer


def _country(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    code = part(raw, "value")
    if not code or code in COUNTRIES:
        return Place(code) if code else None
    return _reason_as_value(question, code)


def _municipality(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    code = part(raw, "value")
    if not code or MUNICIPALITY.fullmatch(code):
        return Place(code) if code else None
    return _reason_as_value(question, code)


def _text(question: Question, raw: Raw, options: Sequence[Option]) -> Answer | None:
    text = part(raw, "value")
    if len(text) > question.max_length:
        raise AnswerError("too_long", maximum=question.max_length, length=len(text))
    return Words(text) if text else None


Reader = Callable[[Question, Raw, Sequence[Option]], Answer | None]
READERS: Mapping[str, Reader] = {
    "single": _single,
    "scale": _single,
    "multi": _multi,
    "number": _number,
    "duration": _duration,
    "date": _date,
    "country": _country,
    "municipality": _municipality,
    "text": _text,
    "long_text": _text,
}
