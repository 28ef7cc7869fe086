"""Why an answer cannot be taken, in words for the person who gave it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from surveys.engine.dates import FIRST_DAY, LAST_DAY
from surveys.engine.errors import AnswerError
from surveys.engine.reading import clean
from surveys.languages import LANGUAGES

MESSAGES: Mapping[str, str] = {
    "not_an_option": later("This answer is not in the list. Choose one of the answers."),
    "exclusive": later("You ticked two answers that cannot go together. Untick one."),
    "two_answers": later("You gave two answers. Give one answer."),
    "not_a_number": later("This is not a number. Type digits only."),
    "too_small": later("This number is too small. Type %(minimum)s or more."),
    "too_big": later("This number is too big. Type %(maximum)s or less."),
    "too_many_decimals": later("Type at most %(decimals)s digits after the comma."),
    "too_many_months": later("Type at most 11 months. Use years too."),
    "no_such_date": later("This date does not exist. Look again."),
    "date_incomplete": later("A part of the date is missing."),
    "date_out_of_range": later("Type a date from %(minimum)s to %(maximum)s."),
    "date_too_early": later("Type a date from %(minimum)s or later."),
    "date_too_late": later("Type a date until %(maximum)s."),
    "too_long": later("Your text is too long. It may have %(maximum)s letters."),
    "place_unknown": later("We do not know this name. Type it in another way."),
    "place_choose": later("Which one do you mean? Choose one."),
}
WHOLE_NUMBER = later("Type a whole number, without a comma.")


def message(error: AnswerError, language: str) -> str:
    """The message in the active language; numbers and days as that language writes them, with digits 0-9."""
    code = _code(error)
    text = WHOLE_NUMBER if code == "too_many_decimals" and not error.params.get("decimals") else MESSAGES[code]
    return _(text) % {name: _words(value, language) for name, value in error.params.items()}


def _code(error: AnswerError) -> str:
    if error.code != "date_out_of_range":
        return error.code
    if error.params["maximum"] == LAST_DAY:
        return "date_too_early"
    return "date_too_late" if error.params["minimum"] == FIRST_DAY else "date_out_of_range"


def _words(value: Any, language: str) -> str:
    if isinstance(value, date):
        return day_in_words(value, language)
    return format(value.normalize(), "f") if isinstance(value, Decimal) else clean(str(value))


def day_in_words(day: date, language: str) -> str:
    return format_date(day, "long", locale=language if language in LANGUAGES else "en")
