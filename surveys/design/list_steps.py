"""Answers of one question ↔ a list that others can use: the steps that make the one into the other. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from surveys.design.node_words import free_name, names_of
from surveys.design.steps import LAST, STUDY, Change, Insert, Node, Remove, SetKeys, Step, Tree, Twig


def shared(tree: Tree, ref: str) -> Sequence[Step]:
    """The answers go into a list named after the question, which then names it. Nothing to do without answers."""
    node = tree.by_ref.get(ref)
    if node is None or not node.children:
        return ()
    name = free_name(node.name or "list", names_of(tree, ("list",)))
    made = Twig("list", {"name": name}, tuple(_new(child) for child in node.children))
    gone = (Remove(child.ref) for child in node.children)
    return (Insert(STUDY, made), *gone, SetKeys(ref, (Change("options", None, name),)))


def owned(tree: Tree, ref: str) -> Sequence[Step]:
    """Copies of the list's answers; the list stays for the others. Nothing to do where it names none."""
    node = tree.by_ref.get(ref)
    name = node.mapping.get("options") if node else None
    found = next((one for one in tree.lists if one.name == name), None)
    if found is None:
        return ()
    cut = SetKeys(ref, (Change("options", name, None),))
    return (cut, *(Insert(ref, _new(child), LAST) for child in found.children))


def _new(option: Node) -> Twig:
    return replace(option.twig, pk=None)
