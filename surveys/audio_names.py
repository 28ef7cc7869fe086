"""File names of recordings: `ar-0123.wav` by the number of the recording script, or the first 12 or more of a hash."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

SUFFIXES = (".wav", ".mp3", ".ogg", ".opus", ".flac")
LONGEST_NAME, SHORTEST_HASH = 150, 12
SLOT = re.compile(r"([a-z]{2,3})-([0-9]{1,6})")
HASH = re.compile(r"(?:([a-z]{2,3})-)?([0-9a-f]{12,64})")
RUBBISH = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What systems put into zips by themselves."""


class NotMatched(Exception):
    """The file belongs to no text. The message says why; it is English, as commands and reports are."""


@dataclass(frozen=True)
class Texts:
    """Hashes of a study's texts per language, and the numbers that scripts gave out: (language, number) → hash."""

    hashes: Mapping[str, frozenset[str]]
    slots: Mapping[tuple[str, int], str]


def is_rubbish(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return path.endswith("/") or "__MACOSX" in parts or (bool(parts) and parts[-1].lower() in RUBBISH)


def matched(path: str, texts: Texts) -> tuple[str, str]:
    """(language, hash) of the text that a file is for. Raises NotMatched."""
    name = _file_name(path)
    stem, suffix = PurePosixPath(name).stem.lower(), PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise NotMatched(f"this is not a type of sound that can be read: use {', '.join(SUFFIXES)}")
    if found := SLOT.fullmatch(stem):
        return _by_slot(found[1], int(found[2]), texts)
    if found := HASH.fullmatch(stem):
        return _by_hash(found[1], found[2], texts)
    raise NotMatched("the name is no number of a script (ar-0123) and no hash of a text (12 or more of 0-9 a-f)")


def _file_name(path: str) -> str:
    parts = PurePosixPath(path).parts
    odd = "\\" in path or path.startswith("/") or ".." in parts or any(ord(letter) < 32 for letter in path)
    if odd or len(path) > LONGEST_NAME or not parts:
        raise NotMatched("the name leads out of the zip, is too long or has characters that names do not have")
    return parts[-1]


def _by_slot(language: str, number: int, texts: Texts) -> tuple[str, str]:
    _require(language, texts)
    text_hash = texts.slots.get((language, number))
    if text_hash is None:
        raise NotMatched(f"no recording script gave out the number {number} in {language}")
    if text_hash not in texts.hashes[language]:
        raise NotMatched(f"the text of {language}-{number:04} was changed or taken out since: record the new text")
    return language, text_hash


def _by_hash(language: str | None, start: str, texts: Texts) -> tuple[str, str]:
    if language:
        _require(language, texts)
    among = [language] if language else list(texts.hashes)
    found = [
        (tag, text_hash) for tag in among for text_hash in sorted(texts.hashes[tag]) if text_hash.startswith(start)
    ]
    if not found:
        raise NotMatched("no text of the study has this hash: it was changed since, or is in another language")
    if len(found) > 1:
        raise NotMatched("several texts have this hash: write more of it, or the language before it, such as ar-…")
    return found[0]


def _require(language: str, texts: Texts) -> None:
    if language not in texts.hashes:
        raise NotMatched(f"{language} is not among the languages asked for ({', '.join(texts.hashes)})")


def twice(matches: Sequence[tuple[str, tuple[str, str]]]) -> Iterable[tuple[str, str]]:
    """(path, reason) of every file for a text that another file is for too."""
    seen: dict[tuple[str, str], str] = {}
    for path, key in matches:
        first = seen.setdefault(key, path)
        if first != path:
            yield path, f"{first} is for the same text: keep one of the two"
