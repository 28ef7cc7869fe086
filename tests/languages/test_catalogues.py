"""The texts of the interface: all of them in all five languages, placeholders kept, plural rules as CLDR has them."""

import gettext
import re
from collections import Counter
from pathlib import Path

import django
import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation import ngettext, override

from config.compile_catalogues import LOCALE
from config.respondent_texts import TRANSLATED, main, po_file, read, seen_texts, shared
from surveys.languages import LANGUAGES

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
FORMS_OF_ONE_NUMBER = {"ar": (0, 1, 2)}
"""Plural forms used for one number only: they may say it as a word (ثانيتين, two seconds)."""
NUMBERS = range(0, 305)


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def places(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_that_respondents_see_is_translated(language: str) -> None:
    catalogue = read(language)
    wanted = list(seen_texts())
    assert len(wanted) > 150
    lacking = [
        message.id for message in wanted if not (found := catalogue.get(message.id)) or not all(forms(found.string))
    ]
    assert lacking == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_the_english_or_the_dutch(language: str) -> None:
    """Product names and numbers alone are the same; a whole text is not."""
    catalogue = read(language)
    for message in seen_texts():
        translated = set(forms(catalogue.get(message.id).string))
        assert not translated & {*forms(message.id), *forms(message.string)}, message.id


def lost(language: str, message: Message) -> bool:
    """Whether a translation lost a placeholder, or has one of its own."""
    originals = [places(text) for text in forms(message.id)]
    for form, text in enumerate(forms(message.string)):
        found = places(text)
        if form in FORMS_OF_ONE_NUMBER.get(language, ()) and message.pluralizable:
            if not all(found <= original for original in originals):
                return True
        elif found not in originals:
            return True
    return False


@pytest.mark.parametrize("language", ["nl", *TRANSLATED])
def test_placeholders_are_kept(language: str) -> None:
    assert [message.id for message in read(language) if message.id and lost(language, message)] == []


def test_a_lost_placeholder_would_be_found() -> None:
    assert lost("tr", Message("Wait %(n)s", "Bekle"))
    assert lost("ar", Message(("%(n)s day", "%(n)s days"), ("", "يوم", "يومان", "أيام", "%(n)s", "%(n)s")))
    assert not lost("ar", Message(("%(n)s day", "%(n)s days"), ("", "يوم", "يومان", "%(n)s", "%(n)s", "%(n)s")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_has_the_rule_of_its_source(language: str) -> None:
    """Babel has rules of its own for Turkish and Tigrinya, which must not take the place of ours."""
    with po_file(language).with_suffix(".mo").open("rb") as mo:
        compiled = gettext.GNUTranslations(mo).info()["plural-forms"]
    rule = re.search(r"plural=(.*?);", compiled)
    written = re.search(r"Plural-Forms: .*?plural=(.*?);", po_file(language).read_text(encoding="utf-8"))
    assert rule
    assert written
    number = gettext.c2py(rule[1].strip("()"))
    assert [number(n) for n in NUMBERS] == [gettext.c2py(written[1].strip("()"))(n) for n in NUMBERS]


@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti"])
def test_numbers_take_the_form_that_cldr_gives(language: str) -> None:
    """Two numbers share a plural form exactly where CLDR says so."""
    rule = re.search(r"Plural-Forms: .*?plural=(.*?);", po_file(language).read_text(encoding="utf-8"))
    assert rule
    ours, cldr = gettext.c2py(rule[1].strip("()")), Locale.parse(language).plural_form
    pairs = {(ours(n), cldr(n)) for n in NUMBERS}
    assert len(pairs) == len({form for form, _ in pairs}) == len({name for _, name in pairs})


@pytest.mark.parametrize("language", ["nl", "en", "ar", "tr"])
def test_the_rule_is_the_one_of_django(language: str) -> None:
    """Django puts its own catalogue and ours together. Turkish: n > 1, as in Django; CLDR has 0 with the many."""
    with (Path(django.__file__).parent / "conf/locale" / language / "LC_MESSAGES/django.mo").open("rb") as mo:
        theirs = gettext.GNUTranslations(mo)
    with po_file(language).with_suffix(".mo").open("rb") as mo:
        ours = gettext.GNUTranslations(mo)
    assert [ours.plural(n) for n in NUMBERS] == [theirs.plural(n) for n in NUMBERS]


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("nl", 1, "Het duurt ongeveer 1 minuut."),
        ("nl", 20, "Het duurt ongeveer 20 minuten."),
        ("en", 1, "It takes about 1 minute."),
        ("en", 0, "It takes about 0 minutes."),
        ("ar", 1, "الوقت اللازم: حوالي دقيقة واحدة."),
        ("ar", 2, "الوقت اللازم: حوالي دقيقتين."),
        ("ar", 10, "الوقت اللازم: حوالي 10 دقائق."),
        ("ar", 11, "الوقت اللازم: حوالي 11 دقيقة."),
        ("ar", 103, "الوقت اللازم: حوالي 103 دقائق."),
        ("tr", 1, "Yaklaşık 1 dakika sürer."),
        ("ti", 1, "ኣስታት 1 ደቒቕ ይወስድ።"),
        ("ti", 2, "ኣስታት 2 ደቓይቕ ይወስድ።"),
    ],
)
def test_counted(language: str, number: int, expected: str) -> None:
    with override(language):
        text = ngettext("It takes about %(minutes)s minute.", "It takes about %(minutes)s minutes.", number)
    assert text % {"minutes": number} == expected


def test_a_new_text_is_open_and_an_old_one_goes() -> None:
    old = Catalog(locale="ti")
    old.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n > 1);")]
    old.add("Stop", "ደው ኣብሉ")
    old.add("Gone", "x")
    fresh = shared([Message("Stop", "Stop"), Message("New", "Nieuw"), Message(("one", "more"), ("een", "meer"))], old)
    assert {str(message.id): message.string for message in fresh if message.id} == {
        "Stop": "ደው ኣብሉ",
        "New": "",
        "('one', 'more')": ("", ""),
    }


def test_the_three_catalogues_are_as_collected(capsys: pytest.CaptureFixture[str]) -> None:
    """Writing them again changes nothing; the file is put back should it differ."""
    before = {language: po_file(language).read_bytes() for language in TRANSLATED}
    try:
        assert main() == 0
        assert {language: po_file(language).read_bytes() for language in TRANSLATED} == before
    finally:
        for language, content in before.items():
            if po_file(language).read_bytes() != content:
                po_file(language).write_bytes(content)
    assert "0 to be translated" in capsys.readouterr().out


def test_there_are_catalogues_for_the_five_languages_and_no_others() -> None:
    assert {file.parent.parent.name for file in LOCALE.glob("*/LC_MESSAGES/django.po")} == set(LANGUAGES)
    for language in LANGUAGES:
        with po_file(language).open("rb") as po:
            assert str(read_po(po).locale) == language
