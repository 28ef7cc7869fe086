"""What a translator works on: every text of a study's document, as pairs of source and translation. Pure.

A unit is a source text with its translation into one language. Texts that are the same in both are one unit, wherever
they stand: a scale label is translated once, and its state is kept once (docs/translation.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys.draft_texts import nodes, read, source_of, take_texts
from surveys.engine.checks.freshness import source_hash

FOR_COLLEAGUES = frozenset({"groups", "derived", "scales", "margins", "editions", "frame", "tags"})
"""Parts of the document whose texts label datasets and tables; respondents never see them."""

COLLEAGUES_READ = ("nl", "en")
"""Languages of labels in datasets: staff and analysts read these."""

ID_LENGTH = 20


@dataclass(frozen=True)
class Unit:
    """`translation` is '' where it is missing. `places`: JSON pointers into the document, in its order."""

    language: str
    source: str
    translation: str
    places: tuple[str, ...]
    context: str = ""

    @cached_property
    def source_hash(self) -> str:
        return source_hash(self.source)

    @cached_property
    def text_hash(self) -> str:
        return source_hash(self.translation) if self.translation else ""

    @property
    def id(self) -> str:
        """The pair, for files that travel: the same again only while neither text has changed."""
        return f"{self.source_hash[:ID_LENGTH]}-{self.text_hash[:ID_LENGTH] or 'new'}"


def units(document: Mapping[str, Any], language: str) -> tuple[Unit, ...]:
    """Every text that has to be there in this language, once per pair, in document order; materials come last."""
    source_language = source_of(document)
    found: dict[tuple[str, str], list[str]] = {}
    for place, text in _ordered(take_texts(document)[1]):
        source = text.get(source_language, "")
        if source and wanted(place, language):
            found.setdefault((source, text.get(language, "")), []).append(place)
    return tuple(
        Unit(language, source, translation, tuple(places), context(document, places[0]))
        for (source, translation), places in found.items()
    )


def wanted(place: str, language: str) -> bool:
    """Whether a text at this place has to be there in this language."""
    return language in COLLEAGUES_READ or not for_colleagues(place)


def for_colleagues(place: str) -> bool:
    steps = read(place)
    return steps[0] in FOR_COLLEAGUES or steps[-1] == "short_label"


def _ordered(texts: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, Mapping[str, str]]]:
    """What people meet first comes first: consent and screening, then sections with their lists, then materials."""
    order = ("title", "consent", "screening", "sections", "option_lists", "reasons", "terms", "materials")
    rank = {name: place for place, name in enumerate(order)}
    return sorted(texts.items(), key=lambda item: rank.get(read(item[0])[0], len(order)))


def context(document: Mapping[str, Any], place: str) -> str:
    """Where a text stands, for somebody who sees nothing else: its way in the document, and the question it answers."""
    steps = read(place)
    passed = list(nodes(document, steps))
    named = [_name(node, step) for node, step in zip(passed, steps, strict=True)]
    way = " / ".join(part for part in named if part)
    question = next((node for node in reversed(passed) if isinstance(node, Mapping) and "type" in node), None)
    asked = _words(question.get("label")) if question and steps[-1] != "label" else ""
    if question and "options" in steps:
        asked = _words(question.get("label"))
    return f"{way} ({asked})" if asked else way


def _name(node: Any, step: str) -> str:
    """A list's entry by its name or code; numbers of list places count from one."""
    if not step.isdigit():
        return step
    if isinstance(node, Mapping):
        return str(node.get("name") or node.get("code") or int(step) + 1)
    return str(int(step) + 1)


def _words(text: Any) -> str:
    return next((words for words in text.values() if isinstance(words, str)), "") if isinstance(text, Mapping) else ""
