"""Groups and rows → sections, pages and derived values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.expressions import parse_expression, references
from surveys.xlsform.context import Context, Document, both
from surveys.xlsform.findings import short
from surveys.xlsform.left_in import report_left
from surveys.xlsform.nodes import Node, clean_name
from surveys.xlsform.odk import to_odk, value_of
from surveys.xlsform.odk_parser import NotOdk
from surveys.xlsform.questions_in import label_of, read_question

PASSED_OVER = frozenset({"built_in", "other"})


@dataclass
class Read:
    """What was read so far."""

    sections: list[Document] = field(default_factory=list)
    screening: list[Document] = field(default_factory=list)
    derived: list[Document] = field(default_factory=list)
    page_names: set[str] = field(default_factory=set)
    section_names: set[str] = field(default_factory=set)


def free(name: str, taken: set[str]) -> str:
    stem, place = name, 1
    while name in taken:
        place += 1
        name = f"{stem}_{place}"
    taken.add(name)
    return name


def read_nodes(nodes: Sequence[Node], title: Mapping[str, str], context: Context) -> Read:
    """All sections. Rows and pages that stand in no section get one, called after the form."""
    read = Read()
    loose: list[Node] = []
    for node in nodes:
        extra = context.extras.of_row(node.raw)
        if not node.group or (_is_page(node) and extra.get("kind") != "section"):
            loose.append(node)
            continue
        _loose_section(loose, title, read, context)
        loose = []
        _section(node, extra, read, context)
    _loose_section(loose, title, read, context)
    return read


def _is_page(node: Node) -> bool:
    return "field-list" in node.line.get("appearance") or "table-list" in node.line.get("appearance")


def _section(node: Node, extra: Mapping[str, Any], read: Read, context: Context) -> None:
    if extra.get("kind") == "screening":
        read.screening.extend(_pages(node.children, "", read, context))
        return
    report_left(node, "group", context)
    rule = context.rule(node.line, extra)
    pages = list(_pages(node.children, "", read, context, outer=rule.get("relevant", "")))
    if not pages and extra.get("kind") != "section":
        context.found.add("empty_group", node.line.where(), "The group has no questions.", "It is left out.")
        return
    name = extra.get("name") if extra.get("kind") == "section" else None
    title = {} if extra.get("title") == {} else context.text(node.line, "label")
    if not title and "title" not in extra:
        context.found.add("label_missing", node.line.where("label"), "The group has no label.", "Write a title.")
        title = {context.languages.source: node.raw or "…"}
    found = free(name or clean_name(node.raw) or f"section_{node.line.row.number}", read.section_names)
    read.sections.append({"name": found, "title": title, **rule, "pages": pages})


def _loose_section(nodes: Sequence[Node], title: Mapping[str, str], read: Read, context: Context) -> None:
    pages = list(_pages(nodes, "", read, context))
    if pages:
        context.defaults["section"] = "Questions outside groups stand in a section that is called after the form."
        read.sections.append({"name": free("main", read.section_names), "title": dict(title), "pages": pages})


def _pages(nodes: Sequence[Node], condition: str, read: Read, context: Context, outer: str = "") -> Iterator[Document]:
    """Pages of rows and groups: a field-list is one page, any other row one of its own."""
    for node in nodes:
        extra = context.extras.of_row(node.raw)
        if node.group:
            report_left(node, "group", context)
        if not node.group:
            yield from _row(node, condition, both(outer, condition), read, context)
        elif _is_page(node):
            yield from _page(node, extra, condition, both(outer, condition), read, context)
        else:
            rule = both(condition, context.rule(node.line, extra).get("relevant", ""))
            pages = list(_pages(node.children, rule, read, context, outer=outer))
            _move_title(node, pages, context)
            yield from pages


def _move_title(node: Node, pages: Sequence[Document], context: Context) -> None:
    """A group inside a section has no title here; its first page takes it."""
    title = context.text(node.line, "label")
    if not title:
        return
    where, shown = node.line.where("label"), short(next(iter(title.values())))
    if pages and "title" not in pages[0]:
        pages[0]["title"] = title
        context.found.add("title_moved", where, f"“{shown}” is the title of the group's first page.", "Check the page.")
    else:
        message = f"The title “{shown}” has no page that could take it."
        context.found.add("cell_not_carried", where, message, "Write it as a note.")


def _row(node: Node, condition: str, outer: str, read: Read, context: Context) -> Iterator[Document]:
    question = _question(node, outer, read, context)
    if question is None:
        return
    rule = both(condition, question.pop("relevant", ""))
    page = {"name": free(question["name"], read.page_names)}
    yield page | ({"relevant": rule} if rule else {}) | {"questions": [question]}


def _page(
    node: Node, extra: Mapping[str, Any], condition: str, outer: str, read: Read, context: Context
) -> Iterator[Document]:
    own = extra.get("kind") == "page"
    rule = context.rule(node.line, extra)
    if condition:
        rule["relevant"] = both(condition, rule.get("relevant", ""))
    title = {} if extra.get("title") == {} else context.text(node.line, "label")
    name = (extra.get("name") if own else None) or clean_name(node.raw) or f"page_{node.line.row.number}"
    head = ({"title": title} if title or "title" in extra else {}) | rule
    questions = list(_inside(node.children, "", both(outer, rule.get("relevant", "")), read, context))
    if not questions and not own:
        context.found.add("empty_group", node.line.where(), "The group has no questions.", "It is left out.")
        return
    for place, part in enumerate(_parts(questions) if not own else [questions]):
        if place:
            message = f"“{short(part[0]['name'])}” depends on an answer above it and starts a page of its own."
            context.found.add("page_split", node.line.where("name"), message, "Rules look at earlier pages only.")
        yield {"name": free(name, read.page_names), **head, "questions": part}
        head = {key: value for key, value in head.items() if key != "title"}


def _inside(nodes: Sequence[Node], condition: str, outer: str, read: Read, context: Context) -> Iterator[Document]:
    """The questions of a page; groups within it lend them their rule."""
    for node in nodes:
        if node.group:
            report_left(node, "group", context)
            rule = both(condition, context.rule(node.line, {}).get("relevant", ""))
            _move_title(node, (), context)
            yield from _inside(node.children, rule, both(outer, rule), read, context)
            continue
        question = _question(node, outer, read, context)
        if question is not None:
            rule = both(condition, question.get("relevant", ""))
            yield question | ({"relevant": rule} if rule else {})


def _parts(questions: Sequence[Document]) -> list[list[Document]]:
    """The questions over as many pages as it takes for rules to look back only."""
    parts: list[list[Document]] = [[]]
    for question in questions:
        here = {earlier["name"] for earlier in parts[-1]}
        if parts[-1] and _asks(question) & here:
            parts.append([])
        parts[-1].append(question)
    return parts


def _asks(question: Document) -> frozenset[str]:
    options = question.get("options")
    rules = [item.get("relevant") for item in (question, *(options if isinstance(options, list) else ()))]
    return frozenset().union(*(references(parse_expression(rule)) for rule in rules if rule))


def _question(node: Node, outer: str, read: Read, context: Context) -> Document | None:
    """The question of a row; None for rows that are none. Calculations go to the derived values."""
    line, kind = node.line, node.type.kind
    if context.extras.of_row(node.raw).get("kind") in PASSED_OVER:
        return None
    if kind == "calculate":
        read.derived.extend(_derived(node, outer, context))
    elif kind == "metadata":
        message = f"“{short(node.type.written)}” is not a question."
        context.found.add("metadata_left", line.where("type"), message, "The platform keeps what it needs itself.")
    elif kind in {"", "hidden"}:
        advice = "Ask it in another way: text, number, date, one or several options."
        message = f"Rows of type “{short(node.type.written)}” are not carried."
        context.found.add("type_not_carried", line.where("type"), message, advice)
    else:
        return read_question(node, context)
    return None


def _derived(node: Node, outer: str, context: Context) -> Iterator[Document]:
    line, extra = node.line, context.extras.of_row(node.raw)
    report_left(node, "calculate", context)
    expression = _expression(node, extra, context)
    if not expression:
        return
    groups = {"groups": extra["groups"]} if extra.get("groups") else {}
    cell = line.get("relevant")
    if groups and not context.unchanged(groups, cell):
        groups = {}
    condition = both(outer, "" if groups or not cell else context.mapped(line, "relevant", cell))
    if condition:
        expression = f"if({condition}, {expression}, '')"
    if context.extras.own or line.texts.get("label"):
        label = label_of(node, extra, context)
    else:
        label = {context.languages.source: node.raw}
        context.defaults["derived"] = "Calculations without a label are labelled with their name."
    kept = {key: extra[key] for key in ("options", "notes") if key in extra}
    yield {"name": node.name, "label": label, "expression": expression, **kept, **groups}


def _expression(node: Node, extra: Mapping[str, Any], context: Context) -> str:
    cell = node.line.get("calculation")
    original = extra.get("expression")
    if isinstance(original, str) and _written(original, context) == cell:
        return original
    if context.extras.own and _written(cell, context) == cell and extra.get("kind") == "derived":
        return cell
    try:
        rule = value_of(cell, context.known)
    except NotOdk as error:
        message = error.message if cell else "The row calculates nothing."
        context.found.add("rule_not_carried", node.line.where("calculation"), message, error.what_to_do)
        return ""
    context.check_names(node.line, "calculation", rule)
    return rule


def _written(rule: str, context: Context) -> str:
    try:
        return to_odk(rule, context.multis)
    except ValueError:
        return ""
