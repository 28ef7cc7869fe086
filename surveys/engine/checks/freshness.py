"""Translations that are older than the source text.

With each translation the hash of the source text is kept that it was made from; where the source has changed since, the
translation is stale. A text without a kept hash is not judged.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from hashlib import sha256

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem
from surveys.engine.texts import texts

Hashes = Mapping[str, Mapping[str, str]]
"""Language → place of a text (as `texts` names it) → hash of the source text that the translation was made from."""


def source_hash(text: str) -> str:
    """SHA-256 in hexadecimal, over the text in Unicode's composed form with single spaces: layout changes nothing."""
    return sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()


def hashes_now(definition: Definition) -> dict[str, dict[str, str]]:
    """What to keep when all translations that are there were made from the source as it is now."""
    return {
        language: {
            where: source_hash(text.get(definition.source) or "")
            for where, text in texts(definition)
            if text.get(language)
        }
        for language in definition.languages[1:]
    }


def stale(definition: Definition, hashes: Hashes) -> tuple[tuple[str, str], ...]:
    """(language, place) of every translation that is there and was made from another source text."""
    return tuple(
        (language, where)
        for language in definition.languages[1:]
        for where, text in texts(definition)
        if text.get(language) and _changed(hashes.get(language, {}).get(where), text.get(definition.source) or "")
    )


def _changed(kept: str | None, source: str) -> bool:
    return kept is not None and kept != source_hash(source)


def check_freshness(definition: Definition, hashes: Hashes) -> Iterator[Problem]:
    for language, where in stale(definition, hashes):
        message = f"The {definition.source} text was changed after the translation into {language} was made."
        yield fault("stale_translation", where, message, "Translate it again, or confirm that it still fits.")
