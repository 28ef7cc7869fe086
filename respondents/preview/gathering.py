"""Remarks gathered per question of the draft as it is now, and as a file. Reads; changes nothing."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from respondents.models import Remark
from respondents.preview.links import as_mapping
from surveys.design.node_words import words_of
from surveys.design.steps import Node, Tree
from surveys.formulas import harmless

COLUMNS = (
    *("page", "question", "shown", "language", "group", "remark", "name", "at", "state", "answer", "link"),
    "revision",
)


@dataclass(frozen=True)
class Gathered:
    """All remarks about one thing. `node`: what it is in the draft now; None where it is gone, or for the whole."""

    node: Node | None
    words: str
    name: str
    remarks: tuple[Remark, ...]

    @property
    def open(self) -> int:
        return sum(one.state == Remark.State.OPEN for one in self.remarks)


def gathered(tree: Tree, remarks: Iterable[Remark], language: str) -> tuple[Gathered, ...]:
    """In the order of the draft; first what is about the whole, last what is no longer there."""
    found: dict[tuple[str, str], list[Remark]] = {}
    nodes: dict[tuple[str, str], Node | None] = {}
    for remark in remarks:
        node = node_of(tree, remark)
        key = (node.ref, "") if node else (remark.page, remark.question)
        found.setdefault(key, []).append(remark)
        nodes[key] = node
    order = {node.ref: place for place, node in enumerate(tree.walk(), start=1)}
    places = {key: (order[node.ref] if node else len(order) + 1 if key[0] else 0) for key, node in nodes.items()}
    return tuple(
        _gathered(nodes[key], found[key], language) for key in sorted(found, key=lambda key: (places[key], key))
    )


def _gathered(node: Node | None, remarks: list[Remark], language: str) -> Gathered:
    newest = remarks[-1]
    words = words_of(node, language) if node else newest.shown
    return Gathered(node, words, node.name if node else newest.question or newest.page, tuple(remarks))


def node_of(tree: Tree, remark: Remark) -> Node | None:
    """By its row, which survives a new name; else by its name; else by the words that were shown."""
    kind = "question" if remark.question else "page"
    known = tree.by_ref.get(remark.ref)
    if known is not None and known.kind == kind:
        return known
    name = remark.question or remark.page
    every = [node for node in (tree.questions if kind == "question" else tree.pages) if name]
    named = next((node for node in every if node.name == name), None)
    return named or next((node for node in every if words_of(node, remark.language) == remark.shown != ""), None)


def as_csv(remarks: Iterable[Remark]) -> Iterator[str]:
    """Lines of a file that spreadsheets open; a text that starts like a formula gets a quote before it."""
    yield "\ufeff"
    yield _line(COLUMNS)
    for remark in remarks:
        found = as_mapping(remark)
        yield _line([harmless(str(found[column])) for column in COLUMNS])


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()
