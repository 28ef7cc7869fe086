"""What the checks would say of a rule, before it is saved: the draft with that rule in its place, checked for sense."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from surveys.design.desk import Desk
from surveys.design.rule_places import RulePlace, Setting, setting_of
from surveys.design.steps import STUDY, Node, Tree
from surveys.draft_tree import document_from
from surveys.engine.checks.operators import check_operators
from surveys.engine.checks.references import check_references
from surveys.engine.checks.screening import check_screening
from surveys.engine.checks.skips import check_skips
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.problems import Problem

RULE_CHECKS: tuple[Callable[[Definition], Iterator[Problem]], ...] = (
    check_references,
    check_operators,
    check_skips,
    check_screening,
)
"""The checks that are about rules."""
TRIALS_KEPT = 64
TOP = ("screening", "sections", "lists", "derived")


def problems_of(desk: Desk, place: RulePlace, source: str) -> tuple[Problem, ...]:
    """Problems of this rule with this source. Raises DefinitionError where the draft's form has other faults."""
    tried = desk.memo.setdefault("rules tried", {})
    key = (place.address, source)
    if key not in tried:
        if len(tried) >= TRIALS_KEPT:
            tried.clear()
        tried[key] = _tried(desk, place, source)
    found: tuple[Problem, ...] = tried[key]
    return found


def _tried(desk: Desk, place: RulePlace, source: str) -> tuple[Problem, ...]:
    definition = parse(document_from(with_rule(desk.tree, place, source)))
    wheres = tuple(places_of(place, setting_of(definition, place)))
    found = {problem for check in RULE_CHECKS for problem in check(definition)}
    return tuple(sorted(problem for problem in found if problem.where in wheres))


def places_of(place: RulePlace, setting: Setting) -> Iterator[str]:
    """Where problems of this rule are told; an option of a shared list once for each question that uses it."""
    key = place.key.rpartition("/")[2]
    yield f"{place.where}/{key}"
    if place.kind == "option":
        for page in setting.pages:
            within = f"sections/{page.section}" if page.section else "screening"
            for question in page.questions:
                yield f"{within}/pages/{page.name}/questions/{question.name}/options/{place.name}/{key}"


def with_rule(tree: Tree, place: RulePlace, source: str) -> Tree:
    """The draft with another rule at this place; '' takes it out."""
    if place.node == STUDY:
        return replace(tree, beside=_set(deepcopy(dict(tree.beside)), place.key, source))
    return replace(tree, **{top: tuple(_node(node, place, source) for node in getattr(tree, top)) for top in TOP})


def _set(beside: dict[str, Any], key: str, source: str) -> dict[str, Any]:
    *way, last = key.split("/")
    found: Any = beside
    for step in way:
        found = found[int(step)] if isinstance(found, list) else found[step]
    _put(found, last, source)
    return beside


def _node(node: Node, place: RulePlace, source: str) -> Node:
    if node.ref == place.node:
        mapping = dict(node.mapping)
        _put(mapping, place.key, source)
        return replace(node, mapping=mapping)
    if not node.children:
        return node
    return replace(node, children=tuple(_node(child, place, source) for child in node.children))


def _put(mapping: dict[str, Any], key: str, source: str) -> None:
    if source:
        mapping[key] = source
    else:
        mapping.pop(key, None)
