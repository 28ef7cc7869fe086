"""Translations that are older than the source text.

For each translation it is kept which source texts it was made from, or was confirmed to fit: pairs of hashes, so a text
keeps its state when it is moved, and the record holds no text. A translation that is known, but not with the source
text as it is now, is stale. A translation that nobody recorded is not judged.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem
from surveys.engine.text import Text
from surveys.engine.texts import texts

Known = Mapping[str, Mapping[str, frozenset[str]]]
"""Language → hash of a translation → hashes of the source texts that it is known to translate."""


def source_hash(text: str) -> str:
    """SHA-256 in hexadecimal, over the text in Unicode's composed form with single spaces: layout changes nothing."""
    return sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()


def known_pairs(rows: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, frozenset[str]]]:
    """(language, hash of the source, hash of the translation) of every recorded pair → as `Known`."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for language, source, text in rows:
        of_language = found.setdefault(language, {})
        of_language[text] = of_language.get(text, frozenset()) | {source}
    return found


def pairs_now(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """The pairs to record when every translation that is there was made from the source as it is now."""
    for language in definition.languages[1:]:
        for _, text in texts(definition):
            own = text.get(language)
            if own:
                yield language, source_hash(text.get(definition.source) or ""), source_hash(own)


def is_stale(source: str, translation: str, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether the translation is known, and not with this source text. `known` is that of its language."""
    made_from = known.get(source_hash(translation))
    return made_from is not None and source_hash(source) not in made_from


def stale(definition: Definition, known: Known) -> tuple[tuple[str, str], ...]:
    """(language, place) of every translation that is there and was made from another source text."""
    return tuple(
        (language, where)
        for language in definition.languages[1:]
        for where, text in texts(definition)
        if _stale(text, definition.source, language, known)
    )


def _stale(text: Text, source: str, language: str, known: Known) -> bool:
    own = text.get(language)
    return own is not None and is_stale(text.get(source) or "", own, known.get(language, {}))


def check_freshness(definition: Definition, known: Known) -> Iterator[Problem]:
    for language, where in stale(definition, known):
        message = f"The {definition.source} text was changed after the translation into {language} was made."
        yield fault("stale_translation", where, message, "Translate it again, or confirm that it still fits.")
