"""Another name for something in a draft, and for every mention of it. Pure.

Rules, expressions, scales, lists and the keys beside the tables (cleaning, tags …) go along in one edit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveys.design.beside_names import PARTS, renamed_below
from surveys.design.naming import CODE, GROUP, LIST, TERM, VARIABLE, VARIABLES, Naming
from surveys.design.rule_names import recoded, renamed
from surveys.design.steps import STUDY, Change, Node, SetKeys, Tree

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
FREE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
"""What a code, a list or a term may be called: no quotes, no braces, nothing that a rule could not hold."""
BUILT_INS = frozenset({"group", "law", "migrant_type", "channel", "known_group"})
RULES = ("relevant", "expression")
MENTIONING = (*RULES, "holds", "groups", "terms", "items", "options")
"""Keys of a thing that can name another; all others are passed over."""
OWN = {"option": "code"}
"""The key that names a thing, where that is not `name`."""


@dataclass(frozen=True)
class Mention:
    """A key that names the thing, and what it is after the renaming. `unsure`: a code that may be another's too."""

    node: str
    change: Change
    unsure: bool = False


class CannotRename(ValueError):
    """`code` is one of the codes of BadStep."""

    def __init__(self, code: str, about: str) -> None:
        self.code, self.about = code, about
        super().__init__(f"{code}: {about}")


def key_of_name(kind: str) -> str:
    return OWN.get(kind, "name")


def renaming(tree: Tree, node: Node, new: str) -> tuple[SetKeys, ...]:
    """The steps that give it another name everywhere, its own key first. Raises CannotRename."""
    require_free(tree, node, new)
    own = Mention(node.ref, Change(key_of_name(node.kind), node.name or None, new))
    found = [own, *(one for naming in namings(tree, node, new) for one in mentions(tree, naming) if not one.unsure)]
    page = tree.by_ref.get(node.parent)
    if node.kind == "question" and page and page.name == node.name and len(page.children) == 1:
        found.append(Mention(page.ref, Change("name", page.name, new)))
    return _by_node(found)


def unsure(tree: Tree, node: Node, new: str) -> tuple[Mention, ...]:
    """Rules that name the code where it may be the answer to another question too: a person has to look there."""
    return tuple(one for naming in namings(tree, node, new) for one in mentions(tree, naming) if one.unsure)


def mentioned(tree: Tree, node: Node) -> tuple[Mention, ...]:
    """What names it, or something below it, and would name nothing once it is taken out."""
    gone = {one.ref for one in node.walk()}
    every = (naming for one in node.walk() if one.name for naming in namings(tree, one, f"{one.name}_"))
    found = (mention for naming in every for mention in mentions(tree, naming))
    return tuple({(one.node, one.change.key): one for one in found if one.node not in gone}.values())


def require_free(tree: Tree, node: Node, new: str) -> None:
    """Raises CannotRename where it cannot be called so."""
    shape = NAME if node.kind in (*VARIABLES, "page", "section") else FREE
    if not shape.fullmatch(new) or (node.kind in VARIABLES and new in BUILT_INS):
        raise CannotRename("bad_name", new[:80])
    if any(one.name == new and one.ref != node.ref for one in _rivals(tree, node)):
        raise CannotRename("name_taken", new)


def _rivals(tree: Tree, node: Node) -> Iterator[Node]:
    """What must not have the same name."""
    if node.kind == "option":
        yield from tree.siblings(node)
        return
    kinds = VARIABLES if node.kind in VARIABLES else (node.kind,)
    yield from (one for one in tree.walk() if one.kind in kinds)


def namings(tree: Tree, node: Node, new: str) -> tuple[Naming, ...]:
    """What the change of its name means elsewhere; pages and sections are named nowhere."""
    if node.kind in VARIABLES:
        return (Naming(VARIABLE, node.name, new, variables=_variables(tree)),)
    if node.kind in (GROUP, LIST, TERM):
        owners = frozenset({"group", "known_group"}) if node.kind == GROUP else frozenset[str]()
        return (Naming(node.kind, node.name, new, owners, _variables(tree)),)
    if node.kind == "option":
        used = users(tree, node.parent)
        derived = frozenset(one.ref for one in used if one.kind == "derived")
        owners = frozenset(one.name for one in used)
        return (Naming(CODE, node.name, new, owners, _variables(tree), derived),)
    return ()


