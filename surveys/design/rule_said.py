"""The rule of a thing in words, where the draft can be read."""

from django.utils.translation import get_language

from surveys.design.desk import Desk
from surveys.design.steps import Node
from surveys.engine.expressions import ExpressionError, parse_expression
from surveys.engine.words import in_words


def rule_words(desk: Desk, node: Node) -> str:
    """'' where there is no rule, or the draft has a fault of form."""
    found = node.mapping.get("relevant")
    if not isinstance(found, str) or desk.definition is None:
        return ""
    try:
        return in_words(parse_expression(found), desk.definition, get_language() or "nl")
    except (ExpressionError, KeyError):
        return ""
