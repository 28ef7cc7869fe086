"""Fixed words are translated with the fixed word. The glossary is given; who reads it from a file stands outside.

A text departs where its source holds a word of the glossary and its translation holds none of the accepted forms. Forms
are compared folded (case, accents, vowel signs) and anywhere in the text, since Arabic and Tigrinya join words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from surveys.engine.catalogue import fault
from surveys.engine.checks.dutch import NOT_PROSE
from surveys.engine.definition import Definition
from surveys.engine.folding import fold
from surveys.engine.problems import Problem
from surveys.engine.texts import respondent_texts

TEXTS_REMEMBERED = 20_000


@dataclass(frozen=True)
class Entry:
    """`source`: the Dutch word. `forms`: pattern of its forms, after a word start. `wanted` and `accepted` by language:
    the translation to use, and short forms of which one must occur; without any, the language is not checked.
    `both`: show the Dutch word too, since people know it from letters."""

    name: str
    source: str
    forms: str
    wanted: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""
    both: bool = False

    def stands_in(self, source: str) -> bool:
        """Whether the word stands in the Dutch text; names in braces and web addresses are no words of it."""
        return bool(_standing((self.forms,), source))

    def departs(self, source: str, translation: str, language: str) -> bool:
        """Whether the source holds the word and the translation none of its accepted forms."""
        accepted = self.accepted.get(language, ())
        if not accepted or not translation or not self.stands_in(source):
            return False
        found = _joined(translation)
        return not any(_joined(form) in found for form in accepted)


Glossary = tuple[Entry, ...]


def entries_in(glossary: Sequence[Entry], source: str) -> tuple[Entry, ...]:
    return tuple(glossary[place] for place in _standing(tuple(entry.forms for entry in glossary), source))


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _standing(forms: tuple[str, ...], source: str) -> tuple[int, ...]:
    """Which of the patterns the text holds, by their places: one text of a draft changes at a time."""
    prose = NOT_PROSE.sub("", source)
    return tuple(place for place, one in enumerate(forms) if _pattern(one).search(prose))


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _joined(text: str) -> str:
    """Folded, and as one word."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=1_000)
def _pattern(forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{forms})", re.IGNORECASE)


def check_glossary(definition: Definition, glossary: Glossary) -> Iterator[Problem]:
    forms = tuple(entry.forms for entry in glossary)
    for where, text in respondent_texts(definition):
        source = text.get(definition.source) or ""
        for entry in (glossary[place] for place in _standing(forms, source)):
            for language in definition.languages[1:]:
                if entry.departs(source, text.get(language) or "", language):
                    wanted = entry.wanted[language]
                    message = f"“{entry.source}” is not translated into {language} with the glossary's word."
                    yield fault("glossary_departure", where, message, f"Use “{wanted}”, or widen the glossary.")
