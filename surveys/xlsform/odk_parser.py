"""ODK's expressions, any function allowed, as a tree of the rule language's own nodes.

Three things that our rules lack come as references: `.` (the answer itself) as `.`, a path such as `../age` by its last
name, and a column of the choices sheet as `.column`. Functions that we lack stay calls; `odk.py` maps or refuses them.
"""

import re
from collections.abc import Set
from datetime import date
from decimal import Decimal

from surveys.engine.expressions import MAX_DEPTH, MAX_LENGTH, Binary, Call, Compare, Literal, Logic, Negative, Node
from surveys.engine.expressions import Reference as Ref

SELF = "."
TOKEN = re.compile(
    r"""\s*(?:(?P<string>'[^']*'|"[^"]*")
    |(?P<ref>\$\{[^{}]*\})
    |(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)
    |(?P<path>(?:current\(\))?(?:\.\.|/)(?:/[\w.-]+)+|/[\w.-]+(?:/[\w.-]+)*)
    |(?P<self>current\(\)/\.|\.)
    |(?P<name>[^\W\d][\w:-]*(?:\.[\w-]+)*)
    |(?P<sign>!=|<=|>=|=|<|>|\+|-|\*|\(|\)|,))""",
    re.X,
)
COMPARE = frozenset({"=", "!=", "<", "<=", ">", ">="})


class NotOdk(ValueError):
    """An expression that cannot be carried; the message says why, and the advice what to do."""

    def __init__(self, message: str, what_to_do: str = "Write it in the rule language: see docs/rules.md.") -> None:
        self.message, self.what_to_do = message, what_to_do
        super().__init__(message)


def parse_odk(source: str, columns: Set[str] = frozenset()) -> Node:
    """The tree of an expression. `columns`: names that stand for columns of the choices sheet. Raises NotOdk."""
    if len(source) > MAX_LENGTH:
        raise NotOdk(f"The expression has {len(source)} characters.", f"Keep it under {MAX_LENGTH}: use a calculate.")
    parser = _Parser(_tokens(source), columns)
    tree = parser.disjunction()
    parser.expect("end")
    return tree


def _tokens(source: str) -> list[tuple[str, str]]:
    found, place = [], 0
    end = len(source.rstrip())
    while place < end:
        match = TOKEN.match(source, place)
        if match is None:
            raise NotOdk(f"“{source[place : place + 12].strip()}” is not understood (character {place + 1}).")
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        place = match.end()
    return [*found, ("end", "")]


class _Parser:
    """Recursive descent over the tokens; the depth is limited, so that no input can exhaust the stack."""

    def __init__(self, tokens: list[tuple[str, str]], columns: Set[str]) -> None:
        self.tokens, self.columns, self.place, self.depth = tokens, columns, 0, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def take(self) -> tuple[str, str]:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def accept(self, *texts: str) -> str:
        kind, text = self.peek()
        if kind in {"sign", "name"} and text in texts:
            self.place += 1
            return text
        return ""

    def expect(self, text: str) -> None:
        kind, found = self.peek()
        if (kind if text == "end" else found) != text:
            shown = f"“{found}” is not expected here." if found else "The expression stops too early."
            raise NotOdk(shown, "Check brackets, quotes and operators.")
        self.place = min(self.place + 1, len(self.tokens) - 1)

    def disjunction(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotOdk("The expression is nested too deeply.", f"Keep it under {MAX_DEPTH} levels.")
        operands = [self.conjunction()]
        while self.accept("or"):
            operands.append(self.conjunction())
        self.depth -= 1
        return operands[0] if len(operands) == 1 else Logic("or", tuple(operands))

    def conjunction(self) -> Node:
        operands = [self.comparison()]
        while self.accept("and"):
            operands.append(self.comparison())
        return operands[0] if len(operands) == 1 else Logic("and", tuple(operands))

    def comparison(self) -> Node:
        left = self.sum()
        sign = self.accept(*COMPARE)
        return Compare(sign, left, self.sum()) if sign else left

    def sum(self) -> Node:
        left = self.product()
        while sign := self.accept("+", "-"):
            left = Binary(sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.unary()
        while sign := self.accept("*", "div", "mod"):
            left = Binary(sign, left, self.unary())
        return left

    def unary(self) -> Node:
        return Negative(self.atom()) if self.accept("-") else self.atom()

    def atom(self) -> Node:
        kind, text = self.take()
        if kind == "string":
            return Literal(text[1:-1])
        if kind == "number":
            return Literal(Decimal(text))
        if kind in {"ref", "path", "self"}:
            return _reference(kind, text)
        if kind == "name":
            return self._named(text)
        if text != "(":
            self.place -= 1
            self.expect("a value")
        inner = self.disjunction()
        self.expect(")")
        return inner

    def _named(self, name: str) -> Node:
        if not self.accept("("):
            if name in self.columns:
                return Ref(f".{name}")
            raise NotOdk(f"“{name}” is neither a name nor a text.", "Write a name as ${name}, a text in quotes.")
        arguments: list[Node] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.disjunction())
        return _call(name, tuple(arguments))


def _reference(kind: str, text: str) -> Node:
    if kind == "self":
        return Ref(SELF)
    name = text[2:-1].strip() if kind == "ref" else text.rsplit("/", 1)[-1]
    if not name or name.startswith("."):
        raise NotOdk(f"“{text}” names no question.", "Write a name as ${name}.")
    return Ref(name.removeprefix("last-saved#"))


def _call(name: str, arguments: tuple[Node, ...]) -> Node:
    if name == "date" and len(arguments) == 1 and isinstance(arguments[0], Literal):
        try:
            return Literal(date.fromisoformat(str(arguments[0].value)[:10]))
        except ValueError:
            raise NotOdk("date() wants a day that exists.", "Write it as date('2024-12-31').") from None
    return Call(name, arguments)
