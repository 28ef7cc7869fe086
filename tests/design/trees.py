"""A document as a tree of nodes without a database, whatever is wrong with it."""

from itertools import count
from typing import Any

from surveys.design.steps import SCREENING, STUDY, Node, Tree, Twig, twig_of


def tree_from(document: dict[str, Any]) -> Tree:
    """Rows are numbered in the order of the document."""
    numbers = count(1)

    def node(twig: Twig, parent: str) -> Node:
        made = Node(twig.kind, next(numbers), twig.mapping, (), parent)
        below = tuple(node(child, made.ref) for child in twig.children)
        return Node(made.kind, made.pk, made.mapping, below, parent)

    def listed(kind: str, items: Any, parent: str = STUDY) -> tuple[Node, ...]:
        return tuple(node(twig_of(kind, item), parent) for item in items or () if isinstance(item, dict))

    def named(kind: str, items: Any) -> tuple[Node, ...]:
        return listed(kind, [{"name": name, **item} for name, item in (items or {}).items()])

    lists = {name: {"options": options} for name, options in (document.get("option_lists") or {}).items()}
    screening = document.get("screening") or {}
    return Tree(
        beside={},
        screening=listed("page", screening.get("pages"), SCREENING),
        sections=listed("section", document.get("sections")),
        groups=named("group", document.get("groups")),
        terms=named("term", document.get("terms")),
        lists=named("list", lists),
        derived=listed("derived", document.get("derived")),
        scales=listed("scale", document.get("scales")),
    )
