"""Single rows of a draft: read, changed, put in, taken out and moved.

Called by `design/editing.py` in its transaction, which holds the draft (`drafts.locked`) and counts the revision.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import models

from surveys import draft_rows as rows
from surveys.design.steps import (
    CHILDREN,
    FIRST,
    NULL,
    PARENTS,
    SCREENING,
    STUDY,
    Change,
    Insert,
    Move,
    Remove,
    SetKeys,
    Step,
    Twig,
    kind_of,
    pk_of,
    ref_of,
)
from surveys.draft_rows import Shape, to_mapping, to_row
from surveys.draft_texts import found_at, read, take_texts
from surveys.draft_tree import beside_tables, list_parent
from surveys.models import Draft, Option, OptionList, Page, Part, Question, StudyText

SHAPES: Mapping[str, Shape] = {
    "section": rows.SECTION,
    "page": rows.PAGE,
    "question": rows.QUESTION,
    "option": rows.OPTION,
    "list": rows.OPTION_LIST,
    "group": rows.GROUP,
    "term": rows.TERM,
    "derived": rows.DERIVED,
    "scale": rows.SCALE,
}
LINKS: Mapping[str, tuple[str, ...]] = {
    "section": ("draft_id",),
    "page": ("draft_id", "section_id"),
    "question": ("page_id",),
    "option": ("option_list_id",),
    "list": ("draft_id", "question_id", "derived_id"),
    "group": ("draft_id",),
    "term": ("draft_id",),
    "derived": ("draft_id",),
    "scale": ("draft_id",),
}
OF_DRAFT = {"question": "page__draft", "option": "option_list__draft"}
"""How a row finds its draft, where that is not `draft`."""
NAMED = frozenset({"group", "term", "list"})
"""Kinds whose name is the key of their mapping in the document: there, no two may be the same."""
KEY_OF = {"section": "sections", "derived": "derived", "scale": "scales"} | {
    "group": "groups",
    "term": "terms",
    "list": "option_lists",
}
"""The document's key that holds the things that stand below the study itself."""


class NodeGone(LookupError):
    """What was to be changed is no longer in the draft: somebody took it out, or stored the draft anew."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"{ref} is no longer in the draft.")


class BadStep(ValueError):
    """A step that cannot be done to any draft, or not to this one. `code` says why; the pages have words for it."""

    def __init__(self, code: str, about: str = "") -> None:
        self.code, self.about = code, about
        super().__init__(f"{code}: {about}" if about else code)


def row_of(draft: Draft, ref: str) -> Part:
    """Raises NodeGone, BadStep."""
    try:
        kind = kind_of(ref)
        shape = SHAPES[kind]
    except (ValueError, KeyError):
        raise BadStep("no_node", ref[:40]) from None
    found = shape.model._default_manager.filter(pk=pk_of(ref), **{OF_DRAFT.get(kind, "draft"): draft}).first()
    if found is None or (kind == "list" and not found.name):
        raise NodeGone(ref)
    return found


def mapping_of(ref: str, row: Part) -> dict[str, Any]:
    """The row's own keys, without what stands below it."""
    kind = kind_of(ref)
    name = {"name": row.name} if kind in NAMED else {}
    return name | to_mapping(SHAPES[kind], row)


def value_at(draft: Draft, ref: str, change: Change) -> Any:
    """What stands at the key now; None, or '' for words of a language, where nothing does. Raises NodeGone, BadStep."""
    if ref == STUDY:
        found = found_at(beside_tables(draft), change.key)
    else:
        mapping = mapping_of(ref, row_of(draft, ref))
        found = NULL if change.key in mapping and mapping[change.key] is None else mapping.get(change.key)
    return _worded(found, change) if change.language else found


def _worded(found: Any, change: Change) -> str:
    if found is not None and (found is NULL or not isinstance(found, dict)):
        raise BadStep("not_text", change.key)
    return str((found or {}).get(change.language, ""))


def set_keys(draft: Draft, step: SetKeys) -> SetKeys:
    """Put the values there, whatever stood there. Raises NodeGone, BadStep."""
    if step.node == STUDY:
        _set_beside(draft, step.changes)
        return replace(step, name="")
    row = row_of(draft, step.node)
    mapping = mapping_of(step.node, row)
    for change in step.changes:
        _set(mapping, change.key, change)
    _save_over(draft, step.node, row, mapping)
    return replace(step, name=_name(mapping))


def _set(mapping: dict[str, Any], key: str, change: Change) -> None:
    """Set one key of a mapping; an empty value, or a text without words, takes it out."""
    value = change.after
    if change.language:
        words = {**(mapping.get(key) or {}), change.language: value}
        value = {language: text for language, text in words.items() if text}
    if value in (None, "", {}):
        mapping.pop(key, None)
    elif value == NULL:
        mapping[key] = None
    else:
        mapping[key] = value


def _save_over(draft: Draft, ref: str, row: Part, mapping: dict[str, Any]) -> None:
    kind = kind_of(ref)
    links = {name: getattr(row, name) for name in LINKS[kind]}
    fresh = _row(draft, kind, mapping, row.position, links, row.pk)
    fresh.pk = row.pk
    fresh.save(force_update=True)


