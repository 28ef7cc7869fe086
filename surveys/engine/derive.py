"""Derived values: expressions over answers, worked out in document order and usable in later rules."""

from collections.abc import Iterable, Mapping

from surveys.engine.definition import REASON_CODES, Derived
from surveys.engine.expressions import references
from surveys.engine.missing import CHOSEN, Missing
from surveys.engine.rules import REFUSED, Seen, Unknown, evaluate, judge
from surveys.engine.values import Value, text_of


def add_derived(derived: Iterable[Derived], values: dict[str, Value]) -> None:
    """Add each derived value to what later rules see. A condition becomes the text true or false, as in ODK."""
    for item in derived:
        value = evaluate(item.expression, values)
        values[item.name] = text_of(value) if isinstance(value, bool) else value


def judged(item: Derived, values: Mapping[str, Seen]) -> Seen:
    """The derived value, or the Unknown it hinges on."""
    value = judge(item.expression, values)
    return text_of(value) if isinstance(value, bool) else value


def derived_cell(item: Derived, value: Seen, inputs: Mapping[str, object]) -> Value | Missing:
    """The cell of a derived value. `inputs` are the cells before it, by name."""
    if value == REFUSED:
        return Missing.PREFER_NOT
    if isinstance(value, Unknown):
        return Missing(value.code)
    if value == "":
        return _why_empty([inputs[name] for name in sorted(references(item.expression)) if name in inputs])
    own = {option.code for option in item.options if option.in_base}
    return Missing(_chosen(value)) if _chosen(value) and value not in own else value


def _chosen(value: Value) -> int:
    return next((code for reason, code in REASON_CODES.items() if reason == value), 0)


def _why_empty(inputs: list[object]) -> Missing:
    """Given answers decide that there is no value; the inputs say why."""
    missing = [cell for cell in inputs if isinstance(cell, Missing)]
    if inputs and all(cell == Missing.NOT_INCLUDED for cell in inputs):
        return Missing.NOT_INCLUDED
    if Missing.NOT_ASKED in missing:
        return Missing.NOT_ASKED
    return next((cell for cell in missing if cell in CHOSEN), Missing.NOT_ASKED)
