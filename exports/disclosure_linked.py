"""Questions and values worked out from the same answers: tables of both could be subtracted. Pure."""

from collections.abc import Mapping, Sequence, Set

from surveys.engine.definition import Definition
from surveys.engine.expressions import references

Roots = Mapping[str, frozenset[str]]
"""Derived value → the questions that it is worked out from, over others in between."""


def roots_of(definition: Definition) -> Roots:
    """The group and other built-ins are no questions, and do not count."""
    found: dict[str, frozenset[str]] = {}
    for item in definition.derived:
        named = references(item.expression)
        above = frozenset().union(*(found.get(name, frozenset()) for name in named))
        found[item.name] = (
            found.get(item.name, frozenset()) | above | {one for one in named if one in definition.questions}
        )
    return found


def in_the_way(asked: Sequence[str], hidden: Set[str], before: Set[str], roots: Roots) -> dict[str, str]:
    """Names of which no local table may leave, each with the other one that stands in its way.

    `asked` are those of local tables in their order, `hidden` those among them with cells that are not told, `before`
    those of which local tables left earlier. Two of the same answers go together only where neither hides anything.
    """
    found: dict[str, str] = {}
    kept = sorted(before)
    for name in asked:
        others = (one for one in kept if one != name and _linked(one, name, roots))
        other = next((one for one in others if one in before or {one, name} & hidden), "")
        if other:
            found[name] = other
        else:
            kept.append(name)
    return found


def _linked(one: str, other: str, roots: Roots) -> bool:
    return bool((roots.get(one, frozenset()) | {one}) & (roots.get(other, frozenset()) | {other}))
