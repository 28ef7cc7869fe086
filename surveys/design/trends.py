"""Two waves beside each other: what can be compared, what is new, what was dropped, where a trend breaks. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from surveys.engine import wave_items
from surveys.engine.changes import Change
from surveys.engine.definition import Definition
from surveys.engine.expressions import references

Standing = Literal["same", "words", "people", "answers", "break", "told", "unknown", "new", "dropped"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""same: asked alike. words: other words. people: asked of other people. answers: other answers to choose from.
break: another kind of question or other values, so no trend. From light to heavy; the heaviest counts.
told: asked then, by what was printed, and not in this questionnaire. unknown: nobody knows whether it was asked."""
FROM_TOLD: Mapping[wave_items.Standing, Standing] = {
    "asked": "told",
    "changed": "break",
    "not_asked": "new",
    "unknown": "unknown",
}
"""How a question stands that the earlier questionnaire lacks, by what is declared of it."""
WORST_LAST: tuple[wave_items.Standing, ...] = ("asked", "changed", "unknown", "not_asked")
BREAKS = frozenset(
    {
        "type_changed",
        "column_reused",
        "option_recoded",
        "option_rescored",
        "derived_changed",
        "scale_changed",
        "pivot_moved",
    }
)
ANSWERS = frozenset(
    {"option_added", "option_removed", "options_reordered", "bounds_widened", "bounds_narrowed", "required_changed"}
)
WORDS = frozenset({"wording_changed"})
YEAR = re.compile(r"(?<!\d )\b(?:19|20)\d\d\b")
"""Not the end of a telephone number, such as 0800 2000."""
MOST_TEXTS = 60


@dataclass(frozen=True)
class Trend:
    """A question, derived value or scale over two waves, with the changes that say so."""

    name: str
    label: str
    standing: Standing
    changes: tuple[Change, ...] = ()


def trends(
    old: Definition, new: Definition, changes: Sequence[Change], told: Mapping[str, wave_items.Standing] | None = None
) -> tuple[Trend, ...]:
    """In the order of the new wave, what was dropped last. `changes` are those from the one to the other.

    `told`: what is declared of questions that the earlier questionnaire may lack for want of knowledge.
    """
    before, after = _names(old), _names(new)
    standings = _told(new, told) if told else {}
    found = [
        Trend(name, label, FROM_TOLD[standings[name]])
        if name in standings and name not in before
        else _trend(name, after, before, new, changes)
        for name, label in after.items()
    ]
    dropped = [Trend(name, label, "dropped") for name, label in before.items() if name not in after]
    return (*found, *dropped)


def _told(new: Definition, told: Mapping[str, wave_items.Standing]) -> dict[str, wave_items.Standing]:
    """With what follows for derived values and scales: they stand as the one of their questions that stands worst."""
    found = dict(told)
    parts = {one.name: references(one.expression) for one in new.derived} | {one.name: one.items for one in new.scales}
    for name, of in parts.items():
        standings = [found[one] for one in of if one in found]
        if standings:
            found[name] = max(standings, key=WORST_LAST.index)
    return found


def counted(found: Iterable[Trend]) -> dict[Standing, int]:
    """How many there are of each standing, in the order of STANDINGS."""
    standings = [one.standing for one in found]
    return {standing: standings.count(standing) for standing in STANDINGS}


def _names(definition: Definition) -> dict[str, str]:
    """Label by name of everything that is measured; a text that asks nothing is not."""
    asked = {name: one for name, one in definition.questions.items() if one.type != "statement"}
    labels = {name: one.short_label or one.label for name, one in asked.items()}
    labels |= {one.name: one.label for one in definition.derived} | {one.name: one.label for one in definition.scales}
    return {name: label.get(definition.source) or name for name, label in labels.items()}


def _trend(
    name: str, after: Mapping[str, str], before: Mapping[str, str], new: Definition, changes: Sequence[Change]
) -> Trend:
    if name not in before:
        return Trend(name, after[name], "new")
    own = tuple(change for change in changes if change.variable == name or _is_around(change, name, new))
    standings: list[Standing] = ["same", *map(_standing, own)]
    heaviest = max(standings, key=STANDINGS.index)
    telling = tuple(change for change in own if _standing(change) != "same")
    return Trend(name, after[name], heaviest, telling)


def _is_around(change: Change, name: str, new: Definition) -> bool:
    """Whether it is about the page or the section that the question stands in, and decides who gets there."""
    page = new.page_of.get(name)
    if page is None or change.variable or change.effect != "changes_path":
        return False
    places = {f"sections/{page.section}", f"sections/{page.section}/pages/{page.name}", f"screening/pages/{page.name}"}
    return change.where in places or change.where.rpartition("/")[0] in places


def _standing(change: Change) -> Standing:
    if change.kind in BREAKS:
        return "break"
    if change.kind in ANSWERS:
        return "answers"
    if change.effect == "changes_path":
        return "people"
    return "words" if change.kind in WORDS else "same"


@dataclass(frozen=True)
class Dated:
    """A text that names a year: what was true of the earlier wave may not be of this one."""

    where: str
    text: str


def texts_with_years(document: Mapping[str, Any]) -> tuple[Dated, ...]:
    """Texts in the source language that people read and that name a year, at most MOST_TEXTS, in the order written."""
    source = (document.get("languages") or ["nl"])[0]
    parts = ("title", "consent", "screening", "sections", "materials")
    found = (one for part in parts for one in _dated(document.get(part), part, source))
    return tuple(one for one, _place in zip(found, range(MOST_TEXTS), strict=False))


def _dated(value: Any, where: str, source: str) -> Iterator[Dated]:
    if isinstance(value, dict):
        text = value.get(source)
        if isinstance(text, str) and YEAR.search(text):
            yield Dated(where, text)
        for key, item in value.items():
            yield from _dated(item, f"{where}/{key}", source)
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            named = item.get("name") or item.get("code") if isinstance(item, dict) else None
            yield from _dated(item, f"{where}/{named or place}", source)
