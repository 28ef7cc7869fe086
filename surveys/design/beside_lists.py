"""Lists that stand beside the tables: of the consent, the outcomes of the screening, lines of pages and flyers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.design.desk import Desk
from surveys.design.editing import BadStep
from surveys.design.editor import Group, with_states
from surveys.design.form_fields import study_block
from surveys.design.steps import STUDY, Change, SetKeys, Tree
from surveys.draft_texts import found_at
from surveys.models import Study

LISTS: dict[str, tuple[str, ...]] = {
    "consent/text": ("",),
    "screening/outcomes": ("name", "relevant", "group", "refuse", "title", "text"),
    "materials/landing/points": ("",),
    "materials/done/text": ("",),
    "materials/refused/text": ("",),
    "materials/flyers/points": ("",),
}
"""The places of the lists, with the keys of an entry; '' = the entry is a text itself."""
WAYS = ("add", "up", "down", "remove")
TITLES: dict[str, Promise] = {
    "consent/text": _("Paragraphs of the consent"),
    "screening/outcomes": _("Outcomes of the screening: the first whose rule holds counts"),
    "materials/landing/points": _("Lines on the first page"),
    "materials/done/text": _("Text of the last page"),
    "materials/refused/text": _("Text for who does not take part"),
    "materials/flyers/points": _("Lines on the flyer"),
}


@dataclass(frozen=True)
class Entry:
    place: str
    number: int
    group: Group


@dataclass(frozen=True)
class List:
    place: str
    title: Promise
    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        return self.place.replace("/", "-")


def lists(study: Study, desk: Desk, tongues: Sequence[str]) -> tuple[List, ...]:
    return tuple(List(place, TITLES[place], _entries(study, desk, place, tongues)) for place in LISTS)


def _entries(study: Study, desk: Desk, place: str, tongues: Sequence[str]) -> tuple[Entry, ...]:
    found = _list(desk.tree, place)
    made = [Group("", _blocks(desk, f"{place}/{number}", LISTS[place], tongues)) for number in range(len(found))]
    stated = with_states(study, made, desk)
    return tuple(Entry(f"{place}/{number}", number + 1, group) for number, group in enumerate(stated))


def _blocks(desk: Desk, place: str, keys: Sequence[str], tongues: Sequence[str]) -> tuple[Any, ...]:
    return tuple(
        study_block(desk, f"{place}/{key}" if key else place, tongues, "" if key else str(_("Text"))) for key in keys
    )


def _list(tree: Tree, place: str) -> list[Any]:
    found = found_at(tree.beside, place)
    return found if isinstance(found, list) else []


def changed(tree: Tree, place: str, number: int, way: str) -> SetKeys:
    """The whole list with one entry added (last), taken out, or moved by one. Raises BadStep."""
    before = _list(tree, place)
    after = list(before)
    if way == "add":
        after.append(_fresh(place, len(before) + 1))
    elif number >= len(before):
        raise BadStep("no_place", f"{place}/{number}")
    elif way == "remove":
        del after[number]
    else:
        target = number + (-1 if way == "up" else 1)
        after.insert(min(max(target, 0), len(before)), after.pop(number))
    return SetKeys(STUDY, (Change(place, before or None, after or None),))


def _fresh(place: str, number: int) -> dict[str, Any]:
    return {} if LISTS[place] == ("",) else {"name": f"outcome_{number}", "refuse": True}
