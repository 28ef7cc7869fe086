"""Rules ask only for names that exist and are known by then."""

from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.checks.index import Named, Site, index, sites
from surveys.engine.definition import Definition
from surveys.engine.expressions import references
from surveys.engine.problems import Problem

GROUP_NAMES = frozenset({"group", "law", "migrant_type"})


def check_references(definition: Definition) -> Iterator[Problem]:
    names = index(definition)
    for site in sites(definition):
        for name in sorted(references(site.rule)):
            problem = _reference(site, name, names.get(name))
            if problem:
                yield problem
    yield from _derived_order(definition)


def _reference(site: Site, name: str, named: Named | None) -> Problem | None:
    if named is None:
        message = f"${{{name}}} is no question, derived value or built-in name."
        return fault("unknown_reference", site.where, message, "Check the spelling, or add the question.")
    if site.screening and name in GROUP_NAMES:
        message = f"${{{name}}} is not known before screening ends."
        return fault("not_yet_known", site.where, message, "Use screening answers, ${channel} or ${known_group}.")
    if named.page >= site.page:
        if site.core and not named.core:
            return _after_core(site, name)
        message = f"${{{name}}} is known only after this page."
        return fault("looks_forward", site.where, message, "Rules look back: ask it on an earlier page.")
    return None


def _after_core(site: Site, name: str) -> Problem:
    """Core pages come first, so what they hang on has to be core as well."""
    message = f"This is for core pages, which come first; ${{{name}}} is asked after them."
    advice = f"Mark the question that gives ${{{name}}} core too, or take the mark off these pages."
    return fault("looks_forward", site.where, message, advice)


def _derived_order(definition: Definition) -> Iterator[Problem]:
    """A derived value uses derived values above it only."""
    below = {item.name for item in definition.derived}
    for item in definition.derived:
        for name in sorted(references(item.expression) & below):
            message = f"${{{name}}} is worked out after this one."
            yield fault("looks_forward", f"derived/{item.name}/expression", message, "Put that one first.")
        below.discard(item.name)
