"""And, or, not over solver formulas and plain booleans, folding what is already known."""

from collections.abc import Iterable
from typing import Any

import z3

Formula = Any
"""True, False, or a z3 Boolean term."""
Term = Any
"""A whole number, or a z3 Int term."""


def both(*parts: Formula) -> Formula:
    return every(parts)


def either(*parts: Formula) -> Formula:
    return some(parts)


def every(parts: Iterable[Formula]) -> Formula:
    left = _distinct(parts, neutral=True)
    if left is None:
        return False
    return z3.And(left) if len(left) > 1 else left[0] if left else True


def some(parts: Iterable[Formula]) -> Formula:
    left = _distinct(parts, neutral=False)
    if left is None:
        return True
    return z3.Or(left) if len(left) > 1 else left[0] if left else False


def no(part: Formula) -> Formula:
    return not part if isinstance(part, bool) else z3.Not(part)


def implies(condition: Formula, then: Formula) -> Formula:
    return either(no(condition), then)


def same(left: Formula, right: Formula) -> Formula:
    """Whether both hold or both do not."""
    if isinstance(left, bool):
        left, right = right, left
    if isinstance(right, bool):
        return left if right else no(left)
    return left == right


def choose(condition: Formula, then: Term, otherwise: Term) -> Term:
    if isinstance(condition, bool):
        return then if condition else otherwise
    return z3.If(condition, then, otherwise)


def is_so(model: Any, formula: Formula) -> bool:
    """Whether a model makes the formula true. What it leaves open counts as false."""
    if isinstance(formula, bool):
        return formula
    value = model.eval(formula, model_completion=True)
    return bool(z3.Z3_get_bool_value(value.ctx.ref(), value.as_ast()) == z3.Z3_L_TRUE)


def _distinct(parts: Iterable[Formula], *, neutral: bool) -> list[Formula] | None:
    """The parts that matter, each once; None where one of them decides."""
    found: dict[int, Formula] = {}
    for part in parts:
        if not isinstance(part, bool):
            found[part.get_id()] = part
        elif part is not neutral:
            return None
    return list(found.values())
