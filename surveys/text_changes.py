"""What changed in the texts between two documents of a study, in every language. Pure.

Places are named by what stands there (`sections/start/pages/work/…`), so that a page that moved is not a change.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.draft_rows import is_text
from surveys.draft_texts import written
from surveys.engine.editions import edition_numbers, select_edition

WORD = re.compile(r"\s+|[^\s]+")
NAMING = ("name", "code", "number")
"""Keys that tell the entries of a list apart."""


@dataclass(frozen=True)
class Piece:
    """Some words that are in both texts (`same`), only in the later (`ins`), or only in the earlier (`del`)."""

    kind: str
    words: str


@dataclass(frozen=True)
class TextChange:
    """A text that differs in one language; '' = it is not there."""

    place: str
    language: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return word_changes(self.before, self.after)


@dataclass(frozen=True)
class Newest:
    """The newest edition that a document announces: its number, and the document cut to it."""

    number: int
    document: Mapping[str, Any]


def newest(document: Mapping[str, Any]) -> Newest:
    """Raises DefinitionError where the document cannot be cut to one edition."""
    number = max(edition_numbers(dict(document)))
    return Newest(number, select_edition(dict(document), number))


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[TextChange, ...]:
    """Every text that differs, the source language first, then the others in the study's order; places in order."""
    old, new = dict(named_texts(before)), dict(named_texts(after))
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        TextChange(place, language, first, second)
        for language in dict.fromkeys([*(after.get("languages") or ()), *(before.get("languages") or ())])
        for place in places
        if (first := old.get(place, {}).get(language, "")) != (second := new.get(place, {}).get(language, ""))
    )


def named_texts(node: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each text of the document with its place; entries of lists by name or code, or else counted from one."""
    if is_text(node):
        yield written(way), node
    elif isinstance(node, dict):
        for key, item in node.items():
            yield from named_texts(item, (*way, str(key)))
    elif isinstance(node, list):
        for name, item in zip(_names(node), node, strict=True):
            yield from named_texts(item, (*way, name))


def _names(entries: list[Any]) -> Iterator[str]:
    """A name for each entry; the second of the same name gets its number behind it, so that no text is lost."""
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        keys = (entry[key] for key in NAMING if entry.get(key) is not None) if isinstance(entry, dict) else iter(())
        name = str(next(keys, number))
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one, word by word: what stayed, what went, what came."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        found += [Piece(way, words) for way, words in (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if words]
    return tuple(found)
