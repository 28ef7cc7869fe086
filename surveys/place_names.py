"""Names of countries and municipalities as people type them → codes. Pure; names come from CLDR and CBS.

A name is compared folded: case, accents, vowel signs and spelling variants of the scripts do not matter. Nothing is
guessed: where the name is not exactly one place, the caller gets candidates to choose from.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from surveys.engine.folding import fold
from surveys.languages import LANGUAGES
from surveys.place_order import names, rows

LONGEST_NAME = 100
MOST_CANDIDATES = 8
LEAST_LIKENESS = 0.72
SHORTEST_PART = 3


@dataclass(frozen=True)
class Found:
    """`code`: exactly this place. Else `candidates` to choose from, best first; none = nothing like it."""

    code: str = ""
    candidates: tuple[str, ...] = ()


def name(kind: str, code: str, language: str) -> str:
    return names(kind, language).get(code, code)


def find(kind: str, text: str, language: str) -> Found:
    """The place that somebody in this language means by this text. Names in the other languages count as well."""
    wanted = fold(text)
    if not wanted or len(text) > LONGEST_NAME:
        return Found()
    own, every = _index(kind, language), _index_of_all(kind)
    for index in (own, every):
        codes = index.get(wanted, ())
        if codes:
            return Found(codes[0]) if len(codes) == 1 else Found("", codes)
    if text.strip().upper() in names(kind, language):
        return Found(text.strip().upper())
    return Found("", _alike(wanted, own, every))


@lru_cache
def _index(kind: str, language: str) -> Mapping[str, tuple[str, ...]]:
    return _by_name((words, code) for code, words in names(kind, language).items())


@lru_cache
def _index_of_all(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Names in all languages, and other names in use, such as Holland and Den Haag."""
    official = [(words, code) for language in LANGUAGES for code, words in names(kind, language).items()]
    return _by_name([*official, *((words, code) for code, words in rows(f"{kind}_aliases.csv"))])


def _by_name(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for words, code in pairs:
        known = found.get(fold(words), ())
        found[fold(words)] = known if code in known else (*known, code)
    return found


def _alike(wanted: str, own: Mapping[str, tuple[str, ...]], every: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names that hold what was typed, in this language first; where there are none, names that look like it."""
    for index in (own, every):
        holding = [words for words in index if len(wanted) >= SHORTEST_PART and _holds(words, wanted)]
        if holding:
            return _codes(holding, index)
    return _codes(difflib.get_close_matches(wanted, every, MOST_CANDIDATES, LEAST_LIKENESS), every)


def _holds(words: str, wanted: str) -> bool:
    """Whether a word of the name begins as was typed, or the name's words are all in what was typed."""
    return f" {words}".find(f" {wanted}") >= 0 or f" {words} " in f" {wanted} "


def _codes(found: Iterable[str], index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for words in found for code in index[words]))[:MOST_CANDIDATES]