def _row(
    draft: Draft, kind: str, mapping: Mapping[str, Any], position: int, links: Mapping[str, Any], own_pk: int | None
) -> Part:
    """A row that was not saved. Raises BadStep for a name that cannot be, or that another row than `own_pk` has."""
    own = dict(mapping)
    if kind not in NAMED:
        return to_row(SHAPES[kind], own, position, **links)
    name = own.pop("name", None)
    model = SHAPES[kind].model
    if not (isinstance(name, str) and 0 < len(name) <= model._meta.get_field("name").max_length):
        raise BadStep("bad_name", str(name)[:80])
    if model._default_manager.filter(draft=draft, name=name).exclude(pk=own_pk).exists():
        raise BadStep("name_taken", name)
    return to_row(SHAPES[kind], own, position, name=name, **links)


def _set_beside(draft: Draft, changes: Sequence[Change]) -> None:
    """Change keys on top of the document, at places such as `dates/open`."""
    document = beside_tables(draft)
    for change in changes:
        *way, last = read(change.key)
        if way == [] and last in (*KEY_OF.values(), "study", "editions"):
            raise BadStep("not_here", change.key)
        _put(_target(document, way, change.key), last, change)
    skeleton, texts = take_texts(document)
    draft.rest = rows.as_json(skeleton)
    _save_texts(draft, texts)


def _target(document: Any, way: Sequence[str], place: str) -> Any:
    """The mapping or list that holds the place; mappings on the way are made."""
    node = document
    try:
        for step in way:
            node = node.setdefault(step, {}) if isinstance(node, dict) else node[int(step)]
    except (LookupError, ValueError, AttributeError, TypeError):
        raise BadStep("no_place", place) from None
    if not isinstance(node, dict | list):
        raise BadStep("no_place", place)
    return node


def _put(target: Any, last: str, change: Change) -> None:
    if isinstance(target, dict):
        _set(target, last, change)
        return
    held = {last: target[int(last)]} if last.isdigit() and int(last) < len(target) else None
    if held is None:
        raise BadStep("no_place", change.key)
    _set(held, last, change)
    target[int(last)] = held.get(last, {})


