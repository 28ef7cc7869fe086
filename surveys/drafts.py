"""The draft of a study: a document in tables, and back. Here it is replaced whole; `draft_tree.py` reads the tables and
`draft_nodes.py` changes single rows. Nobody else touches them.

A document with faults can be a draft too: what has no place in a table is kept as it is, in `rest`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from surveys import draft_rows as rows
from surveys import draft_tree
from surveys.design.steps import Tree
from surveys.draft_rows import Shape, to_row
from surveys.draft_texts import read, take_texts
from surveys.draft_tree import document_from, tree_of
from surveys.engine.plain import plain
from surveys.engine.problems import DefinitionError, Problem
from surveys.load import SLUG
from surveys.models import Draft, OptionList, Part, Study, StudyText

Filled = list[tuple[Part, Mapping[str, Any]]]
"""Saved rows with the mapping each came from."""


class DraftChanged(Exception):
    """Somebody else stored the draft meanwhile."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            f"The draft is at revision {found}, you started from {expected}. Somebody else changed it. "
            "Open the draft again and make your change there."
        )


class NoDraft(LookupError):
    """The study has no draft."""

    def __init__(self, study: Study) -> None:
        super().__init__(f"{study.slug} has no draft. Load one first: manage.py load_study {study.slug}")


@transaction.atomic
def store(study: Study, document: Mapping[str, Any], *, revision: int | None = None) -> Draft:
    """Replace the study's draft, whole. `revision`: the one the change started from.

    Raises DraftChanged where the draft is no longer at that revision, DefinitionError where the document is not a
    mapping of plain values; then nothing has changed.
    """
    content = _content(document)
    draft = _made_and_locked(study)
    if revision is not None and revision != draft.revision:
        raise DraftChanged(revision, draft.revision)
    _empty(draft)
    _fill(draft, content)
    _fill_rest(draft, content)
    draft.revision += 1
    draft.save()
    return draft


def document_of(study: Study) -> dict[str, Any]:
    """The document that was stored, without empty texts. Raises NoDraft."""
    return document_from(tree_of(_draft_of(study)))


def tree(study: Study) -> Tree:
    """The draft as nodes that can be named and changed one by one (`draft_nodes.py`). Raises NoDraft."""
    return tree_of(_draft_of(study))


def beside_tables(study: Study) -> dict[str, Any]:
    """The part of the document that has no tables of its own: languages, dates, materials … Raises NoDraft."""
    return draft_tree.beside_tables(_draft_of(study))


@transaction.atomic
def replace_part(study: Study, place: str, part: Mapping[str, Any]) -> None:
    """Put another mapping at a place outside the tables, such as `materials/letters/invitation`. Raises NoDraft."""
    draft = locked(study)
    skeleton, texts = take_texts(plain(part), tuple(read(place)))
    *way, last = read(place)
    rest = json.loads(draft.rest)
    node = rest
    for step in way:
        node = node.setdefault(step, {})
    node[last] = skeleton
    draft.text_rows.filter(place__startswith=f"{place}/").delete()
    _save_texts(draft, texts)
    draft.rest = rows.as_json(rest)
    draft.revision += 1
    draft.save(update_fields=["rest", "revision", "changed_at"])


def locked(study: Study) -> Draft:
    """The draft, held until the transaction ends. Raises NoDraft."""
    try:
        return Draft.objects.select_for_update().get(study=study)
    except Draft.DoesNotExist:
        raise NoDraft(study) from None


def languages_of(study: Study) -> tuple[str, ...]:
    """The draft's languages, the source first. Raises NoDraft."""
    draft = Draft.objects.filter(study=study).only("rest").first()
    if draft is None:
        raise NoDraft(study)
    found = json.loads(draft.rest).get("languages")
    return tuple(found) if isinstance(found, list) else ()


def require_slug(slug: Any) -> None:
    """Raises DefinitionError where this cannot be a study's name."""
    if not (isinstance(slug, str) and SLUG.fullmatch(slug)):
        what = "Write study: followed by lower-case letters, digits and hyphens, at most 60."
        raise DefinitionError([Problem("study", "bad_name", "The document does not name its study.", what)])


def _draft_of(study: Study) -> Draft:
    draft = Draft.objects.filter(study=study).first()
    if draft is None:
        raise NoDraft(study)
    return draft


def _content(document: Mapping[str, Any]) -> dict[str, Any]:
    content = plain(document)
    if not isinstance(content, dict):
        raise DefinitionError(
            [Problem("", "wrong_type", "The document is not a mapping.", "Write keys and values, such as study: …")]
        )
    return content


def _made_and_locked(study: Study) -> Draft:
    Draft.objects.get_or_create(study=study)
    return locked(study)


def _empty(draft: Draft) -> None:
    for related in ("list_rows", "page_rows", "section_rows", "derived_rows", "scale_rows"):
        getattr(draft, related).all().delete()
    for related in ("group_rows", "term_rows", "text_rows"):
        getattr(draft, related).all().delete()


