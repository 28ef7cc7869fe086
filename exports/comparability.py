"""Whether a variable means the same in every edition of a dataset: a flag per column, from editions alone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from exports.columns import Column, columns_of
from surveys.engine.changes import Change
from surveys.engine.compare import compare
from surveys.engine.definition import Definition
from surveys.engine.expressions import Node, references
from surveys.engine.plan import page_rules

SAME, FORM, OPTIONS, WORDING, BASE = "same", "other form", "options", "wording", "other base"
ORDER = (FORM, OPTIONS, WORDING, BASE)
"""Flags from heavy to light; a column can have several."""

FLAGS: Mapping[str, str] = {
    "wording_changed": WORDING,
    "option_added": OPTIONS,
    "option_removed": OPTIONS,
    "option_recoded": OPTIONS,
    "options_reordered": OPTIONS,
    "option_rescored": OPTIONS,
    "type_changed": FORM,
    "column_reused": FORM,
    "pivot_moved": FORM,
    "bounds_widened": FORM,
    "bounds_narrowed": FORM,
    "derived_changed": FORM,
    "scale_changed": FORM,
}
"""By kind of change; other kinds change nothing about what an answer means."""

OF_OPTIONS = frozenset({"rule_changed", "groups_changed", "bounds_widened", "bounds_narrowed"})
"""Kinds that, said of an option, are about who is offered it."""

Editions = Sequence[tuple[int, Definition]]


def flagged(columns: Iterable[Column], editions: Editions) -> tuple[Column, ...]:
    """The columns with their flag: `same`, or those of `ORDER` that hold and `only in edition n`, joined by commas.

    `editions` are (number, definition), in any order. A column that no edition makes (about the case) is `same`.
    """
    ordered = sorted(editions, key=lambda edition: edition[0])
    names = {number: {column.name for column in columns_of(definition)} for number, definition in ordered}
    by_number = dict(ordered)

    @cache
    def differences(older: int, newer: int) -> tuple[Change, ...]:
        return compare(by_number[older], by_number[newer])

    def flag(column: Column) -> str:
        having = [number for number in names if column.name in names[number]]
        found = {
            one
            for older, newer in pairwise(having)
            for one in _flags(column, by_number[older], by_number[newer], differences(older, newer))
        }
        return ", ".join([*_only(having, list(names)), *(one for one in ORDER if one in found)]) or SAME

    return tuple(replace(column, comparability=flag(column)) for column in columns)


def _only(having: Sequence[int], every: Sequence[int]) -> list[str]:
    if not having or len(having) == len(every):
        return []
    return [f"only in edition{'' if len(having) == 1 else 's'} {' '.join(map(str, having))}"]


def _flags(column: Column, old: Definition, new: Definition, changes: Sequence[Change]) -> set[str]:
    """The column's own flags, and for a derived value or a scale also those of what it is worked out from."""
    name = column.question or column.name
    found = {_flag(change, column) for change in changes if change.variable == name}
    if column.question:
        return (found | _base_flag(old, new, name)) - {""}
    for source in _sources(name, old) | _sources(name, new):
        found |= {_kind_flag(change) for change in changes if change.variable == source}
        found |= {FORM for change in changes if change.variable == source and change.kind == "option_rescored"}
        found |= _base_flag(old, new, source)
    return found - {""}


def _sources(name: str, definition: Definition) -> frozenset[str]:
    """Questions and derived values that a derived value or scale is worked out from, through others too."""
    used = {item.name: references(item.expression) for item in definition.derived}
    used |= {item.name: frozenset(item.items) for item in definition.scales}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        more = used.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting.extend(more)
    return frozenset(found)


def _base_flag(old: Definition, new: Definition, name: str) -> set[str]:
    in_both = name in old.page_of and name in new.page_of
    return {BASE} if in_both and _base(old, name) != _base(new, name) else set()


def _flag(change: Change, column: Column) -> str:
    """A column of one option, or of what was written beside it, is not touched by the words of other options."""
    of_one_option = bool(column.set_name) or (column.open_text and column.part == "other")
    if of_one_option and change.kind == "wording_changed" and change.option not in {"", column.part}:
        return ""
    return _kind_flag(change)


def _kind_flag(change: Change) -> str:
    if change.option and change.kind in OF_OPTIONS:
        return OPTIONS
    return FLAGS.get(change.kind, "")


def _base(definition: Definition, name: str) -> tuple[object, ...]:
    """Who is asked: the rules and groups of section, page and question."""
    page, question = definition.page_of[name], definition.questions[name]
    section = definition.section_by_name.get(page.section)
    rules = (*page_rules(definition, page), question.relevant)
    meant: tuple[Node | None, ...] = tuple(rule.tree if rule else None for rule in rules)
    return (*meant, section.groups if section else None, page.groups, question.groups)
