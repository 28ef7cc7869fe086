"""Work out what is constant in a tree: what is left of a choice filter once an option's own columns are filled in."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from surveys.engine.expressions import Binary, Call, Compare, Literal, Logic, Negative, Node, Not, Reference
from surveys.engine.rules import COMPARISONS
from surveys.engine.values import DateRange, Value

TRUE = Compare("=", Literal(Decimal(1)), Literal(Decimal(1)))
FALSE = Compare("=", Literal(Decimal(1)), Literal(Decimal(0)))


def filled(node: Node, columns: Mapping[str, str]) -> Node:
    """The tree with the values of an option's columns in the place of `.column`."""
    match node:
        case Reference(name) if name.startswith("."):
            return Literal(columns.get(name[1:], ""))
        case Not(operand) | Negative(operand):
            return replace(node, operand=filled(operand, columns))
        case Compare(_, left, right) | Binary(_, left, right):
            return replace(node, left=filled(left, columns), right=filled(right, columns))
        case Logic(word, operands):
            return Logic(word, tuple(filled(operand, columns) for operand in operands))
        case Call(function, arguments):
            return Call(function, tuple(filled(argument, columns) for argument in arguments))
    return node


def fold(node: Node) -> Node | bool:
    """The tree without its constant parts; True or False where nothing else is left."""
    match node:
        case Not(operand):
            inner = fold(operand)
            return not inner if isinstance(inner, bool) else Not(inner)
        case Compare(sign, Literal(a), Literal(b)):
            return COMPARISONS[sign](_value(a), _value(b))
        case Logic(word, operands):
            return _fold_logic(word, operands)
        case Call("if", (condition, then, otherwise)):
            return _fold_if(condition, then, otherwise)
        case Call("selected", (Literal(a), Literal(b))):
            return str(b) in str(a).split()
    return node


def _value(value: object) -> Value:
    return DateRange.day(value) if not isinstance(value, str | Decimal) else value  # type: ignore[arg-type]


def _fold_logic(word: str, operands: tuple[Node, ...]) -> Node | bool:
    deciding = word == "or"
    left: list[Node] = []
    for operand in operands:
        inner = fold(operand)
        if inner is deciding:
            return deciding
        if not isinstance(inner, bool):
            left.append(inner)
    return (not deciding) if not left else left[0] if len(left) == 1 else Logic(word, tuple(left))


def _fold_if(condition: Node, then: Node, otherwise: Node) -> Node | bool:
    verdict = fold(condition)
    if isinstance(verdict, bool):
        return fold(then if verdict else otherwise)
    branches = fold(then), fold(otherwise)
    if branches == (True, False):
        return verdict
    if branches == (False, True):
        return Not(verdict)
    plain = tuple(_plain(branch, node) for branch, node in zip(branches, (then, otherwise), strict=True))
    return Call("if", (verdict, *plain))


def _plain(folded: Node | bool, node: Node) -> Node:
    return node if isinstance(folded, bool) else folded
