"""The rule language: text → tree. docs/rules.md explains it; `rules.py` evaluates it.

A subset of the XPath that ODK and XLSForm use. Comparisons do not chain (`1 < ${x} < 5` is refused).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

MAX_LENGTH = 10_000
MAX_DEPTH = 100
MAX_DIGITS = 15
BUILT_INS = frozenset({"group", "law", "migrant_type", "channel", "known_group"})

FUNCTIONS = {
    "selected": (2, 2),
    "count-selected": (1, 1),
    "if": (3, 3),
    "coalesce": (2, 20),
    "not": (1, 1),
    "date": (1, 1),
}
"""Functions and how many values they take, at least and at most."""

GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction ("or" conjunction)*
?conjunction: comparison ("and" comparison)*
?comparison: sum (COMPARE sum)?
?sum: product (ADD product)*
?product: unary (MULTIPLY unary)*
?unary: atom
      | "-" atom                       -> negative
?atom: "(" disjunction ")"
     | NUMBER                          -> number
     | STRING                          -> string
     | REFERENCE                       -> reference
     | FUNCTION "(" (disjunction ("," disjunction)*)? ")" -> call

COMPARE: "!=" | "<=" | ">=" | "=" | "<" | ">"
ADD: "+" | "-"
MULTIPLY: "*" | "div" | "mod"
NUMBER: /[0-9]+(\.[0-9]+)?/
STRING: /'[^']*'/ | /"[^"]*"/
REFERENCE: /\$\{[^{}]*\}/
FUNCTION: /[a-z][a-z0-9_-]*(?=\s*\()/
%ignore /[ \t\r\n]+/
"""


class ExpressionError(ValueError):
    """A rule that cannot be read. `position` counts characters from 1."""

    def __init__(self, message: str, position: int, what_to_do: str) -> None:
        self.message, self.position, self.what_to_do = message, position, what_to_do
        super().__init__(f"{message} (character {position}) {what_to_do}")


@dataclass(frozen=True)
class Literal:
    value: str | Decimal | date


@dataclass(frozen=True)
class Reference:
    name: str


@dataclass(frozen=True)
class Not:
    operand: "Node"


@dataclass(frozen=True)
class Negative:
    operand: "Node"


@dataclass(frozen=True)
class Logic:
    """`and` or `or` over two operands or more."""

    operator: str
    operands: tuple["Node", ...]


@dataclass(frozen=True)
class Compare:
    """One of = != < <= > >=."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Binary:
    """Arithmetic: one of + - * div mod."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """selected, count-selected, if or coalesce."""

    function: str
    arguments: tuple["Node", ...]


Node = Literal | Reference | Not | Negative | Logic | Compare | Binary | Call


@dataclass(frozen=True)
class Expression:
    """A rule as written and as understood. Two with the same source are equal."""

    source: str
    tree: Node = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.source


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Not(operand) | Negative(operand):
            return (operand,)
        case Compare(_, left, right) | Binary(_, left, right):
            return (left, right)
        case Logic(_, operands):
            return operands
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, top down, left to right."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def references(expression: Expression) -> frozenset[str]:
    """The names it asks for in ${…}, built-ins included."""
    return _references(expression)


@lru_cache(maxsize=20_000)
def _references(expression: Expression) -> frozenset[str]:
    return frozenset(node.name for node in walk(expression.tree) if isinstance(node, Reference))


@lru_cache(maxsize=20_000)
def parse_expression(source: str) -> Expression:
    """Read a rule. Raises ExpressionError with the place and what to do."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"The rule has {len(source)} characters.", MAX_LENGTH, f"Keep it under {MAX_LENGTH}: use a derived value."
        )
    if not source.strip():
        raise ExpressionError("The rule is empty.", 1, "Write a condition, or leave the key out.")
    try:
        tree: Any = _parser().parse(source)
    except UnexpectedInput as error:
        raise _explain(source, error) from None
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError("The rule is nested too deeply.", 1, f"Keep it under {MAX_DEPTH} levels.")
    return Expression(source, tree)


def _depth(tree: Node) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(node))
    return deepest


def _explain(source: str, error: UnexpectedInput) -> ExpressionError:
    position = error.pos_in_stream if error.pos_in_stream is not None else len(source)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return ExpressionError(
            "The rule stops too early.", len(source), "Close every bracket and finish the comparison."
        )
    if isinstance(error, UnexpectedToken):
        found = str(error.token)
    elif isinstance(error, UnexpectedCharacters):
        found = source[position : position + 10]
    else:  # pragma: no cover - lark has no third kind here
        found = ""
    return ExpressionError(f"“{found}” is not expected here.", position + 1, _advice(source, position, found))


def _advice(source: str, position: int, found: str) -> str:
    if found.startswith(("'", '"')):
        return "Check the quotes: text stands between two of the same quotes."
    if found.startswith("$"):
        return "Write a name as ${name}."
    if found.startswith("==") or source[position - 1 : position + 1] == "==":
        return "Compare with a single =."
    if found[:1] in {"=", "<", ">", "!"}:
        return "Compare two things at a time, and join comparisons with and/or."
    if found[:1].isalpha():
        return "Put text in quotes, write names as ${name}, and/or/div/mod in lower case."
    return "See docs/rules.md for what a rule may hold."


def _fail(message: str, token: Token, what_to_do: str) -> ExpressionError:
    return ExpressionError(message, (token.start_pos or 0) + 1, what_to_do)


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Makes our nodes while lark reads, so that depth costs no recursion."""

    def disjunction(self, *operands: Node) -> Node:
        return Logic("or", operands)

    def conjunction(self, *operands: Node) -> Node:
        return Logic("and", operands)

    def comparison(self, left: Node, operator: Token, right: Node) -> Node:
        return Compare(str(operator), left, right)

    def sum(self, first: Node, *rest: Any) -> Node:
        for operator, operand in zip(rest[::2], rest[1::2], strict=True):
            first = Binary(str(operator), first, operand)
        return first

    product = sum

    def negative(self, operand: Node) -> Node:
        return Negative(operand)

    def number(self, token: Token) -> Node:
        if len(token) > MAX_DIGITS:
            raise _fail("The number is too long.", token, f"Use at most {MAX_DIGITS} digits.")
        return Literal(Decimal(str(token)))

    def string(self, token: Token) -> Node:
        return Literal(str(token)[1:-1])

    def reference(self, token: Token) -> Node:
        name = str(token)[2:-1].strip()
        if not name or not name.replace("_", "a").isalnum():
            raise _fail(f"“{token}” is not a name.", token, "A name has letters, digits and _ only.")
        return Reference(name)

    def call(self, token: Token, *arguments: Node | None) -> Node:
        return _call(token, tuple(argument for argument in arguments if argument is not None))


def _call(token: Token, arguments: tuple[Node, ...]) -> Node:
    name = str(token)
    if name not in FUNCTIONS:
        raise _fail(f"There is no function “{name}”.", token, f"Use one of: {', '.join(sorted(FUNCTIONS))}.")
    least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise _fail(f"“{name}” got {len(arguments)} values.", token, f"Give it {wanted}.")
    if name == "not":
        return Not(arguments[0])
    return _date(token, arguments[0]) if name == "date" else Call(name, arguments)


def _date(token: Token, argument: Node) -> Node:
    text = argument.value if isinstance(argument, Literal) else None
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError
        return Literal(date.fromisoformat(text))
    except ValueError:
        raise _fail("date() wants a day that exists.", token, "Write it as date('2024-12-31').") from None


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", transformer=_Builder(), maybe_placeholders=False)
