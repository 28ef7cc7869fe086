"""The platform's glossary: policy words and fixed words in five languages, read from data/glossary.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from surveys.engine.checks.glossary import Entry, Glossary, entries_in
from surveys.languages import LANGUAGES
from surveys.load import read_file

FILE = Path(__file__).resolve().parent / "data" / "glossary.yaml"
SOURCE = "nl"


@dataclass(frozen=True)
class Hint:
    """A glossary word in a source text: how it is translated, and whether this translation departs from that."""

    term: str
    wanted: str
    note: str = ""
    departs: bool = False


class GlossaryBroken(Exception):
    """The file does not hold a glossary. The message names the entry and what is wrong."""


def hints(source: str, language: str, translation: str = "") -> tuple[Hint, ...]:
    """What the glossary says about the words of this Dutch text."""
    return tuple(
        Hint(entry.source, entry.wanted.get(language, ""), entry.note, entry.departs(source, translation, language))
        for entry in entries_in(glossary(), source)
    )


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """Every entry of the file. Raises GlossaryBroken."""
    return read(read_file(FILE))


@lru_cache(maxsize=1)
def glossary_hash() -> str:
    """Changes with the file."""
    return sha256(FILE.read_bytes()).hexdigest()


def read(content: Any) -> Glossary:
    """Entries from the file's mapping: name → {nl, forms, note, both, and per language {term, match}}."""
    if not isinstance(content, Mapping):
        raise GlossaryBroken("The glossary is not a mapping of names to entries.")
    return tuple(_entry(str(name), item) for name, item in content.items())


def _entry(name: str, item: Any) -> Entry:
    if not isinstance(item, Mapping) or not isinstance(item.get(SOURCE), str):
        raise GlossaryBroken(f"{name}: write the Dutch word as `nl: …`.")
    forms = str(item.get("forms") or re.escape(item[SOURCE]))
    try:
        re.compile(forms)
    except re.error as error:
        raise GlossaryBroken(f"{name}: `forms` is not a pattern: {error}.") from error
    targets = {tag: _target(name, tag, item[tag]) for tag in LANGUAGES if tag != SOURCE and tag in item}
    return Entry(
        name,
        item[SOURCE],
        forms,
        {tag: term for tag, (term, _) in targets.items()},
        {tag: match for tag, (_, match) in targets.items()},
        str(item.get("note") or ""),
        item.get("both") is True,
    )


def _target(name: str, tag: str, item: Any) -> tuple[str, tuple[str, ...]]:
    """The term and the accepted forms in one language; the term's own words are always accepted."""
    term = item.get("term") if isinstance(item, Mapping) else None
    match = item.get("match", []) if isinstance(item, Mapping) else None
    if not isinstance(term, str) or not term or not isinstance(match, list):
        raise GlossaryBroken(f"{name}: write `{tag}: {{term: …, match: […]}}`.")
    return term, tuple(str(form) for form in match)