def _fill(draft: Draft, content: Mapping[str, Any]) -> None:
    """Rows for all that has a table of its own, parents before children."""
    for key, shape in (("groups", rows.GROUP), ("terms", rows.TERM)):
        entries = content[key] if is_mappings(content, key) else {}
        _save(shape, ((item, {"draft": draft, "name": name}) for name, item in entries.items()))
    sections = _save(rows.SECTION, _items(content, "sections", draft=draft), without="pages")
    pages = _save(rows.PAGE, _items(_screening(content), "pages", draft=draft), without="questions")
    pages += _save(rows.PAGE, _below(sections, "pages", "section", draft=draft), without="questions")
    questions = _save_users(rows.QUESTION, _below(pages, "questions", "page"))
    derived = _save_users(rows.DERIVED, _items(content, "derived", draft=draft))
    _save(rows.SCALE, _items(content, "scales", draft=draft))
    _save_lists(draft, content, questions, derived)


def _save(shape: Shape, items: Iterable[tuple[Mapping[str, Any], dict[str, Any]]], without: str = "") -> Filled:
    """Save a row per mapping. `without` is left out where it is a list of mappings: children then hold it."""
    filled = [
        (to_row(shape, item, place, without if is_list(item, without) else "", **links), item)
        for place, (item, links) in enumerate(items)
    ]
    shape.model._default_manager.bulk_create([row for row, _ in filled])
    return filled


def _save_users(shape: Shape, items: Iterable[tuple[Mapping[str, Any], dict[str, Any]]]) -> Filled:
    """Rows that may have an option list of their own."""
    return _save(shape, items, without="options")


def _save_lists(draft: Draft, content: Mapping[str, Any], questions: Filled, derived: Filled) -> None:
    shared = content["option_lists"] if is_lists(content, "option_lists") else {}
    items = [({"options": options}, {"draft": draft, "name": name}) for name, options in shared.items()]
    for link, users in (("question", questions), ("derived", derived)):
        items += [({"options": item["options"]}, {"draft": draft, link: row}) for row, item in users if own_list(item)]
    lists = _save(rows.OPTION_LIST, items, without="options")
    _save(rows.OPTION, _below(lists, "options", "option_list"))


def _items(mapping: Mapping[str, Any], key: str, **links: Any) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    return [(item, links) for item in mapping[key]] if is_list(mapping, key) else []


def _below(parents: Filled, key: str, link: str, **links: Any) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    return [pair for row, mapping in parents for pair in _items(mapping, key, **{link: row}, **links)]


def _fill_rest(draft: Draft, content: Mapping[str, Any]) -> None:
    """What no table took: its texts as rows by place, the rest as JSON."""
    rest = {key: value for key, value in content.items() if not _in_tables(content, key)}
    if is_list(_screening(content), "pages"):
        rest["screening"] = {key: value for key, value in content["screening"].items() if key != "pages"}
    skeleton, texts = take_texts(rest)
    draft.rest = rows.as_json(skeleton)
    _save_texts(draft, texts)


def _save_texts(draft: Draft, texts: Mapping[str, Mapping[str, str]]) -> None:
    StudyText.objects.bulk_create(
        StudyText(draft=draft, place=place, **rows.text_columns("text", text)) for place, text in texts.items()
    )


def _in_tables(content: Mapping[str, Any], key: str) -> bool:
    if key in ("groups", "terms"):
        return is_mappings(content, key)
    if key == "option_lists":
        return is_lists(content, key)
    return key in ("sections", "derived", "scales") and is_list(content, key)


def _screening(content: Mapping[str, Any]) -> Mapping[str, Any]:
    found = content.get("screening")
    return found if isinstance(found, dict) else {}


def is_list(mapping: Mapping[str, Any], key: str) -> bool:
    """Whether the key holds a list of mappings, one or more."""
    value = mapping.get(key)
    return isinstance(value, list) and value != [] and all(isinstance(item, dict) for item in value)


def own_list(mapping: Mapping[str, Any]) -> bool:
    return is_list(mapping, "options")


def is_mappings(mapping: Mapping[str, Any], key: str) -> bool:
    """Whether the key holds mappings by a name that fits a column."""
    value = mapping.get(key)
    return (
        isinstance(value, dict) and value != {} and all(isinstance(v, dict) and _is_name(k) for k, v in value.items())
    )


def is_lists(mapping: Mapping[str, Any], key: str) -> bool:
    """Whether the key holds lists of mappings by a name that fits a column."""
    value = mapping.get(key)
    return isinstance(value, dict) and value != {} and all(is_list(value, k) and _is_name(k) for k in value)


def _is_name(key: str) -> bool:
    return 0 < len(key) <= OptionList._meta.get_field("name").max_length
