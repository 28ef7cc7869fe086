"""A rule as rows of choices, and rows of choices as a rule: a question, how it is compared, with what. Pure.

What has no row of its own (arithmetic, if, coalesce …) is a `Kept` part: it stands as it was written and is never
altered. So every rule can be shown, and `write(read(tree))` reads as the very same tree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

from surveys.engine.expressions import (
    MAX_DIGITS,
    Call,
    Compare,
    ExpressionError,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    Reference,
    parse_expression,
)
from surveys.engine.written import CannotBeWritten, written

Held = OneOf["code", "nothing", "number", "day", "ticked", "count", "answer"]
"""What an answer is held against: a code or text, nothing at all, a number, a day, an option that is ticked or not, a
number of ticks, another answer.
"""
Word = OneOf["and", "or"]


@dataclass(frozen=True)
class Operator:
    """One way of comparing. `sign`: as in the rule language; '' for ticks."""

    key: str
    sign: str
    held: Held


OPERATORS: Mapping[str, Operator] = {
    one.key: one
    for one in (
        Operator("is", "=", "code"),
        Operator("is_not", "!=", "code"),
        Operator("nothing", "=", "nothing"),
        Operator("something", "!=", "nothing"),
        Operator("ticked", "", "ticked"),
        Operator("number_is", "=", "number"),
        Operator("number_is_not", "!=", "number"),
        Operator("less", "<", "number"),
        Operator("at_most", "<=", "number"),
        Operator("more", ">", "number"),
        Operator("at_least", ">=", "number"),
        Operator("on", "=", "day"),
        Operator("not_on", "!=", "day"),
        Operator("before", "<", "day"),
        Operator("until", "<=", "day"),
        Operator("after", ">", "day"),
        Operator("from", ">=", "day"),
        Operator("count_is", "=", "count"),
        Operator("count_is_not", "!=", "count"),
        Operator("fewer_ticks", "<", "count"),
        Operator("at_most_ticks", "<=", "count"),
        Operator("more_ticks", ">", "count"),
        Operator("at_least_ticks", ">=", "count"),
        Operator("same", "=", "answer"),
        Operator("other", "!=", "answer"),
        Operator("less_than", "<", "answer"),
        Operator("at_most_as", "<=", "answer"),
        Operator("more_than", ">", "answer"),
        Operator("at_least_as", ">=", "answer"),
    )
}
_KEYS: Mapping[tuple[str, Held], str] = {(one.sign, one.held): one.key for one in OPERATORS.values()}


@dataclass(frozen=True)
class Row:
    """One condition. `value` as it is typed: a code, `36`, `-2.5`, `2024-01-31`, the name of another question."""

    asked: str
    operator: str
    value: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Kept:
    """A part that no row can show, as it is written."""

    source: str
    negated: bool = False


@dataclass(frozen=True)
class Joined:
    """Parts of which all (`and`) or one at least (`or`) must hold; `negated`: just that must not be so."""

    word: Word
    parts: tuple["Part", ...]
    negated: bool = False


Part = Row | Kept | Joined


class BadRow(ValueError):
    """A row that is not a condition yet. `code` says why; the pages have words for it."""

    def __init__(self, code: str, row: Part) -> None:
        self.code, self.row = code, row
        super().__init__(code)


def read(tree: Node) -> Joined:
    """The whole rule as one group of parts."""
    part = _read(tree, negated=False)
    return part if isinstance(part, Joined) else Joined("and", (part,))


def _read(node: Node, *, negated: bool) -> Part:
    match node:
        case Not(operand) if not negated:
            return _read(operand, negated=True)
        case Not():
            return Joined("and", (_read(node, negated=False),), negated)
        case Logic("and" | "or" as word, operands):
            parts = tuple(_read(operand, negated=False) for operand in operands)
            return Joined("or" if word == "or" else "and", parts, negated)
    return _row(node, negated) or Kept(written(node), negated)


def _row(node: Node, negated: bool) -> Row | None:
    match node:
        case Call("selected", (Reference(name), Literal(str(code)))) if _typable(code) and code:
            return Row(name, "ticked", code, negated)
        case Compare(sign, Call("count-selected", (Reference(name),)), right):
            number = _number_of(right)
            return None if number is None else Row(name, _KEYS[sign, "count"], number, negated)
        case Compare(sign, Reference(name), right):
            held, value = _held(right)
            key = _KEYS.get((sign, held)) if held else None
            return Row(name, key, value, negated) if key else None
    return None


def _held(right: Node) -> tuple[Held | None, str]:
    """What stands at the right of a comparison, and its value as typed; (None, '') for what no row can show."""
    match right:
        case Literal(""):
            return "nothing", ""
        case Literal(str(value)):
            return ("code", value) if _typable(value) else (None, "")
        case Literal(value) if isinstance(value, date):
            return "day", value.isoformat()
        case Reference(name):
            return "answer", name
    number = _number_of(right)
    return ("number", number) if number is not None else (None, "")


def _number_of(node: Node) -> str | None:
    match node:
        case Literal(value) if isinstance(value, Decimal):
            return format(value, "f")
        case Negative(Literal(value)) if isinstance(value, Decimal):
            return f"-{value:f}"
    return None


def _typable(value: str) -> bool:
    """Whether a field on a page can hold it: fields lose line ends."""
    return not set(value) & {"\n", "\r"}


def write(joined: Joined) -> str:
    """The rule that the rows say; '' where there are none. Raises BadRow for the first that is not complete."""
    tree = tree_of(joined)
    return "" if tree is None else written(tree)


def tree_of(part: Part) -> Node | None:
    """None for a group without parts. Raises BadRow."""
    bare = _bare(part)
    return Not(bare) if bare is not None and part.negated else bare


def _bare(part: Part) -> Node | None:
    match part:
        case Kept(source):
            return _kept(part, source)
        case Joined(word, parts):
            found = tuple(node for one in parts if (node := tree_of(one)) is not None)
            return Logic(word, found) if len(found) > 1 else next(iter(found), None)
    return _condition(part)


def _kept(part: Kept, source: str) -> Node:
    try:
        return parse_expression(source).tree
    except ExpressionError:
        raise BadRow("kept", part) from None


def _condition(row: Row) -> Node:
    operator = OPERATORS.get(row.operator)
    if not row.asked:
        raise BadRow("no_question", row)
    if operator is None:
        raise BadRow("no_operator", row)
    asked = Reference(row.asked)
    value = _value(row, operator.held)
    if operator.held == "ticked":
        return Call("selected", (asked, value))
    return Compare(operator.sign, Call("count-selected", (asked,)) if operator.held == "count" else asked, value)


def _value(row: Row, held: Held) -> Node:
    if held == "nothing":
        return Literal("")
    if not row.value:
        raise BadRow("no_value", row)
    if held in ("number", "count"):
        return _typed_number(row)
    if held == "day":
        return Literal(_typed_day(row))
    if held == "answer":
        return Reference(row.value)
    if not _typable(row.value) or {"'", '"'} <= set(row.value):
        raise BadRow("bad_text", row)
    return Literal(row.value)


def _typed_number(row: Row) -> Node:
    """Digits with a point or a comma, below zero too."""
    text = row.value.strip().replace(",", ".")
    digits = text.removeprefix("-")
    whole, point, rest = digits.partition(".")
    fits = whole.isdigit() and (rest.isdigit() or not point) and digits.isascii() and len(digits) <= MAX_DIGITS
    if not fits:
        raise BadRow("bad_number", row)
    number = Literal(Decimal(digits))
    return Negative(number) if text.startswith("-") else number


def _typed_day(row: Row) -> date:
    try:
        return date.fromisoformat(row.value.strip())
    except ValueError:
        raise BadRow("bad_day", row) from None


def faults(part: Part) -> Iterator[BadRow]:
    """Every row that is not complete."""
    if isinstance(part, Joined):
        for one in part.parts:
            yield from faults(one)
        return
    try:
        written(_bare(part) or Literal(""))
    except BadRow as error:
        yield error
    except CannotBeWritten:
        yield BadRow("bad_text", part)
