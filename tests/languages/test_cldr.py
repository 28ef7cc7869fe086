"""Days, months, numbers and countries as respondents read them, in all five languages; digits as they type them."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import get_language_info, override

from invitations import codes
from invitations.letter_text import long_date
from surveys import cldr, place_names
from surveys.engine.answers import Months, Number, read
from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Question
from surveys.engine.errors import AnswerError
from surveys.engine.text import Text
from surveys.engine.values import DateRange
from surveys.languages import LANGUAGES, direction, name

ROOT = Path(settings.BASE_DIR)
DAY = date(2026, 5, 9)
MAY = {"nl": "mei", "en": "May", "ar": "أيار/مايو", "tr": "Mayıs", "ti": "ጉንበት"}
SIGNS = {"nl": ",", "en": ".", "ar": ".", "tr": ",", "ti": "."}
SYRIA = {"nl": "Syrië", "en": "Syria", "ar": "سوريا", "tr": "Suriye", "ti": "ሶርያ"}
SHOWN_BY_DJANGO = re.compile(
    r"\|\s*(?:date|time|floatformat|localize|intcomma|intword|naturalday|naturaltime|timesince|timeuntil)\b|{%\s*now\b"
)
CASED_BY_DJANGO = re.compile(r"\|\s*(?:lower|upper|capfirst|title)\b|text-transform\s*:\s*(?!none)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day(language: str) -> None:
    assert cldr.day_in_words(DAY, language) == f"9 {MAY[language]} 2026"
    assert long_date(DAY, language) == f"9\u00a0{MAY[language]}\u00a02026"
    assert cldr.month_in_words(DAY, language) == f"{MAY[language]} 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filter_in_templates(language: str) -> None:
    with override(language):
        shown = Template("{% load materials %}{{ day|day }}").render(Context({"day": DAY}))
    assert shown == f"9 {MAY[language]} 2026"


def test_what_django_would_show_instead() -> None:
    """The reason for a filter of ours: Django has no Tigrinya months."""
    with override("ti"):
        shown = Template("{{ day|date:'j F Y' }}").render(Context({"day": DAY}))
    assert shown != f"9 {MAY['ti']} 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_twelve_different_names(language: str) -> None:
    months = cldr.months(language)
    assert list(months) == list(range(1, 13))
    assert len(set(months.values())) == 12
    assert months[5] == MAY[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers(language: str) -> None:
    assert cldr.number_in_words(Decimal("1234.50"), language) == f"1234{SIGNS[language]}5"
    assert cldr.number_in_words(Decimal("1E+3"), language) == "1000"
    assert cldr.number_in_words(0, language) == "0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_is_shown_can_be_sent_back(language: str) -> None:
    question = Question("n", "number", Text({"nl": "?"}), decimals=2)
    for number in ("1234.5", "-7", "0.25", "100000"):
        shown = cldr.number_in_words(Decimal(number), language)
        assert read(question, {"value": [shown]}, options=()) == Number(Decimal(number))


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_shown_as_0_to_9(language: str) -> None:
    shown = [cldr.day_in_words(DAY, language), cldr.number_in_words(Decimal("12.5"), language)]
    assert all(c.isascii() for text in shown for c in text if c.isdecimal())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_of_its_own(language: str) -> None:
    names = cldr.countries(language)
    assert set(names) == set(COUNTRIES)
    assert len(set(names.values())) == len(names)
    assert names["SY"] == SYRIA[language]


@pytest.mark.parametrize("language", ["ar", "ti"])
def test_no_country_is_left_in_latin_letters(language: str) -> None:
    assert [text for text in cldr.countries(language).values() if re.search("[A-Za-z]", text)] == []


def respondent_templates() -> list[Path]:
    folders = ("respondents", "inburgerstem")
    faults = [ROOT / "templates" / f"{code}.html" for code in ("400", "403", "403_form", "404", "500", "fault")]
    return [*faults, *(file for folder in folders for file in sorted((ROOT / "templates" / folder).glob("*.html")))]


def test_no_template_lets_django_write_a_date_or_number_or_change_case() -> None:
    files = [*respondent_templates(), *(ROOT / "static" / "respondents").glob("*.css")]
    assert len(files) > 35
    assert [str(file) for file in files if found_in(file.read_text(encoding="utf-8"))] == []


def found_in(text: str) -> bool:
    return bool(SHOWN_BY_DJANGO.search(text) or CASED_BY_DJANGO.search(text))


@pytest.mark.parametrize(
    "text", ['{{ day|date:"DATE_FORMAT" }}', "{% now 'Y' %}", "{{ title|upper }}", "h1{text-transform:uppercase}"]
)
def test_such_a_template_would_be_found(text: str) -> None:
    assert found_in(text)


DIGITS = {
    "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩",
    "Persian": "۰۱۲۳۴۵۶۷۸۹",
    "full-width": "０１２３４５６７８９",
    "ASCII": "0123456789",
}


@pytest.mark.parametrize("script", DIGITS)
def test_digits_are_taken_everywhere(script: str) -> None:
    """A number, a duration, a date and a code, each typed in the digits of one script."""

    def typed(text: str) -> str:
        return text.translate(str.maketrans("0123456789", DIGITS[script]))

    number = Question("n", "number", Text({"nl": "?"}), decimals=1)
    assert read(number, {"value": [typed("12.5")]}, options=()) == Number(Decimal("12.5"))
    duration = Question("n", "duration", Text({"nl": "?"}))
    assert read(duration, {"years": [typed("2")], "months": [typed("10")]}, options=()) == Months(34)
    day = Question("n", "date", Text({"nl": "?"}), precisions=("day",))
    parts = {"day": [typed("9")], "month": [typed("5")], "year": [typed("2026")]}
    assert read(day, parts, options=()) == DateRange("day", DAY, DAY)
    code = codes.make("digits", _First())
    assert codes.check(typed(codes.grouped(code)), "digits") == code


class _First:
    """Chance that always takes the last."""

    def choice(self, seq: str) -> str:
        return seq[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("١٢٫٥", "12.5", id="Arabic decimal sign"),
        pytest.param("١٢،٥", "12.5", id="Arabic comma"),
        pytest.param("１２．５", "12.5", id="full-width point"),
        pytest.param("１２，５", "12.5", id="full-width comma"),
        pytest.param("12,5", "12.5", id="comma"),
        pytest.param("\u200f12.5\u200e", "12.5", id="direction signs that were pasted along"),
        pytest.param("−12.5", "-12.5", id="minus sign"),
        pytest.param("－３", "-3", id="full-width minus"),
        pytest.param("＋３", "3", id="full-width plus"),
    ],
)
def test_signs_of_other_keyboards(text: str, expected: str) -> None:
    question = Question("n", "number", Text({"nl": "?"}), decimals=1)
    assert read(question, {"value": [text]}, options=()) == Number(Decimal(expected))


@pytest.mark.parametrize("text", ["5²", "½", "Ⅳ", "፭", "1-2", "1.2.3", "٫", "twelve"])
def test_what_is_no_number(text: str) -> None:
    question = Question("n", "number", Text({"nl": "?"}), decimals=1)
    with pytest.raises(AnswerError) as error:
        read(question, {"value": [text]}, options=())
    assert error.value.code == "not_a_number"


@pytest.mark.parametrize("typed", ["irak", "IRAK", "İRAK", "ırak", "Irak", " ırak "])
@pytest.mark.parametrize("language", LANGUAGES)
def test_turkish_letters_in_the_name_of_a_place(typed: str, language: str) -> None:
    assert place_names.find("country", typed, language).code == "IQ"


@pytest.mark.parametrize("typed", ["IJSSELSTEIN", "ijsselstein", "İJSSELSTEİN", "ıjsselsteın"])
def test_turkish_letters_in_the_name_of_a_municipality(typed: str) -> None:
    assert place_names.find("municipality", typed, "tr").code == "GM0353"


@pytest.mark.parametrize("typed", ["i", "I", "ı", "İ", "l", "L", "1"])
def test_turkish_letters_in_a_code(typed: str) -> None:
    assert codes.normalise(f"7k4m q2xw {typed}tda") == "7K4MQ2XW1TDA"


def test_tigrinya_is_known_to_django() -> None:
    found = get_language_info("ti")
    assert (found["name_local"], found["bidi"], found["name"]) == ("ትግርኛ", False, "Tigrinya")
    assert translation.check_for_language("ti")
    with override("ti"):
        assert translation.gettext("Help") == "ሓገዝ"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_and_the_languages_say_the_same(language: str) -> None:
    found = get_language_info(language)
    assert name(language) == dict(settings.LANGUAGES)[language]
    assert found["bidi"] == (direction(language) == "rtl") == (language == "ar")
