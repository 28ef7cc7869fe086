"""A document as a tree without a database, and the keys of steps set in it."""

from copy import deepcopy
from dataclasses import replace
from itertools import count
from typing import Any

from surveys.design.steps import SCREENING, STUDY, Change, Node, SetKeys, Tree, Twig, twig_of
from surveys.draft_texts import nodes, read
from surveys.draft_tree import document_from

KEPT = {"groups": "group", "terms": "term"}
LISTED = {"sections": "section", "derived": "derived", "scales": "scale"}


def tree_of(document: dict[str, Any]) -> Tree:
    """Rows are numbered in the order of the document; what is no mapping where one should stand is left out."""
    numbers = count(1)
    content = deepcopy(document)
    screening = content.get("screening")
    pages = screening.pop("pages", []) if isinstance(screening, dict) else []
    found = {key: content.pop(key, []) for key in LISTED}
    named = {key: content.pop(key, {}) for key in (*KEPT, "option_lists")}

    def node(twig: Twig, parent: str) -> Node:
        made = Node(twig.kind, next(numbers), twig.mapping, (), parent)
        return replace(made, children=tuple(node(child, made.ref) for child in twig.children))

    def each(kind: str, items: Any, parent: str = STUDY) -> tuple[Node, ...]:
        return tuple(node(twig_of(kind, item), parent) for item in items or () if isinstance(item, dict))

    def by_name(key: str) -> list[dict[str, Any]]:
        entries = named[key] if isinstance(named[key], dict) else {}
        return [{"name": n, **(v if isinstance(v, dict) else {"options": v})} for n, v in entries.items()]

    return Tree(
        beside=content,
        screening=each("page", pages, SCREENING),
        lists=each("list", by_name("option_lists")),
        **{key: each(kind, by_name(key)) for key, kind in KEPT.items()},
        **{key: each(kind, found[key]) for key, kind in LISTED.items()},
    )


def document_of(tree: Tree) -> dict[str, Any]:
    return document_from(tree)


def apply(tree: Tree, steps: tuple[SetKeys, ...]) -> Tree:
    """Asserts that what each change says it found is what stands there."""
    changes = {step.node: step.changes for step in steps}

    def changed(node: Node) -> Node:
        mapping = dict(node.mapping)
        for change in changes.get(node.ref, ()):
            assert mapping.get(change.key) == change.before, (node.name, change)
            mapping[change.key] = change.after
        return replace(node, mapping=mapping, children=tuple(changed(child) for child in node.children))

    parts = ("screening", "sections", "groups", "terms", "lists", "derived", "scales")
    beside = deepcopy(dict(tree.beside))
    for change in changes.get(STUDY, ()):
        put(beside, change)
    return Tree(beside, **{part: tuple(changed(node) for node in getattr(tree, part)) for part in parts})


def put(beside: dict[str, Any], change: Change) -> None:
    *way, last = read(change.key)
    *_, target = beside, *nodes(beside, way)
    key: Any = int(last) if isinstance(target, list) else last
    assert target[key] == change.before, change
    target[key] = change.after
