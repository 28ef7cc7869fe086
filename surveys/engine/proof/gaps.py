"""Pairs of rules that look as if one of them always held, such as `< 18` and `> 18`, or two sides of a day.

Somebody who is exactly 18, or who knows a date only by its year, then sees neither.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surveys.engine.expressions import Compare, Expression, Literal, Reference
from surveys.engine.plan import Plan, Step
from surveys.engine.rules import holds
from surveys.engine.values import DateRange, Value

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True)
class Bound:
    """A rule that is nothing but `${name} sign bound`."""

    name: str
    sign: str
    bound: Decimal | date
    rule: Expression


def bound_of(rule: Expression) -> Bound | None:
    match rule.tree:
        case Compare(sign, Reference(name), Literal(Decimal() | date() as bound)) if sign in TURNED:
            return Bound(name, sign, bound, rule)
        case Compare(sign, Literal(Decimal() | date() as bound), Reference(name)) if sign in TURNED:
            return Bound(name, TURNED[sign], bound, rule)
    return None


def rules_by_name(rules: Iterable[Expression]) -> Mapping[str, tuple[Expression, ...]]:
    """Names whose rules meet at one bound from both sides, with all plain rules about the name."""
    found: dict[str, list[Bound]] = {}
    for rule in rules:
        bound = bound_of(rule)
        if bound:
            found.setdefault(bound.name, []).append(bound)
    return {name: tuple(dict.fromkeys(b.rule for b in bounds)) for name, bounds in found.items() if _meet(bounds)}


def _meet(bounds: list[Bound]) -> bool:
    below = {item.bound for item in bounds if item.sign in ("<", "<=")}
    return any(item.bound in below for item in bounds if item.sign in (">", ">="))


def plain_rules(steps: Iterable[Step], sections: Mapping[str, Expression | None]) -> Iterator[Expression]:
    """Rules of sections, pages and questions: those that decide who sees a block."""
    for step in steps:
        owners = (sections.get(step.page.section), step.page.relevant, *(p.question.relevant for p in step.questions))
        yield from (rule for rule in owners if rule and step.questions)


def gaps_of(plan: Plan, sections: Mapping[str, Expression | None]) -> Mapping[str, tuple[Expression, ...]]:
    steps = plan.steps if plan.group else plan.screening
    return rules_by_name(plain_rules(steps, sections))


def falls_between(value: Value, rules: Iterable[Expression], values: Mapping[str, Value]) -> bool:
    """Whether there is a number or date, and none of the rules holds for it."""
    return isinstance(value, Decimal | DateRange) and not any(holds(rule, values) for rule in rules)
