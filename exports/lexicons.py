"""Lexicons of automatic coding: names by CLDR and CBS, and lists of words of our own. Reads files of exports/data/."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from exports.coding import Codes, Lexicon
from exports.spelling import ARTICLE, spelled
from surveys.cldr import countries
from surveys.engine.countries import COUNTRIES
from surveys.languages import LANGUAGES
from surveys.place_order import municipality_names, rows

DATA = Path(__file__).resolve().parent / "data"
ALSO_SPOKEN = (
    "fa",
    "ps",
    "ku",
    "uk",
    "ru",
    "am",
    "so",
    "fr",
    "es",
    "pt",
    "de",
    "it",
    "pl",
    "ro",
    "bg",
    "th",
    "vi",
    "zh",
    "ur",
    "hu",
)
"""Languages beside the study's five in which people write the name of their country."""
TURKISH_ENDS = (
    "dan",
    "den",
    "tan",
    "ten",
    "da",
    "de",
    "ta",
    "te",
    "li",
    "lu",
    "liyim",
    "luyum",
    "danim",
    "denim",
    "nin",
    "den geliyorum",
    "dan geliyorum",
)
"""Case endings and "somebody from", folded: Suriye'den, Suriyeli."""
SHORTEST = 4
"""Letters of a name in those other languages: shorter ones are words of ours (Somali Bi, Kurdish Oma)."""
SPLIT = ";"
LEXICONS = ("country", "permit", "residence", "municipality")


@lru_cache
def lexicon(name: str) -> Lexicon:
    """One of LEXICONS. Codes are ISO 3166-1 alpha-2, CBS codes (GM…), or those of the word lists."""
    if name == "municipality":
        return Lexicon(name, _by_key(_municipalities()), fillers=_listed("residence")[1])
    names, fillers, doubtful, unsure = _listed_all(name)
    if name == "country":
        core = {**_by_key(_cldr()), **names, **unsure}
        return Lexicon(name, {**_by_key(_written_elsewhere()), **core}, fillers, doubtful=doubtful, by_ear=core)
    others = frozenset(_by_key(_municipalities())) if name == "residence" else frozenset()
    return Lexicon(name, {**names, **unsure}, fillers, others - set(names), doubtful)


def _listed_all(name: str) -> tuple[dict[str, Codes], frozenset[str], frozenset[str], dict[str, Codes]]:
    """Names, words around them, doubtful names, and the codes that those leave open, of a word list."""
    read = _file(name)
    unsure = {key: frozenset(codes) for words, codes in read["ambiguous"].items() for key in _keys(words)}
    names = _by_key((word, code) for code, words in read["words"].items() for word in _split(words))
    return names, frozenset(_keys(read["fillers"])), frozenset(unsure), unsure


def _listed(name: str) -> tuple[Mapping[str, Codes], frozenset[str]]:
    names, fillers, _, _ = _listed_all(name)
    return names, fillers


def _file(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((DATA / f"{name}_words.yaml").read_text(encoding="utf-8"))
    return loaded


def _split(words: str) -> Iterator[str]:
    return (word.strip() for word in words.split(SPLIT) if word.strip())


def _keys(words: str) -> Iterator[str]:
    return (spelled(word) for word in _split(words))


def _by_key(pairs: Iterable[tuple[str, str]]) -> dict[str, Codes]:
    found: dict[str, Codes] = {}
    for words, code in pairs:
        key = spelled(words)
        found[key] = found.get(key, frozenset()) | {code}
    return found


def _cldr() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for code, name in countries(language).items():
            yield name, code
            if name.startswith(ARTICLE):
                yield name.removeprefix(ARTICLE), code
    yield from ((name, code) for code, name in rows("country_aliases.csv"))


def _written_elsewhere() -> Iterator[tuple[str, str]]:
    """Names in other languages, and Turkish ones with an ending: as they are only, or they would meet each other."""
    for language in ALSO_SPOKEN:
        yield from ((name, code) for code, name in _territories(language).items() if len(spelled(name)) >= SHORTEST)
    for code, name in countries("tr").items():
        yield from ((f"{name}{end}", code) for end in TURKISH_ENDS)


def _territories(language: str) -> Mapping[str, str]:
    names = Locale.parse(language).territories
    return {code: names[code] for code in COUNTRIES if code in names}


def _municipalities() -> Iterator[tuple[str, str]]:
    yield from ((name, code) for code, name in municipality_names().items())
    yield from ((name, code) for code, name in rows("municipality_aliases.csv"))
