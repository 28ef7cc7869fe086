"""From the place that a problem names to what stands there in a draft. Pure.

A place is a path such as `sections/start/pages/work/questions/work/label`; what has no name is counted from 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.design.naming import VARIABLES
from surveys.design.steps import CHILDREN, STUDY, Node, Tree


@dataclass(frozen=True)
class Place:
    """What stands at a place, STUDY where nothing with a row of its own does, and the rest of the path from there."""

    ref: str
    rest: tuple[str, ...] = ()


def place_of(tree: Tree, where: str) -> Place:
    """The deepest thing that the path names."""
    parts = tuple(where.split("/"))
    found, rest = _start(tree, parts)
    while found is not None and len(rest) >= 2:
        key, _ = CHILDREN.get(found.kind, ("", ""))
        below = _pick(found.children, rest[1]) if rest[0] == key else None
        if below is None:
            break
        found, rest = below, rest[2:]
    return Place(found.ref, rest) if found else Place(STUDY, parts)


def _start(tree: Tree, parts: Sequence[str]) -> tuple[Node | None, tuple[str, ...]]:
    if tuple(parts[:2]) == ("screening", "pages") and len(parts) > 2:
        return _pick(tree.screening, parts[2]), tuple(parts[3:])
    if len(parts) < 2:
        return None, tuple(parts)
    return _pick(_on_top(tree).get(parts[0], ()), parts[1]), tuple(parts[2:])


def _on_top(tree: Tree) -> Mapping[str, tuple[Node, ...]]:
    """Things by the first word of a path. A name that two things share leads to the last of them."""
    return {
        "sections": tree.sections,
        "groups": tree.groups,
        "terms": tree.terms,
        "option_lists": tree.lists,
        "derived": tree.derived,
        "scales": tree.scales,
        "pages": tree.pages[::-1],
        "questions": tuple(node for node in tree.walk() if node.kind in VARIABLES)[::-1],
    }


def _pick(nodes: Sequence[Node], word: str) -> Node | None:
    named = next((node for node in nodes if node.name == word), None)
    if named is not None or not (word.isascii() and word.isdigit()):
        return named
    return nodes[int(word) - 1] if 0 < int(word) <= len(nodes) else None


def within(tree: Tree, ref: str) -> frozenset[str]:
    """The refs of a thing and of all that stands below it; of STUDY itself only."""
    node = tree.by_ref.get(ref)
    return frozenset(one.ref for one in node.walk()) if node else frozenset({ref})


def page_of(tree: Tree, ref: str) -> Node | None:
    """The page that something stands on, or is."""
    node = tree.by_ref.get(ref)
    return next((one for one in (*tree.above(node), node) if one.kind == "page"), None) if node else None
