"""The rows of a draft as a tree of nodes, and the document that they say. Reads; changes nothing."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from surveys import draft_rows as rows
from surveys.design.steps import SCREENING, STUDY, Node, Tree, ref_of
from surveys.draft_rows import Shape, to_mapping
from surveys.draft_texts import put_texts
from surveys.models import Draft, Option, OptionList, Page, Part, Question

ORDER = (
    *("study", "title", "wave", "series", "reconstruction", "languages", "mode", "editions", "dates", "audio"),
    *("groups", "reasons", "terms", "option_lists", "consent", "screening", "sections", "derived", "scales"),
    *("asserts", "materials", "frame"),
)
"""Top-level keys as they are written; others follow."""

Below = Mapping[int, tuple[Node, ...]]
"""Nodes by the row they stand below."""


def tree_of(draft: Draft) -> Tree:
    """Everything in the draft, in a dozen queries."""
    lists = list(draft.list_rows.all())
    options = _options(draft, {row.pk: list_parent(row) for row in lists})
    of_question = {row.question_id: options.get(row.pk, ()) for row in lists if row.question_id}
    of_derived = {row.derived_id: options.get(row.pk, ()) for row in lists if row.derived_id}
    pages = _pages(draft, _questions(draft, of_question))
    return Tree(
        beside=beside_tables(draft),
        screening=pages.get(0, ()),
        sections=_nodes(rows.SECTION, "section", draft.section_rows.all(), lambda row: pages.get(row.pk, ())),
        groups=_named(rows.GROUP, "group", draft.group_rows.all()),
        terms=_named(rows.TERM, "term", draft.term_rows.all()),
        lists=tuple(_shared(row, options.get(row.pk, ())) for row in lists if row.name),
        derived=_nodes(rows.DERIVED, "derived", draft.derived_rows.all(), lambda row: of_derived.get(row.pk, ())),
        scales=_nodes(rows.SCALE, "scale", draft.scale_rows.all()),
    )


def beside_tables(draft: Draft) -> dict[str, Any]:
    """The part of the document that has no tables of its own."""
    document: dict[str, Any] = json.loads(draft.rest)
    put_texts(document, {row.place: rows.text_of(row, "text") for row in draft.text_rows.all()})
    return document


def document_from(tree: Tree) -> dict[str, Any]:
    """The document that the tree says, without empty lists."""
    document = dict(tree.beside)
    named = {"groups": tree.groups, "terms": tree.terms}
    parts: dict[str, Any] = {key: {node.name: _unnamed(node) for node in found} for key, found in named.items()}
    parts["option_lists"] = {node.name: [option.document for option in node.children] for node in tree.lists}
    parts |= {key: [node.document for node in getattr(tree, key)] for key in ("sections", "derived", "scales")}
    document |= {key: value for key, value in parts.items() if value}
    if tree.screening:
        document["screening"] = {"pages": [page.document for page in tree.screening], **document.get("screening", {})}
    return {key: document[key] for key in (*ORDER, *document) if key in document}


def _unnamed(node: Node) -> dict[str, Any]:
    return {key: value for key, value in node.mapping.items() if key != "name"}


def _nodes(
    shape: Shape,
    kind: str,
    found: Iterable[Part],
    below: Callable[[Part], tuple[Node, ...]] = lambda row: (),
    parent: str = STUDY,
) -> tuple[Node, ...]:
    return tuple(Node(kind, row.pk, to_mapping(shape, row), below(row), parent) for row in found)


def _named(shape: Shape, kind: str, found: Iterable[Any]) -> tuple[Node, ...]:
    """Nodes whose name is a key of the document's mapping."""
    return tuple(Node(kind, row.pk, {"name": row.name, **to_mapping(shape, row)}) for row in found)


def _shared(row: OptionList, options: tuple[Node, ...]) -> Node:
    return Node("list", row.pk, {"name": row.name}, options)


def _options(draft: Draft, parents: Mapping[int, str]) -> dict[int, tuple[Node, ...]]:
    """The options of every list, by the list's row; below a question, a derived value or a shared list."""
    found: dict[int, list[Node]] = {}
    for row in Option.objects.filter(option_list__draft=draft):
        parent = parents.get(row.option_list_id, "")  # '' of a list that came just now: nothing holds it yet
        node = Node("option", row.pk, to_mapping(rows.OPTION, row), (), parent)
        found.setdefault(row.option_list_id, []).append(node)
    return {pk: tuple(nodes) for pk, nodes in found.items()}


def list_parent(row: OptionList) -> str:
    """The ref of what an option of this list stands below."""
    if row.question_id:
        return ref_of("question", row.question_id)
    return ref_of("derived", row.derived_id) if row.derived_id else ref_of("list", row.pk)


def _questions(draft: Draft, own: Below) -> dict[int, tuple[Node, ...]]:
    """Questions by the row of their page."""
    found: dict[int, list[Node]] = {}
    for row in Question.objects.filter(page__draft=draft):
        parent = ref_of("page", row.page_id)
        node = Node("question", row.pk, to_mapping(rows.QUESTION, row), own.get(row.pk, ()), parent)
        found.setdefault(row.page_id, []).append(node)
    return {pk: tuple(nodes) for pk, nodes in found.items()}


def _pages(draft: Draft, questions: Below) -> dict[int, tuple[Node, ...]]:
    """Pages by the row of their section; those of the screening under 0."""
    found: dict[int, list[Node]] = {}
    for row in Page.objects.filter(draft=draft):
        parent = ref_of("section", row.section_id) if row.section_id else SCREENING
        node = Node("page", row.pk, to_mapping(rows.PAGE, row), questions.get(row.pk, ()), parent)
        found.setdefault(row.section_id or 0, []).append(node)
    return {pk: tuple(nodes) for pk, nodes in found.items()}
