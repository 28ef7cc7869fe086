"""How days, months, numbers and countries are written for people who fill something in: names by CLDR, digits 0-9.

Django's own filters are not used for this: it has no Tigrinya. The order is day, month, year in all five languages,
as in the fields where people type a date (CLDR's long form has another order in Tigrinya and American English).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

from surveys.engine.countries import COUNTRIES
from surveys.languages import LANGUAGES

DAY, MONTH_AND_YEAR = "d MMMM y", "LLLL y"
ALSO = {"ar": "ar_SY"}
"""Months have two sets of names in Arabic; texts show both: كانون الثاني/يناير (January)."""
PLAIN = "0.############"
"""No signs between thousands: 1500 is typed so, and shown so."""


@lru_cache
def locale(language: str) -> Locale:
    """CLDR's data of one of our languages; English for another one."""
    return Locale.parse(language if language in LANGUAGES else "en")


def day_in_words(day: date, language: str) -> str:
    """`1 mei 2026`."""
    return _with_both_names(format_date(day, DAY, locale=locale(language)), day.month, language)


def month_in_words(day: date, language: str) -> str:
    """`mei 2026`."""
    return _with_both_names(format_date(day, MONTH_AND_YEAR, locale=locale(language)), day.month, language)


@lru_cache
def months(language: str) -> Mapping[int, str]:
    """Names of the months, standing alone, by number."""
    names = get_month_names("wide", "stand-alone", locale=locale(language))
    return {number: _with_both_names(name, number, language) for number, name in names.items()}


def _with_both_names(words: str, month: int, language: str) -> str:
    """The words with the month's other name before it, where the language has two sets of names.

    Asks for the names inside a date: Babel mixes up those that stand alone of two regions of one language.
    """
    if language not in ALSO:
        return words
    own = get_month_names("wide", "format", locale=locale(language))[month]
    other = get_month_names("wide", "format", locale=Locale.parse(ALSO[language]))[month]
    return words if own == other else words.replace(own, f"{other}/{own}")


def number_in_words(number: Decimal | int, language: str) -> str:
    """With the language's own decimal sign: `1,5`."""
    return str(format_decimal(number, format=PLAIN, locale=locale(language)))


@lru_cache
def countries(language: str) -> Mapping[str, str]:
    """Names of the countries that a question takes, by code. Every language has all of them."""
    territories = locale(language).territories
    return {code: territories[code] for code in COUNTRIES}
