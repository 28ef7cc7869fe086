"""A tree as the text of a rule, with no more brackets than needed. Reading it gives the same tree."""

from datetime import date
from decimal import Decimal

from surveys.engine.expressions import Binary, Call, Compare, Literal, Logic, Negative, Node, Not, Reference

OR, AND, COMPARE, SUM, PRODUCT, UNARY, ATOM = range(7)


def unparse(node: Node) -> str:
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    match node:
        case Literal(value):
            return _literal(value), ATOM
        case Reference(name):
            return f"${{{name}}}", ATOM
        case Not(operand):
            return f"not({unparse(operand)})", ATOM
        case Call(function, arguments):
            return f"{function}({', '.join(unparse(argument) for argument in arguments)})", ATOM
    return _operation(node)


def _operation(node: Node) -> tuple[str, int]:
    match node:
        case Negative(operand):
            return f"-{_within(operand, ATOM)}", UNARY
        case Logic(word, operands):
            level = OR if word == "or" else AND
            return f" {word} ".join(_within(operand, level + 1) for operand in operands), level
        case Compare(sign, left, right):
            return f"{_within(left, SUM)} {sign} {_within(right, SUM)}", COMPARE
        case Binary(sign, left, right):
            level = SUM if sign in {"+", "-"} else PRODUCT
            return f"{_within(left, level)} {sign} {_within(right, level + 1)}", level
    raise TypeError(node)


def _within(node: Node, level: int) -> str:
    text, own = _text(node)
    return text if own >= level else f"({text})"


def _literal(value: str | Decimal | date) -> str:
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, Decimal):
        return format(value, "f")
    return f'"{value}"' if "'" in value else f"'{value}'"