def users(tree: Tree, parent: str) -> tuple[Node, ...]:
    """The questions and derived values that have the options below `parent`."""
    found = tree.by_ref[parent]
    if found.kind != "list":
        return (found,)
    return tuple(one for one in (*tree.questions, *tree.derived) if one.mapping.get("options") == found.name)


def _variables(tree: Tree) -> frozenset[str]:
    return frozenset(one.name for one in (*tree.questions, *tree.derived, *tree.scales) if one.name)


def mentions(tree: Tree, naming: Naming) -> Iterator[Mention]:
    """Every key that names it, the thing's own name not among them."""
    for node in tree.walk():
        for key in (one for one in MENTIONING if one in node.mapping):
            value = node.mapping[key]
            yield from _mention(node.ref, key, value, _renamed(naming, key, value, node.ref in naming.derived))
    yield from _beside(tree.beside, naming)


def _mention(ref: str, key: str, before: Any, after: tuple[Any, bool]) -> Iterator[Mention]:
    value, is_unsure = after
    if value != before:
        yield Mention(ref, Change(key, before, value))
    if is_unsure:
        yield Mention(ref, Change(key, before, value), unsure=True)


def _renamed(naming: Naming, key: str, value: Any, own: bool) -> tuple[Any, bool]:
    """The value of a key with the other name in it, and whether somebody has to look at it."""
    if key in RULES or key == "holds":
        return _rule(naming, value, own and key == "expression") if isinstance(value, str) else (value, False)
    listed = {GROUP: "groups", TERM: "terms", VARIABLE: "items"}.get(naming.kind)
    if key == listed and isinstance(value, list):
        return [naming.new if item == naming.old else item for item in value], False
    if naming.kind == LIST and key == "options" and value == naming.old:
        return naming.new, False
    return value, False


def _rule(naming: Naming, source: str, own: bool) -> tuple[str, bool]:
    if naming.old not in source:
        return source, False
    if naming.kind == VARIABLE:
        return renamed(source, naming.old, naming.new), False
    if naming.kind in (CODE, GROUP):
        found = recoded(source, naming.owners, naming.old, naming.new, own=own)
        return found.source, found.unsure
    return source, False


def _beside(beside: Mapping[str, Any], naming: Naming) -> Iterator[Mention]:
    for place, key, value in _ruled(beside):
        yield from _mention(STUDY, f"{place}/{key}", value, _renamed(naming, key, value, own=False))
    if naming.kind == GROUP:
        for place, outcome in _rows(beside.get("screening"), "outcomes", "screening/outcomes"):
            if outcome.get("group") == naming.old:
                yield Mention(STUDY, Change(f"{place}/group", naming.old, naming.new))
    for part in PARTS:
        for place, before, after in renamed_below(beside.get(part), (part,), naming):
            yield Mention(STUDY, Change(place, before, after))


def _ruled(beside: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(place, key, rule) of the rules that have no row."""
    rows = [(place, "relevant", row) for place, row in _rows(beside.get("screening"), "outcomes", "screening/outcomes")]
    rows += [(place, "holds", row) for place, row in _rows(beside, "asserts", "asserts")]
    rows += [
        (place, "holds", row)
        for place, row in _rows(beside.get("cleaning"), "contradictions", "cleaning/contradictions")
    ]
    yield from ((place, key, row[key]) for place, key, row in rows if key in row)


def _rows(holder: Any, key: str, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(found, list):
        yield from ((f"{place}/{number}", row) for number, row in enumerate(found) if isinstance(row, dict))


def _by_node(found: list[Mention]) -> tuple[SetKeys, ...]:
    """One step per node; a key that is changed twice is changed once, from what stood there first."""
    steps: dict[str, dict[tuple[str, str], Change]] = {}
    for one in found:
        changes = steps.setdefault(one.node, {})
        first = changes.get(one.change.at)
        changes[one.change.at] = replace(one.change, before=first.before) if first else one.change
    return tuple(SetKeys(ref, tuple(changes.values())) for ref, changes in steps.items())
