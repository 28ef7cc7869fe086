"""What a thing of a draft is called on pages: by the words that people read there. And names that are free. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any

from surveys.design.steps import Node, Tree

READ = ("title", "label")
"""Texts that respondents read first."""
CALLED = ("short_label", "label", "title", "text")
"""Texts by which colleagues know a thing, the shortest first."""
SHORT = 110
"""Characters of a text that are shown in the outline."""
LONGEST_NAME = 60


def beginning(node: Node, source: str, longest: int = SHORT) -> str:
    """The beginning of what people read there, in the source language alone; '' where nothing is written yet."""
    words = _said(node.mapping, READ, source)
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def words_of(node: Node, language: str) -> str:
    """What a thing says to respondents, in this language or else in any; '' where it says nothing.

    A page without a title says what the first of its questions says.
    """
    found = _said(node.mapping, READ, language, or_any=True)
    if found or node.kind != "page":
        return found
    return next((said for child in node.children if (said := words_of(child, language))), "")


def titled(mapping: Mapping[str, Any], language: str) -> str:
    """What colleagues call it, in this language; '' where nothing is written."""
    return _said(mapping, CALLED, language)


def _said(mapping: Mapping[str, Any], keys: Sequence[str], language: str, *, or_any: bool = False) -> str:
    """The first of these texts that says something, on one line. What is no mapping of languages counts as it is."""
    for key in keys:
        text = mapping.get(key)
        found = [text.get(language), *(text.values() if or_any else ())] if isinstance(text, dict) else [text]
        words = next((flat for one in found if isinstance(one, str) and (flat := " ".join(one.split()))), "")
        if words:
            return words
    return ""


def names_of(tree: Tree, kinds: Iterable[str]) -> frozenset[str]:
    """Names that things of these kinds have already."""
    wanted = frozenset(kinds)
    return frozenset(node.name for node in tree.walk() if node.kind in wanted)


def free_name(wanted: str, taken: Iterable[str], longest: int = LONGEST_NAME) -> str:
    """The name itself, or with the first number behind it that makes it free; then at most so long."""
    held = set(taken)
    numbered = (f"{wanted[: longest - len(end)]}{end}" for end in (f"_{number}" for number in count(2)))
    return next(name for name in chain((wanted,), numbered) if name not in held)
