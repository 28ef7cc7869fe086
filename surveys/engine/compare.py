"""The typed difference between two editions of a study: every change, with its place and its effect on answers.

`compare(a, b)` is empty exactly where both documents say the same. docs/editions.md explains kinds and effects.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from surveys.engine.changes import Change, Effect, Pair, Place, groups, rules, shown, wording
from surveys.engine.checks.names import columns
from surveys.engine.compare_questions import compare_options, compare_questions
from surveys.engine.definition import Definition, Derived, Group, Page, Question, Scale, Section
from surveys.engine.expressions import Expression, references
from surveys.engine.places import page_places, question_places
from surveys.engine.text import Text

__all__ = ["Change", "compare"]

STRUCTURED = frozenset({"groups", "screening", "sections", "option_lists", "derived", "scales"})
"""Parts of a document that are compared by what they mean; the rest is compared as it is written."""

PATH: Effect = "changes_path"


def compare(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every change from `old` to `new`, in the order of the document: settings, groups, pages, values, scales."""
    return tuple(
        chain(
            _settings(old, new),
            _groups(old.groups, new.groups),
            _outcomes(old, new),
            _sections(old, new),
            _pages(old, new),
            _questions(old, new),
            _derived(old, new),
            _scales(old, new),
            _reused(old, new),
        )
    )


def _settings(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({k: v for k, v in each.document.items() if k not in STRUCTURED} for each in (old, new))
    languages = frozenset((*old.languages, *new.languages))
    yield from _written("", before, after, languages)


def _written(where: str, old: Any, new: Any, languages: frozenset[str]) -> Iterator[Change]:
    """Two values as they stand in documents, down to the texts and leaves that differ."""
    if old == new:
        return
    texts = [value for value in (old, new) if value is not None]
    if all(_is_text(value, languages) for value in texts):
        yield from wording(Place(where), _as_text(old), _as_text(new))
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _written(f"{where}/{key}".strip("/"), old.get(key), new.get(key), languages)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True), start=1):
            yield from _written(f"{where}/{place}", one, other, languages)
    else:
        yield Place(where).change("setting_changed", old, new, "none")


def _is_text(value: Any, languages: frozenset[str]) -> bool:
    return isinstance(value, dict) and bool(value) and languages.issuperset(value)


def _as_text(value: Any) -> Text | None:
    return None if value is None else Text({language: str(words) for language, words in value.items()})


def _groups(old: Mapping[str, Group], new: Mapping[str, Group]) -> Iterator[Change]:
    pair = Pair(list(old), list(new))
    for name in pair.added:
        yield Place(f"groups/{name}").change("group_added", "", new[name].label, "compatible")
    for name in pair.removed:
        yield Place(f"groups/{name}").change("group_removed", old[name].label, "", "breaks")
    for name in pair.kept:
        yield from _group(Place(f"groups/{name}"), old[name], new[name])


