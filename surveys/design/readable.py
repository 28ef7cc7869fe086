"""A draft with rules that cannot be read, read without them: other rules can then still be worked on. Pure."""

from collections.abc import Mapping
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.expressions import ExpressionError, parse_expression
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError

NEEDED = ("expression", "holds")
"""Keys without which a derived value or a statement is nothing."""


def readable(document: Mapping[str, Any]) -> Definition | None:
    """None where more is wrong with the draft's form than its rules."""
    try:
        return parse(_without(dict(document)))
    except DefinitionError:
        return None


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key != "relevant" or _reads(item)}
        return {key: _without(item) for key, item in kept.items()}
    if isinstance(value, list):
        return [_without(item) for item in value if not _lacks(item)]
    return value


def _lacks(item: Any) -> bool:
    return isinstance(item, dict) and any(key in item and not _reads(item[key]) for key in NEEDED)


def _reads(rule: Any) -> bool:
    try:
        parse_expression(rule if isinstance(rule, str) else "")
    except ExpressionError:
        return False
    return True
