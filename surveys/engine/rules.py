"""Evaluate rules, as ODK does: an unanswered question is the empty string. docs/rules.md has the details.

The same closures serve two readings. With plain values a rule holds or not. Where a value is an `Unknown` (skipped,
refused, not reached) it travels upwards as in Kleene's strong three-valued logic, unless other answers decide.
"""

import operator
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any

from surveys.engine.expressions import (
    Binary,
    Call,
    Compare,
    Expression,
    Literal,
    Logic,
    Node,
    Not,
    Reference,
    children,
)
from surveys.engine.values import DateRange, Value, text_of

REASONS = frozenset({"dont_know", "prefer_not", "not_applicable"})


@dataclass(frozen=True)
class Unknown:
    """A value we do not have. `code` is the missing reason it leads to (-8 or -6); `plain` what the path sees, if told.

    A skipped question is plainly '' and a refused one plainly 'prefer_not': rules that ask just that are decided.
    """

    code: int
    plain: str | None = None

    def and_(self, other: "Unknown") -> "Unknown":
        return Unknown(min(self.code, other.code))

    def settled_by(self, known: "Value") -> bool:
        """Whether a comparison with this known value asks just what is known of us."""
        return self.plain is not None and (known == "" or (self.plain in REASONS and known in REASONS))


SKIPPED = Unknown(-8, "")
REFUSED = Unknown(-8, "prefer_not")
UNDECIDED = Unknown(-8)
NOT_REACHED = Unknown(-6)

Seen = Value | Unknown
Values = Mapping[str, Seen]
Evaluator = Callable[[Values], Seen]


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression. Names that `values` lacks are ''."""
    result = compiled(expression)(values)
    if isinstance(result, Unknown):
        raise TypeError("evaluate() takes known values only; use judge() for unknown ones")
    return result


def holds(expression: Expression | None, values: Mapping[str, Value]) -> bool:
    """Whether a rule holds; no rule always does."""
    return expression is None or truth(compiled(expression)(values)) is True


def judge(expression: Expression, values: Values) -> Seen:
    """The value of an expression, or the Unknown it hinges on."""
    return compiled(expression)(values)


def decided(expression: Expression | None, values: Mapping[str, Value], unknown: Set[str]) -> bool | None:
    """Three-valued: True or False whatever the unknown names turn out to be, None where it hinges on them."""
    if expression is None:
        return True
    verdict = truth(judge(expression, {**values, **dict.fromkeys(unknown, UNDECIDED)}))
    return None if isinstance(verdict, Unknown) else verdict


@lru_cache(maxsize=20_000)
def compiled(expression: Expression) -> Evaluator:
    """The expression as one Python closure, made once."""
    return _compile(expression.tree)


def truth(value: Seen) -> bool | Unknown:
    """XPath's boolean(): empty text and zero are false."""
    if isinstance(value, bool | Unknown):
        return value
    return value != "" and value != 0


def number_of(value: Value) -> Decimal | None:
    """The value as a number, None where it is not one (XPath's NaN)."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not value.isascii() or not value.lstrip("-").replace(".", "", 1).isdigit():
        return None
    return Decimal(value) if value.rfind("-") <= 0 and len(value) < 40 else None


def _compile(node: Node) -> Evaluator:
    match node:
        case Literal(value):
            constant: Value = DateRange.day(value) if isinstance(value, date) else value
            return lambda values: constant
        case Reference(name):
            return lambda values: values.get(name, "")
    return _compile_inner(node, tuple(_compile(child) for child in children(node)))


def _compile_inner(node: Node, parts: tuple[Evaluator, ...]) -> Evaluator:
    match node:
        case Not():
            return _negation(*parts)
        case Logic(word):
            return _logic(word, parts)
        case Compare("=", Reference(name), Literal(str(code))):
            return _is_code(name, code)
        case Compare(sign):
            return _comparison(sign, *parts)
        case Binary(sign):
            return _arithmetic(sign, *parts)
        case Call(function):
            return CALLS[function](*parts)
    return _arithmetic("-", lambda values: Decimal(0), *parts)


def _negation(operand: Evaluator) -> Evaluator:
    def run(values: Values) -> Seen:
        verdict = truth(operand(values))
        return verdict if isinstance(verdict, Unknown) else not verdict

    return run


def _logic(word: str, operands: tuple[Evaluator, ...]) -> Evaluator:
    deciding = word == "or"

    def run(values: Values) -> Seen:
        doubt: Unknown | None = None
        for operand in operands:
            verdict = operand(values)
            if verdict is not True and verdict is not False:
                verdict = truth(verdict)
            if verdict is deciding:
                return deciding
            if isinstance(verdict, Unknown):
                doubt = verdict if doubt is None else doubt.and_(verdict)
        return doubt or not deciding

    return run


def _is_code(name: str, code: str) -> Evaluator:
    """`${name} = 'code'`, most of all rules by far: the same as _comparison, without its detours."""
    compare = _comparison("=", lambda values: values.get(name, ""), lambda values: code)

    def run(values: Values) -> Seen:
        value = values.get(name, "")
        return value == code if value.__class__ is str else compare(values)

    return run


def _comparison(sign: str, left: Evaluator, right: Evaluator) -> Evaluator:
    compare = COMPARISONS[sign]

    def run(values: Values) -> Seen:
        a, b = left(values), right(values)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return _compare_unknown(compare, a, b)
        return compare(a, b)

    return run


def _compare_unknown(compare: Callable[[Value, Value], bool], a: Seen, b: Seen) -> Seen:
    if isinstance(a, Unknown) and isinstance(b, Unknown):
        return a.and_(b)
    if isinstance(a, Unknown):
        return compare(a.plain or "", b) if not isinstance(b, Unknown) and a.settled_by(b) else a
    return compare(a, b.plain or "") if isinstance(b, Unknown) and b.settled_by(a) else b


def equal(a: Value, b: Value) -> bool:
    """XPath's =: as booleans if one is, else as numbers if one is, else as text. Dates: both bounds equal."""
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if isinstance(a, bool) or isinstance(b, bool):
        return truth(a) is truth(b)
    if isinstance(a, DateRange) and isinstance(b, DateRange):
        return (a.lower, a.upper) == (b.lower, b.upper)
    if isinstance(a, DateRange) or isinstance(b, DateRange):
        return False
    if isinstance(a, Decimal) or isinstance(b, Decimal):
        left, right = number_of(a), number_of(b)
        return left is not None and left == right
    return text_of(a).split() == text_of(b).split()


