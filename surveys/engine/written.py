"""A tree of the rule language written down again: reading it gives the very same tree."""

from datetime import date
from decimal import Decimal

from surveys.engine.expressions import Binary, Call, Compare, Literal, Logic, Negative, Node, Not, Reference


class CannotBeWritten(ValueError):
    """A text that holds both kinds of quotes, or a number that no rule can hold."""


def written(node: Node) -> str:
    """The rule as text, with brackets only where they are needed. Raises CannotBeWritten.

    What was read from a rule can always be written.
    """
    match node:
        case Logic(word, operands):
            return f" {word} ".join(map(_operand, operands))
        case Compare(sign, left, right):
            return f"{_side(left)} {sign} {_side(right)}"
        case Binary(sign, left, right):
            return f"{_atom(left)} {sign} {_atom(right)}"
        case Negative(operand):
            return f"-{_atom(operand)}"
    return _atom(node)


def _operand(node: Node) -> str:
    """Part of an `and` or `or`: comparisons stand as they are, what is joined gets brackets."""
    return f"({written(node)})" if isinstance(node, Logic) else written(node)


def _side(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, Logic | Compare) else written(node)


def _atom(node: Node) -> str:
    match node:
        case Literal(value):
            return written_value(value)
        case Reference(name):
            return f"${{{name}}}"
        case Not(operand):
            return f"not({written(operand)})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
    return f"({written(node)})"


def written_value(value: str | Decimal | date) -> str:
    """A text, number or day. Raises CannotBeWritten for a text with both kinds of quotes, and a number below zero."""
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, Decimal):
        if value.is_signed() or not value.is_finite():
            raise CannotBeWritten(f"{value} is no number that a rule can hold.")
        return format(value, "f")
    quote = '"' if "'" in value else "'"
    if quote in value:
        raise CannotBeWritten("A text cannot hold both kinds of quotes.")
    return f"{quote}{value}{quote}"
