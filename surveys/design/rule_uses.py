"""What a rule decides about, and which rules hang on the answers to that. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.design.rule_places import RulePlace, Setting, rule_places
from surveys.design.steps import Tree
from surveys.engine.expressions import ExpressionError, parse_expression, references


@dataclass(frozen=True)
class Use:
    """A rule that asks for `names`."""

    place: RulePlace
    names: tuple[str, ...]


def names_given(place: RulePlace, setting: Setting) -> frozenset[str]:
    """The names that stand or fall with a rule: its questions, or the derived value itself."""
    if place.kind == "derived":
        return frozenset([place.name])
    if place.kind in ("outcome", "assert", "option"):
        return frozenset()
    return frozenset(question.name for question in setting.questions if question.asks)


def uses(tree: Tree, names: frozenset[str]) -> Iterator[Use]:
    """Every rule that asks for one of the names."""
    for place in rule_places(tree):
        asked = names_asked(place.source) & names
        if asked:
            yield Use(place, tuple(sorted(asked)))


def names_asked(source: str) -> frozenset[str]:
    """The names that a rule asks for; none where it cannot be read."""
    try:
        return references(parse_expression(source)) if source else frozenset()
    except ExpressionError:
        return frozenset()