def differ(a: Value, b: Value) -> bool:
    """XPath's !=. Two dates differ when no day can be both."""
    if isinstance(a, DateRange) and isinstance(b, DateRange):
        return a.upper < b.lower or b.upper < a.lower
    return not equal(a, b)


def _ordered(test: Callable[[Any, Any], bool], *, upwards: bool) -> Callable[[Value, Value], bool]:
    def run(a: Value, b: Value) -> bool:
        if isinstance(a, DateRange) and isinstance(b, DateRange):
            return test(a.upper, b.lower) if upwards else test(a.lower, b.upper)
        left, right = number_of(a), number_of(b)
        return left is not None and right is not None and test(left, right)

    return run


COMPARISONS: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": differ,
    "<": _ordered(operator.lt, upwards=True),
    "<=": _ordered(operator.le, upwards=True),
    ">": _ordered(operator.gt, upwards=False),
    ">=": _ordered(operator.ge, upwards=False),
}

ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": operator.truediv,
    "mod": operator.mod,
}


def _arithmetic(sign: str, left: Evaluator, right: Evaluator) -> Evaluator:
    apply = ARITHMETIC[sign]

    def run(values: Values) -> Seen:
        a, b = left(values), right(values)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return _doubt(a, b)
        x, y = number_of(a), number_of(b)
        if x is None or y is None:
            return ""
        try:
            return apply(x, y)
        except ArithmeticError:
            return ""

    return run


def _doubt(*values: Seen) -> Unknown:
    return reduce(Unknown.and_, (value for value in values if isinstance(value, Unknown)))


def _selected(chosen: Evaluator, code: Evaluator) -> Evaluator:
    def run(values: Values) -> Seen:
        a, b = chosen(values), code(values)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return _compare_unknown(equal, a, b)
        return text_of(b) in (a if isinstance(a, frozenset) else text_of(a).split())

    return run


def _count_selected(chosen: Evaluator) -> Evaluator:
    def run(values: Values) -> Seen:
        value = chosen(values)
        if isinstance(value, Unknown):
            return value
        return Decimal(len(value) if isinstance(value, frozenset) else len(text_of(value).split()))

    return run


def _if(condition: Evaluator, then: Evaluator, otherwise: Evaluator) -> Evaluator:
    def run(values: Values) -> Seen:
        verdict = truth(condition(values))
        if isinstance(verdict, Unknown):
            a, b = then(values), otherwise(values)
            return a if a == b and not isinstance(a, Unknown) else _doubt(verdict, a, b)
        return then(values) if verdict else otherwise(values)

    return run


def _coalesce(*arguments: Evaluator) -> Evaluator:
    """The first that has something; an unknown one is passed over where a later one is known."""

    def run(values: Values) -> Seen:
        doubt: Unknown | None = None
        for argument in arguments:
            value = argument(values)
            if isinstance(value, Unknown):
                doubt = value if doubt is None else doubt.and_(value)
            elif value != "":
                return value
        return doubt or ""

    return run


CALLS: Mapping[str, Callable[..., Evaluator]] = {
    "selected": _selected,
    "count-selected": _count_selected,
    "if": _if,
    "coalesce": _coalesce,
}
