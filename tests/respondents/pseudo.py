"""A language that nobody speaks: every letter of a translated text is ж. Any other letter on a page was not translated.

It takes the place of one of the five languages. Numbers, days and names that are filled in keep their own letters;
what may stand there is listed in `allowed`. A text that this language's catalogue lacks is not replaced: so a
fallback to Dutch or English shows.
"""

import gettext
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import trans_real

from config.respondent_texts import po_file
from surveys import cldr
from surveys.languages import LANGUAGES, NAMES
from surveys.place_order import municipality_names

MARK, NOTED = "ж", "ψ"
"""The letter of the language that is tried, and of the colleagues' language beside it on paper."""
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%|%[sd]|\{\w+\})")
WORD = re.compile(r"[^\W\d_]+")
SPOKEN = ("aria-label", "aria-description", "title", "alt", "placeholder", "label")
BUTTONS = ("submit", "button", "reset", "image")


def mark(text: str, letter: str = MARK) -> str:
    """The text with other letters; placeholders stay."""
    pieces = PLACEHOLDER.split(text)
    return "".join(piece if place % 2 else _letters(piece, letter) for place, piece in enumerate(pieces))


def _letters(text: str, letter: str) -> str:
    kept = (c for c in text if unicodedata.category(c)[0] != "M")
    return "".join(letter if unicodedata.category(c)[0] == "L" else c for c in kept)


class Pseudo:
    """Stands where Django keeps a language's texts. `asked`: every text that was looked up."""

    def __init__(self, language: str, letter: str = MARK) -> None:
        self.tag, self.letter = language, letter
        self.asked: set[str] = set()
        with po_file(language).with_suffix(".mo").open("rb") as mo:
            self.known = {key if isinstance(key, str) else key[0] for key in gettext.GNUTranslations(mo)._catalog}

    def gettext(self, text: str) -> str:
        self.asked.add(text)
        return mark(text, self.letter) if self.translates(text) else text

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        self.asked.add(singular)
        text = singular if number == 1 else plural
        return mark(text, self.letter) if self.translates(singular) else text

    def translates(self, text: str) -> bool:
        """Texts in the code are English already; every other language has to have them in its own file."""
        return self.tag == "en" or text in self.known

    def to_language(self) -> str:
        return self.tag

    language = to_language


def speak(monkeypatch: pytest.MonkeyPatch, language: str, letter: str = MARK) -> Pseudo:
    """From now on the interface speaks the made-up language in this one's place."""
    pseudo = Pseudo(language, letter)
    monkeypatch.setitem(trans_real._translations, language, pseudo)
    return pseudo


def spoken(value: Any, language: str, letter: str = MARK) -> Any:
    """A study's document with every text made up in this language, and easily known in the four others."""
    if isinstance(value, Mapping) and value and set(value) <= set(LANGUAGES):
        text = value["nl"]
        return {tag: mark(text, letter) if tag == language else f"LEAK {tag} {text}" for tag in LANGUAGES}
    if isinstance(value, Mapping):
        return {key: spoken(item, language, letter) for key, item in value.items()}
    if isinstance(value, list):
        return [spoken(item, language, letter) for item in value]
    return value


def allowed(language: str) -> frozenset[str]:
    """Words that are the same whatever the language of the texts, or that CLDR gives.

    Language names: each in its own script, so that a reader finds it. Product name and example code: no words.
    Municipalities: their one official name. Countries and months: by CLDR, tested by themselves.
    """
    names = [*NAMES.values(), "Inburgerstem", "7K4M Q2XW 9TDA", "vragen@example.org", "name@example.org"]
    months = [name for both in cldr.months(language).values() for name in (both, *both.split("/"))]
    return frozenset([*names, *municipality_names().values(), *cldr.countries(language).values(), *months])


def leaks(texts: Iterable[str], fine: frozenset[str], letters: str = MARK) -> list[str]:
    """Words that are neither made up nor allowed."""
    names = "|".join(map(re.escape, sorted(fine, key=len, reverse=True)))
    any_fine = re.compile(rf"(?<![^\W\d_])(?:{names})(?![^\W\d_])")
    found = (word for text in texts for word in WORD.findall(any_fine.sub(" ", text)))
    return [word for word in found if set(word) - set(letters)]


class Spoken(HTMLParser):
    """Collects everything on a page that a person reads or hears. What somebody typed is theirs, and left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.texts += [given[name] for name in SPOKEN if name in given]
        suggested = tag == "option" and not self._select
        if suggested or (tag == "input" and given.get("type") in BUTTONS):
            self.texts.append(given.get("value", ""))
        self._select = tag == "select" or self._select
        self.hidden += tag in ("script", "style", "textarea")

    _select = False

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "textarea")
        if tag == "select":
            self._select = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def read_aloud(html: str) -> Iterator[str]:
    parser = Spoken()
    parser.feed(html)
    return (text for text in parser.texts if text.strip())
