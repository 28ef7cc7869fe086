"""Which variables decide what somebody is asked, and which are worked out from others. Pure."""

from collections.abc import Iterator, Set

from surveys.engine.definition import Definition
from surveys.engine.expressions import Expression, references
from surveys.engine.plan import page_rules

GROUP = "group"
"""The group decides the questionnaire."""


def steering(definition: Definition, told: Set[str]) -> frozenset[str]:
    """Names that decide who is asked the questions `told`, what is worked out from those, and the group.

    Which of those questions somebody was not asked tells such a value, also where it is made coarser or withheld.
    """
    found = {GROUP, *(name for rule in _rules(definition, told) for name in references(rule))}
    while True:
        more = {name for item in definition.derived if item.name in found for name in references(item.expression)}
        if more <= found:
            return frozenset(found) | worked_out_from(definition, found - {GROUP})
        found |= more


def _rules(definition: Definition, told: Set[str]) -> Iterator[Expression]:
    for page in definition.all_pages():
        asked = [question for question in page.questions if question.name in told]
        above = page_rules(definition, page) if asked else ()
        options = [option.relevant for question in asked for option in question.options]
        yield from (rule for rule in (*above, *(one.relevant for one in asked), *options) if rule is not None)


def worked_out_from(definition: Definition, names: Set[str]) -> frozenset[str]:
    """Derived values that rest on one of these, over others in between."""
    found: set[str] = set()
    for item in definition.derived:
        if references(item.expression) & (names | found):
            found.add(item.name)
    scales = {scale.name for scale in definition.scales if set(scale.items) & names}
    return frozenset(found | scales)
