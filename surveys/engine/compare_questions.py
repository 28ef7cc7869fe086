"""How one question, and one list of options, differs between two editions."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from surveys.engine.changes import Change, Effect, Pair, Place, groups, rules, wording
from surveys.engine.definition import Option, Question

Options = tuple[Option, ...]
Limit = Decimal | date | int | None
SAME_ANSWERS = frozenset({"text", "long_text"})
"""Types that store and export the same: only the field on the page is larger or smaller."""


def compare_questions(place: Place, old: Question, new: Question) -> Iterator[Change]:
    """Every difference but where the question stands. Of a question of another type only that is said."""
    if old.type != new.type:
        effect: Effect = "compatible" if {old.type, new.type} == SAME_ANSWERS else "breaks"
        yield place.change("type_changed", old.type, new.type, effect)
        if effect == "breaks":
            return
    yield from wording(place, old.label, new.label)
    yield from wording(place.below("short_label"), old.short_label, new.short_label)
    yield from wording(place.below("hint"), old.hint, new.hint)
    yield from groups(place, old.groups, new.groups)
    yield from rules(place, old.relevant, new.relevant)
    yield from compare_options(place, old.options, new.options)
    yield from _reasons(place, old, new)
    yield from _limits(place, old, new)
    yield from _manners(place, old, new)


def _reasons(place: Place, old: Question, new: Question) -> Iterator[Change]:
    """The standard answers below the list are answers like others."""
    pair = Pair(old.reasons, new.reasons)
    for name in pair.added:
        yield Place(f"{place.where}/{name}", place.variable, name).change("option_added", "", name, "compatible")
    for name in pair.removed:
        yield Place(f"{place.where}/{name}", place.variable, name).change("option_removed", name, "", "breaks")
    yield from pair.reordered(place, "options_reordered", "compatible")


def _limits(place: Place, old: Question, new: Question) -> Iterator[Change]:
    yield from _limit(place.below("min"), old.minimum, new.minimum, wider_below=True)
    yield from _limit(place.below("max"), old.maximum, new.maximum)
    yield from _limit(place.below("decimals"), old.decimals, new.decimals)
    yield from _limit(place.below("max_length"), old.max_length, new.max_length)
    yield from _allowed(place.below("other"), old.other, new.other)
    yield from _precisions(place.below("precisions"), old, new)
    if old.pivot and new.pivot and old.pivot != new.pivot:
        yield place.below("pivot").change("pivot_moved", old.pivot, new.pivot, "breaks")
    elif old.pivot != new.pivot:
        yield from _allowed(place.below("pivot"), old.pivot is not None, new.pivot is not None)


def _limit(place: Place, old: Limit, new: Limit, *, wider_below: bool = False) -> Iterator[Change]:
    if old == new:
        return
    narrower = old is None if old is None or new is None else _above(new, old) is wider_below
    yield place.change("bounds_narrowed" if narrower else "bounds_widened", old, new, "compatible")


def _above(new: Any, old: Any) -> bool:
    """Both are of the question's own kind: days, or numbers."""
    return bool(new > old)


def _allowed(place: Place, old: bool, new: bool) -> Iterator[Change]:
    if old != new:
        yield place.change("bounds_widened" if new else "bounds_narrowed", old, new, "compatible")


def _precisions(place: Place, old: Question, new: Question) -> Iterator[Change]:
    pair = Pair(old.precisions, new.precisions)
    if pair.removed:
        yield place.change("bounds_narrowed", old.precisions, new.precisions, "compatible")
    elif pair.added:
        yield place.change("bounds_widened", old.precisions, new.precisions, "compatible")
    yield from pair.reordered(place, "form_changed", "none")


def _manners(place: Place, old: Question, new: Question) -> Iterator[Change]:
    """What changes no answer: whether it may be skipped, how lists and terms are called, notes."""
    if old.routing_key != new.routing_key:
        yield place.change("required_changed", old.routing_key, new.routing_key, "compatible")
    if old.core != new.core:
        yield place.change("core_changed", old.core, new.core, "changes_path")
    if old.option_list != new.option_list:
        yield place.below("options").change("form_changed", old.option_list, new.option_list, "none")
    yield from _picture(place, old.picture, new.picture)
    if old.terms != new.terms:
        yield place.below("terms").change("form_changed", old.terms, new.terms, "none")
    for name, before, after in (("source", old.source, new.source), ("notes", old.notes, new.notes)):
        if before != after:
            yield place.below(name).change("notes_changed", before, after, "none")


def compare_options(place: Place, old: Options, new: Options) -> Iterator[Change]:
    """Options by their code. A value that now belongs to another code is a recoded option."""
    before, after = ({option.code: option for option in options} for options in (old, new))
    pair = Pair(list(before), list(after))
    meant: dict[int | None, str] = {option.value: option.code for option in old if option.value is not None}
    for code in pair.added:
        at = _at(place, code)
        yield at.change("option_added", "", after[code].label, "compatible")
        taken = meant.get(after[code].value)
        if taken is not None:
            yield at.change("option_recoded", f"{after[code].value} = {taken}", _coded(after[code]), "breaks")
    for code in pair.removed:
        yield _at(place, code).change("option_removed", before[code].label, "", "breaks")
    for code in pair.kept:
        yield from _option(_at(place, code), before[code], after[code])
    yield from pair.reordered(place, "options_reordered", "compatible")


def _at(place: Place, code: str) -> Place:
    return Place(f"{place.where}/{code}", place.variable, code)


def _coded(option: Option) -> str:
    return f"{option.value} = {option.code}" if option.value is not None else f"outside the base = {option.code}"


def _option(place: Place, old: Option, new: Option) -> Iterator[Change]:
    if (old.value, old.reason, old.in_base) != (new.value, new.reason, new.in_base):
        yield place.change("option_recoded", _standing(old), _standing(new), "breaks")
    if (old.short or old.code) != (new.short or new.code):
        yield place.below("short").change("option_recoded", old.short or old.code, new.short or new.code, "breaks")
    elif old.short != new.short:
        yield place.below("short").change("form_changed", old.short, new.short, "none")
    if old.score != new.score:
        yield place.below("score").change("option_rescored", old.score, new.score, "compatible")
    yield from _allowed(place.below("exclusive"), not old.exclusive, not new.exclusive)
    yield from groups(place, old.groups, new.groups)
    yield from rules(place, old.relevant, new.relevant)
    yield from wording(place, old.label, new.label)
    yield from wording(place.below("hint"), old.hint, new.hint)
    yield from _picture(place, old.picture, new.picture)


def _picture(place: Place, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield place.below("picture").change("form_changed", old, new, "none")


def _standing(option: Option) -> str:
    base = "in the base" if option.in_base else "outside the base"
    return f"{_coded(option)}, {option.reason or 'an answer'}, {base}"