def _group(place: Place, old: Group, new: Group) -> Iterator[Change]:
    if old.value != new.value:
        yield place.change("group_recoded", old.value, new.value, "breaks")
    yield from wording(place, old.label, new.label)
    for name in ("law", "migrant_type", "untyped"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield place.below(name).change("group_changed", before, after, PATH)


def _outcomes(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({item.name: item for item in each.screening.outcomes} for each in (old, new))
    pair = Pair(list(before), list(after))
    for name in pair.added:
        yield _outcome_at(name).change("outcome_changed", "", name, PATH)
    for name in pair.removed:
        yield _outcome_at(name).change("outcome_changed", name, "", PATH)
    for name in pair.kept:
        place, one, other = _outcome_at(name), before[name], after[name]
        yield from rules(place, one.relevant, other.relevant)
        if (one.group, one.refuse) != (other.group, other.refuse):
            yield place.change("outcome_changed", one.group or "refuse", other.group or "refuse", PATH)
        yield from wording(place.below("title"), one.title, other.title)
        yield from wording(place.below("text"), one.text, other.text)
    yield from pair.reordered(Place("screening/outcomes"), "outcome_changed", PATH)


def _outcome_at(name: str) -> Place:
    return Place(f"screening/outcomes/{name}")


def _sections(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = old.section_by_name, new.section_by_name
    pair = Pair(list(before), list(after))
    for name in pair.added:
        yield Place(f"sections/{name}").change("section_added", "", after[name].title, PATH)
    for name in pair.removed:
        yield Place(f"sections/{name}").change("section_removed", before[name].title, "", PATH)
    for name in pair.kept:
        yield from _around(Place(f"sections/{name}"), before[name], after[name])
    yield from pair.reordered(Place("sections"), "pages_reordered", PATH)


def _around(place: Place, old: Section | Page, new: Section | Page) -> Iterator[Change]:
    """Title, groups and rule, which a section and a page both have."""
    yield from wording(place.below("title"), old.title, new.title)
    yield from groups(place, old.groups, new.groups)
    yield from rules(place, old.relevant, new.relevant)


def _pages(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({page.name: (where, page) for where, page in page_places(each)} for each in (old, new))
    pair = Pair(list(before), list(after))
    for name in pair.added:
        yield Place(after[name][0]).change("page_added", "", name, PATH)
    for name in pair.removed:
        yield Place(before[name][0]).change("page_removed", name, "", PATH)
    for name in pair.kept:
        (was_at, one), (stands_at, other) = before[name], after[name]
        if was_at != stands_at:
            yield Place(stands_at).change("page_moved", one.section or "screening", other.section or "screening", PATH)
        yield from _around(Place(stands_at), one, other)
        yield from _order_on(Place(stands_at), one, other)
    yield from pair.reordered(Place("pages"), "pages_reordered", PATH)


def _order_on(place: Place, old: Page, new: Page) -> Iterator[Change]:
    pair = Pair([question.name for question in old.questions], [question.name for question in new.questions])
    yield from pair.reordered(place, "questions_reordered", "compatible")


def _questions(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({question.name: (where, question) for where, question in question_places(e)} for e in (old, new))
    others_before, others_after = _kinds(old), _kinds(new)
    pair = Pair(list(before), list(after))
    for name in pair.added:
        yield from _came(_about(after[name]), after[name][1], others_before.get(name, ""))
    for name in pair.removed:
        at, question = _about(before[name]), before[name][1]
        yield at.change("question_removed", question.label, "", PATH)
        if name in others_after:
            yield at.change("type_changed", question.type, others_after[name], "breaks")
    for name in pair.kept:
        yield from _moved(old, new, name, _about(after[name]))
        yield from compare_questions(_about(after[name]), before[name][1], after[name][1])


def _about(placed: tuple[str, Question]) -> Place:
    where, question = placed
    return Place(where, question.name)


def _came(place: Place, question: Question, was: str) -> Iterator[Change]:
    yield place.change("question_added", "", question.label, PATH)
    if was:
        yield place.change("type_changed", was, question.type, "breaks")


def _moved(old: Definition, new: Definition, name: str, place: Place) -> Iterator[Change]:
    was_on, is_on = old.page_of[name].name, new.page_of[name].name
    if was_on != is_on:
        yield place.change("question_moved", was_on, is_on, PATH)


def _kinds(definition: Definition) -> dict[str, str]:
    """Variables that are no questions, and what they are."""
    return {item.name: "derived" for item in definition.derived} | {item.name: "scale" for item in definition.scales}


def _derived(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({item.name: item for item in each.derived} for each in (old, new))
    pair = Pair(list(before), list(after))
    steering = _steering(old) | _steering(new)
    for name in pair.added:
        yield Place(f"derived/{name}", name).change("derived_added", "", after[name].label, "compatible")
    for name in pair.removed:
        yield Place(f"derived/{name}", name).change("derived_removed", before[name].label, "", "compatible")
    for name in pair.kept:
        effect: Effect = PATH if name in steering else "compatible"
        yield from _one_derived(Place(f"derived/{name}", name), before[name], after[name], effect)
    yield from pair.reordered(Place("derived"), "derived_reordered", "none")


def _one_derived(place: Place, old: Derived, new: Derived, effect: Effect) -> Iterator[Change]:
    for change in rules(place, old.expression, new.expression):
        rewritten = change.kind == "rule_rewritten"
        yield change if rewritten else place.change("derived_changed", old.expression, new.expression, effect)
    yield from wording(place, old.label, new.label)
    yield from groups(place, old.groups, new.groups, effect)
    yield from compare_options(place, old.options, new.options)
    if old.notes != new.notes:
        yield place.below("notes").change("notes_changed", old.notes, new.notes, "none")


def _steering(definition: Definition) -> frozenset[str]:
    """Names that some rule asks for, through derived values too."""
    found = {name for rule in _all_rules(definition) for name in references(rule)}
    for item in reversed(definition.derived):
        if item.name in found:
            found |= references(item.expression)
    return frozenset(found)


def _all_rules(definition: Definition) -> Iterator[Expression]:
    pages = list(definition.all_pages())
    questions = [question for page in pages for question in page.questions]
    options = [option for question in questions for option in question.options]
    found = [section.relevant for section in definition.sections]
    found += [outcome.relevant for outcome in definition.screening.outcomes]
    found += [page.relevant for page in pages]
    found += [question.relevant for question in questions]
    found += [option.relevant for option in options]
    yield from (rule for rule in found if rule is not None)


def _scales(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({item.name: item for item in each.scales} for each in (old, new))
    pair = Pair(list(before), list(after))
    for name in pair.added:
        yield Place(f"scales/{name}", name).change("scale_added", "", after[name].label, "compatible")
    for name in pair.removed:
        yield Place(f"scales/{name}", name).change("scale_removed", before[name].label, "", "compatible")
    for name in pair.kept:
        yield from _one_scale(Place(f"scales/{name}", name), before[name], after[name])
    yield from pair.reordered(Place("scales"), "derived_reordered", "none")


def _one_scale(place: Place, old: Scale, new: Scale) -> Iterator[Change]:
    if (old.items, old.min_items) != (new.items, new.min_items):
        before, after = (f"{shown(item.items)} (at least {item.min_items})" for item in (old, new))
        yield place.change("scale_changed", before, after, "compatible")
    yield from wording(place, old.label, new.label)
    yield from groups(place, old.groups, new.groups, "compatible")


def _reused(old: Definition, new: Definition) -> Iterator[Change]:
    """Columns of the dataset that came from one variable and would come from another."""
    before, after = _owners(old), _owners(new)
    for column, owner in after.items():
        was = before.get(column, owner)
        if was != owner:
            yield Place(f"columns/{column}", owner).change("column_reused", was, owner, "breaks")


def _owners(definition: Definition) -> dict[str, str]:
    found = {column: question.name for question in definition.questions.values() for column in columns(question)}
    return found | {name: name for name in _kinds(definition)}
