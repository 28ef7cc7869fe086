"""A second evaluator of rules, made another way: the rule becomes Python source that overloads do the work for.

It shares no code with the engine but the value types; the tests hold the two against each other.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from surveys.engine.values import DateRange, Value

TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{(\w+)\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z-]+(?=\()|and|or|div|mod)|(?P<sign>!=|<=|>=|[=<>+*(),-]))"
)
LEVELS = [("or",), ("and",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod")]


def naive(source: str, values: Mapping[str, Value]) -> Value:
    """Evaluate while reading, without a tree: precedence climbing over tokens."""
    tokens = [match.group().strip() for match in TOKEN.finditer(source)]
    result, rest = _level(tokens, 0, values)
    assert not rest, rest
    return result


def _level(tokens: list[str], depth: int, values: Mapping[str, Value]) -> tuple[Any, list[str]]:
    if depth == len(LEVELS):
        return _atom(tokens, values)
    left, tokens = _level(tokens, depth + 1, values)
    while tokens and tokens[0] in LEVELS[depth]:
        sign = tokens[0]
        right, tokens = _level(tokens[1:], depth + 1, values)
        left = _apply(sign, left, right)
    return left, tokens


def _atom(tokens: list[str], values: Mapping[str, Value]) -> tuple[Any, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        inner, rest = _level(rest, 0, values)
        return inner, rest[1:]
    if head == "-":
        inner, rest = _atom(rest, values)
        return _apply("-", Decimal(0), inner), rest
    if head.startswith("${"):
        return values.get(head[2:-1], ""), rest
    if head[0] in "'\"":
        return head[1:-1], rest
    return (Decimal(head), rest) if head[0].isdigit() else _call(head, rest[1:], values)


def _call(name: str, tokens: list[str], values: Mapping[str, Value]) -> tuple[Any, list[str]]:
    arguments = []
    while True:
        value, tokens = _level(tokens, 0, values)
        arguments.append(value)
        closing, tokens = tokens[0], tokens[1:]
        if closing == ")":
            return _function(name, arguments), tokens


def _function(name: str, given: list[Any]) -> Any:
    if name == "not":
        return not bool(given[0])
    if name == "date":
        return DateRange("day", date.fromisoformat(given[0]), date.fromisoformat(given[0]))
    if name == "if":
        return given[1] if bool(given[0]) else given[2]
    if name == "coalesce":
        return next((value for value in given if value != ""), "")
    chosen = set(given[0]) if isinstance(given[0], frozenset) else set(_words(given[0]))
    return given[1] in chosen if name == "selected" else Decimal(len(chosen))


def _words(value: Any) -> list[str]:
    return str(value).split() if not isinstance(value, bool) else [str(value).lower()]


def _number(value: Any) -> float | Decimal:
    """A float NaN where it is none: equal to nothing."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", value):
        return Decimal(value)
    return float("nan")


def _apply(sign: str, a: Any, b: Any) -> Any:
    if sign in {"and", "or"}:
        return (bool(a) and bool(b)) if sign == "and" else (bool(a) or bool(b))
    if sign in {"=", "!="}:
        return _same(a, b) if sign == "=" else _different(a, b)
    if sign in {"<", "<=", ">", ">="}:
        return _ordered(sign, a, b)
    x, y = _number(a), _number(b)
    if isinstance(x, float) or isinstance(y, float) or (sign in {"div", "mod"} and y == 0):
        return ""
    return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "div": lambda: x / y, "mod": lambda: x % y}[
        sign
    ]()


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return bool(a) == bool(b)
    dates = isinstance(a, DateRange) + isinstance(b, DateRange)
    if dates:
        return dates == 2 and a.lower == b.lower and a.upper == b.upper
    if isinstance(a, Decimal) or isinstance(b, Decimal):
        return bool(_number(a) == _number(b))
    return {*a} == {*b} if isinstance(a, frozenset) and isinstance(b, frozenset) else _text(a) == _text(b)


def _different(a: Any, b: Any) -> bool:
    if isinstance(a, DateRange) and isinstance(b, DateRange):
        return max(a.lower, b.lower) > min(a.upper, b.upper)
    return not _same(a, b)


def _text(value: Any) -> str:
    return " ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _ordered(sign: str, a: Any, b: Any) -> bool:
    if isinstance(a, DateRange) and isinstance(b, DateRange):
        pairs = [(x, y) for x in (a.lower, a.upper) for y in (b.lower, b.upper)]
        return all(_compare(sign, x, y) for x, y in pairs)
    x, y = _number(a), _number(b)
    return not isinstance(x, float) and not isinstance(y, float) and _compare(sign, x, y)


def _compare(sign: str, x: Any, y: Any) -> bool:
    return bool({"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[sign])