def _save_texts(draft: Draft, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Write only the rows that differ."""
    had = {row.place: row for row in draft.text_rows.all()}
    draft.text_rows.filter(place__in=[place for place in had if place not in texts]).delete()
    fresh = {place: text for place, text in texts.items() if place not in had}
    StudyText.objects.bulk_create(
        StudyText(draft=draft, place=place, **rows.text_columns("text", text)) for place, text in fresh.items()
    )
    for place, row in had.items():
        if place in texts and rows.text_of(row, "text") != texts[place]:
            StudyText.objects.filter(pk=row.pk).update(**rows.text_columns("text", texts[place]))


def insert(draft: Draft, step: Insert) -> Insert:
    """Raises NodeGone where the parent is gone, BadStep where it cannot stand there."""
    _require_parent(step.twig.kind, step.parent)
    links = _links(draft, step.twig.kind, step.parent)
    _make_room(draft, step.twig.kind, step.parent)
    row = _save_twig(draft, step.twig, links)
    ref = ref_of(step.twig.kind, row.pk)
    after = _place(draft, ref, step.parent, step.after)
    return replace(step, node=ref, after=after, twig=replace(step.twig, pk=row.pk), name=step.twig.name)


def _require_parent(kind: str, parent: str) -> None:
    try:
        fits = kind in PARENTS and kind_of(parent) in PARENTS[kind]
    except ValueError:
        fits = False
    if not fits:
        raise BadStep("no_parent", f"{kind} {parent[:40]}")


def _links(draft: Draft, kind: str, parent: str) -> dict[str, Any]:
    """What a new row below the parent points to; options get a list of their own where there is none."""
    if kind == "option":
        return {"option_list": _list_below(draft, parent)}
    if parent == SCREENING:
        return {"draft": draft, "section": None}
    if parent == STUDY:
        return {"draft": draft}
    row = row_of(draft, parent)
    return {"page": row} if kind == "question" else {"draft": draft, "section": row}


def _list_below(draft: Draft, parent: str) -> OptionList:
    row = row_of(draft, parent)
    if isinstance(row, OptionList):
        return row
    if row.list_name:
        raise BadStep("shared_list", row.list_name)
    found = OptionList.objects.filter(draft=draft, **{kind_of(parent): row}).first()
    return found or OptionList.objects.create(draft=draft, position=0, **{kind_of(parent): row})


def _make_room(draft: Draft, kind: str, parent: str) -> None:
    """Take out an empty key that the children will stand for; another value there is not ours to lose."""
    if parent in (STUDY, SCREENING):
        document = json.loads(draft.rest)
        holder, key = (document, KEY_OF[kind]) if parent == STUDY else (document.get("screening"), "pages")
        if isinstance(holder, dict) and holder.pop(key, None):
            raise BadStep("broken_list", key)
        draft.rest = rows.as_json(document)
        return
    key = CHILDREN[kind_of(parent)][0]
    row = row_of(draft, parent)
    rest = json.loads(row.rest)
    if key in rest:
        if rest.pop(key):
            raise BadStep("broken_list", key)
        row.rest = rows.as_json(rest)
        row.save(update_fields=["rest"])


def _save_twig(draft: Draft, twig: Twig, links: Mapping[str, Any]) -> Part:
    """Save the twig with all below it, under the rows it had where it had any."""
    if twig.kind not in SHAPES:
        raise BadStep("no_kind", twig.kind[:40])
    row = _row(draft, twig.kind, twig.mapping, 0, links, None)
    row.pk = twig.pk
    row.save(force_insert=True)
    if twig.children:
        below = _links_below(draft, twig.kind, row)
        for place, child in enumerate(twig.children):
            saved = _save_twig(draft, child, below)
            type(saved)._default_manager.filter(pk=saved.pk).update(position=place)
    return row


def _links_below(draft: Draft, kind: str, row: Part) -> dict[str, Any]:
    if kind == "section":
        return {"draft": draft, "section": row}
    if kind == "page":
        return {"page": row}
    own = row if kind == "list" else OptionList.objects.create(draft=draft, position=0, **{kind: row})
    return {"option_list": own}


def remove(draft: Draft, step: Remove, twig: Twig) -> Remove:
    """Take it out with all below it; `twig` is what the tree holds there. Raises NodeGone."""
    row = row_of(draft, step.node)
    parent, after = parent_of(row), _before(draft, step.node)
    row.delete()
    if isinstance(row, Option) and not row.option_list.option_rows.exists() and not row.option_list.name:
        row.option_list.delete()
    return replace(step, parent=parent, after=after, twig=twig, name=twig.name)


def move(draft: Draft, step: Move) -> Move:
    """Raises NodeGone, BadStep. A sibling that is gone or stands elsewhere by now counts as LAST."""
    row = row_of(draft, step.node)
    kind = kind_of(step.node)
    _require_parent(kind, step.parent)
    was_parent, was_after = parent_of(row), _before(draft, step.node)
    if kind == "option" and step.parent != was_parent:
        raise BadStep("no_parent", step.parent[:40])
    if step.parent != was_parent:
        _make_room(draft, kind, step.parent)
        for name, value in _links(draft, kind, step.parent).items():
            setattr(row, name, value)
        row.save()
    after = _place(draft, step.node, step.parent, step.after)
    name = _name(mapping_of(step.node, row))
    return replace(step, after=after, was_parent=was_parent, was_after=was_after, name=name)


def parent_of(row: Part) -> str:
    """The ref below which the row stands."""
    match row:
        case Page():
            return ref_of("section", row.section_id) if row.section_id else SCREENING
        case Question():
            return ref_of("page", row.page_id)
        case Option():
            return list_parent(row.option_list)
    return STUDY


def _siblings(draft: Draft, ref: str) -> "models.QuerySet[Part]":
    """All rows that stand beside it, itself among them, in order."""
    row, kind = row_of(draft, ref), kind_of(ref)
    found = SHAPES[kind].model._default_manager.filter(**{OF_DRAFT.get(kind, "draft"): draft})
    if kind == "list":
        return found.exclude(name="")
    beside = {name: getattr(row, name) for name in LINKS[kind] if name != "draft_id"}
    return found.filter(**beside).order_by("position", "pk")


def _before(draft: Draft, ref: str) -> str:
    """The sibling in front of it, FIRST where there is none."""
    refs = [ref_of(kind_of(ref), pk) for pk in _siblings(draft, ref).values_list("pk", flat=True)]
    place = refs.index(ref)
    return refs[place - 1] if place else FIRST


def _place(draft: Draft, ref: str, parent: str, after: str) -> str:
    """Put the row behind `after` among its siblings; what it stands behind then."""
    found = list(_siblings(draft, ref))
    own = next(row for row in found if row.pk == pk_of(ref))
    others = [row for row in found if row is not own]
    refs = [ref_of(kind_of(ref), row.pk) for row in others]
    place = 0 if after == FIRST else refs.index(after) + 1 if after in refs else len(others)
    ordered = [*others[:place], own, *others[place:]]
    moved = [row for position, row in enumerate(ordered) if row.position != position]
    for position, row in enumerate(ordered):
        row.position = position
    if moved:
        type(own)._default_manager.bulk_update(moved, ["position"])
    return refs[place - 1] if place else FIRST


def _name(mapping: Mapping[str, Any]) -> str:
    return str(mapping.get("name") or mapping.get("code") or "")[:80]


def do(draft: Draft, step: Step, twigs: Mapping[str, Twig]) -> Step:
    """Do one step; the step as it was done. `twigs`: what each ref that is taken out holds."""
    match step:
        case SetKeys():
            return set_keys(draft, step)
        case Insert():
            return insert(draft, step)
        case Remove():
            return remove(draft, step, twigs[step.node])
        case Move():
            return move(draft, step)
