"""The words of a letter from an edition's materials: looked up whole, filled in per letter. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from surveys.cldr import day_in_words
from surveys.languages import direction

KINDS = ("invitation", "reminder_1", "reminder_2")
LINES = ("subject", "salutation", "scan", "code", "closing", "sender", "help")
PLACES = ("url", "code", "phone", "close_date", "minutes")
LEFT_TO_RIGHT, BACK = "\u2066", "\u2069"
"""Unicode isolates around filled-in values of the other languages: a number inside Arabic keeps its order."""
BEFORE_CODE = 2
"""Paragraphs of the body that stand above the QR: that this is research, and what we ask."""
FEWEST_LETTERS = 20
"""Letters of Arabic script that a page in that script has at the least; a sentence has more."""
_PLACE = re.compile(r"\{([^{}]*)\}")


class LetterTextMissing(ValueError):
    """The edition lacks words that a letter needs. Names each of them."""

    def __init__(self, kind: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"The letter “{kind}” is not complete; missing or wrong: {', '.join(missing)}. "
            "Write them under `materials: letters:` and publish again."
        )
        self.missing = tuple(missing)


class NoLetters(LetterTextMissing):
    """The study sends no letters at all."""

    def __init__(self, kind: str) -> None:
        ValueError.__init__(
            self,
            f"The study sends no letters: nothing stands under `materials: letters:`. To send some, write “{kind}” "
            "there and publish again.",
        )
        self.missing = ()


@dataclass(frozen=True)
class InShort:
    """The letter in short in one more language: `subject` above, paragraphs below."""

    language: str
    subject: str
    short: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> "InShort":
        """With places put in, each value between isolates."""
        kept = {name: f"{LEFT_TO_RIGHT}{value}{BACK}" for name, value in values.items() if name != "close_date"}
        kept |= {name: value for name, value in values.items() if name == "close_date"}
        return InShort(self.language, fill(self.subject, values), tuple(fill(text, kept) for text in self.short))


@dataclass(frozen=True)
class LetterText:
    """One mailing's words in the study's own language, and in short in the others."""

    language: str
    lines: Mapping[str, str]
    body: tuple[str, ...]
    others: tuple[InShort, ...]

    @property
    def pages(self) -> int:
        return 2 if self.others else 1

    @property
    def text_hash(self) -> str:
        """SHA-256 over every word, places not filled in."""
        return sha256(repr((self.language, sorted(self.lines.items()), self.body, self.others)).encode()).hexdigest()

    @property
    def by_frame_hash(self) -> str:
        """The same for letters whose page 2 is in the person's own language: another mailing of these words."""
        return sha256(f"{self.text_hash} by frame".encode()).hexdigest()

    def every_text(self) -> list[str]:
        """All words of the letter, the other languages included."""
        others = [text for other in self.others for text in (other.subject, *other.short)]
        return [*self.lines.values(), *self.body, *others]

    def filled(self, values: Mapping[str, str]) -> "LetterText":
        """With `{phone}`, `{minutes}` … put in; places without a value stay for later."""
        return replace(
            self,
            lines={name: fill(text, values) for name, text in self.lines.items()},
            body=tuple(fill(text, values) for text in self.body),
            others=tuple(other.filled(values) for other in self.others),
        )

    def with_close_date(self, day: date) -> "LetterText":
        """`{close_date}` put in, in each language its own way of writing a date."""
        own = self.filled({"close_date": long_date(day, self.language)})
        return replace(
            own, others=tuple(other.filled({"close_date": long_date(day, other.language)}) for other in self.others)
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """`{name}` replaced by its value; names without a value stay as they are."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def letter_text(document: Mapping[str, Any], kind: str, offered: Sequence[str]) -> LetterText:
    """The words of one kind of letter in the offered languages (source first). Raises LetterTextMissing, NoLetters."""
    letters = document.get("materials", {}).get("letters") or {}
    if not letters:
        raise NoLetters(kind)
    letter = letters.get(kind) or {}
    source, *others = offered
    missing = [name for name in LINES if not said(letter.get(name), source)]
    body = tuple(said(text, source) for text in letter.get("body", ()))
    if not body or not all(body):
        missing.append("body")
    shorts = tuple(_in_short(letter, language) for language in others)
    missing += [f"{name} in {one.language}" for one in shorts for name in _lacks(one)]
    lines = {name: said(letter.get(name), source) for name in LINES}
    text = LetterText(source, lines, body, shorts)
    missing += [f"{{{place}}} (no such place)" for place in sorted(places(text.every_text()) - set(PLACES))]
    if missing:
        raise LetterTextMissing(kind, missing)
    return text


def seen_on(page: str, others: Sequence[InShort]) -> set[str]:
    """Languages whose words stand on a page, of those in `others`; the page's text as a machine reads it.

    By the words of the subject line; for Arabic script, whose letters come out of a PDF in other shapes and order, by
    the number of letters of that script. Two languages in Arabic script are not told apart.
    """
    return {other.language for other in others if _is_seen(page, other)}


def _is_seen(page: str, other: InShort) -> bool:
    if direction(other.language) == "rtl":
        return sum(unicodedata.name(letter, "").startswith("ARABIC LETTER") for letter in page) >= FEWEST_LETTERS
    words = set(re.findall(r"\w+", other.subject))
    return len(words & set(re.findall(r"\w+", page))) > 0.8 * len(words)


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at its isolates, as (piece, whether it runs left to right whatever the language)."""
    cut = re.split(f"{LEFT_TO_RIGHT}([^{BACK}]*){BACK}", text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(cut) if piece]


def places(texts: Sequence[str]) -> set[str]:
    """Names in braces that stand in the texts."""
    return {name for text in texts for name in _PLACE.findall(text)}


def long_date(day: date, language: str) -> str:
    """`21 november 2026`, in the letter's language, kept on one line."""
    return day_in_words(day, language).replace(" ", "\u00a0")


def _in_short(letter: Mapping[str, Any], language: str) -> InShort:
    short = letter.get("short") or {}
    entries = short if isinstance(short, list) else [short]
    texts = tuple(text for entry in entries if (text := said(entry, language)))
    return InShort(language, said(letter.get("subject"), language), texts)


def _lacks(one: InShort) -> tuple[str, ...]:
    return tuple(name for name, value in (("subject", one.subject), ("short", one.short)) if not value)


def said(text: Any, language: str) -> str:
    """The words in this language and no other; '' where there are none."""
    return str(text.get(language) or "").strip() if isinstance(text, Mapping) else ""
