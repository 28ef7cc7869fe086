"""Why an answer cannot be taken, in words for the person who gave it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

from surveys.cldr import day_in_words, number_in_words
from surveys.engine.dates import FIRST_DAY, LAST_DAY
from surveys.engine.errors import AnswerError
from surveys.engine.reading import clean

MESSAGES: Mapping[str, str] = {
    "not_an_option": gettext_noop("This answer is not in the list. Choose one of the answers."),
    "exclusive": gettext_noop("You chose two answers that cannot go together. Take one away."),
    "two_answers": gettext_noop("You gave two answers. Give one answer."),
    "not_a_number": gettext_noop("This is not a number. Type digits only."),
    "too_small": gettext_noop("This number is too small. Type %(minimum)s or more."),
    "too_big": gettext_noop("This number is too big. Type %(maximum)s or less."),
    "too_many_months": gettext_noop("Type at most 11 months. Use years too."),
    "no_such_date": gettext_noop("This date does not exist. Look again."),
    "date_incomplete": gettext_noop("A part of the date is missing."),
    "date_out_of_range": gettext_noop("Type a date from %(minimum)s to %(maximum)s."),
    "date_too_early": gettext_noop("Type a date on or after %(minimum)s."),
    "date_too_late": gettext_noop("Type a date on or before %(maximum)s."),
    "place_unknown": gettext_noop("We do not know this name. Type it in another way."),
    "place_choose": gettext_noop("Which one do you mean? Choose one."),
}
COUNTED: Mapping[str, Any] = {
    "too_many_decimals": ngettext_lazy(
        "Type at most %(decimals)s digit after the point or comma.",
        "Type at most %(decimals)s digits after the point or comma.",
        "decimals",
    ),
    "too_long": ngettext_lazy(
        "Your text is too long. It may have %(maximum)s letter.",
        "Your text is too long. It may have %(maximum)s letters.",
        "maximum",
    ),
}
"""Messages whose words depend on a number."""
WHOLE_NUMBER = gettext_noop("Type a whole number, without a point or comma.")


def message(error: AnswerError, language: str) -> str:
    """The message in the active language; numbers and days as that language writes them, with digits 0-9."""
    code = _code(error)
    if code == "too_many_decimals" and not error.params.get("decimals"):
        return _(WHOLE_NUMBER)
    if code in COUNTED:
        return COUNTED[code] % error.params
    return _(MESSAGES[code]) % {name: _words(value, language) for name, value in error.params.items()}


def _code(error: AnswerError) -> str:
    if error.code != "date_out_of_range":
        return error.code
    if error.params["maximum"] == LAST_DAY:
        return "date_too_early"
    return "date_too_late" if error.params["minimum"] == FIRST_DAY else "date_out_of_range"


def _words(value: Any, language: str) -> str:
    if isinstance(value, date):
        return day_in_words(value, language)
    return number_in_words(value, language) if isinstance(value, Decimal | int) else clean(str(value))
