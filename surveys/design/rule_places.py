"""Where rules stand in a draft, and what that means: what it is called, whom it is for, what was asked before it. Pure.

The address of a rule is the ref of the thing it belongs to; outcomes and statements, which have no row, go by name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.design.steps import LETTERS, SCREENING, STUDY, Node, Tree
from surveys.engine.checks.index import END
from surveys.engine.definition import Definition, Page, Question
from surveys.engine.places import page_places
from surveys.engine.reach import Level, page_levels, question_levels

WITH_RULE = ("section", "page", "question", "option")
OUTCOME, ASSERT = "outcome", "assert"
NAMED = re.compile(r"(outcome|assert)-([A-Za-z0-9_]{1,64})")
ADDRESS = rf"[{''.join(LETTERS)}][0-9]{{1,18}}|(?:outcome|assert)-[A-Za-z0-9_]{{1,64}}"
"""Every ref has an address; what can have no rule is not found there."""
KEYS: Mapping[str, str] = {"derived": "expression", ASSERT: "holds"}


@dataclass(frozen=True)
class RulePlace:
    """One place for a rule. `node` and `key`: what an edit sets. `where`: its place as problems are called by."""

    address: str
    kind: str
    node: str
    key: str
    name: str
    source: str
    where: str
    mapping: Mapping[str, Any]
    above: tuple[Node, ...] = ()

    @property
    def condition(self) -> bool:
        """Whether it must be true or false: derived values may be anything."""
        return self.kind != "derived"

    @property
    def needed(self) -> bool:
        """Whether it cannot be left out."""
        return self.kind in KEYS


def place_at(tree: Tree, address: str) -> RulePlace | None:
    """None for what is not in the draft, or has no rule."""
    named = NAMED.fullmatch(address)
    if named:
        return next((one for one in _beside(tree, named[1]) if one.name == named[2]), None)
    node = tree.by_ref.get(address)
    if node is None or node.kind not in (*WITH_RULE, "derived"):
        return None
    return None if node.kind == "option" and node.parent[:1] == "d" else _of_node(tree, node)


def rule_places(tree: Tree) -> Iterator[RulePlace]:
    """Every place that has a rule, in document order: screening, outcomes, sections, derived values, statements."""
    listed = [*tree.screening, *tree.sections, *tree.lists]
    nodes = [node for top in listed for node in top.walk() if node.mapping.get("relevant")]
    screening = [node for node in nodes if _in_screening(tree, node)]
    yield from (_of_node(tree, node) for node in screening)
    yield from _beside(tree, OUTCOME)
    yield from (_of_node(tree, node) for node in nodes if node not in screening)
    yield from (_of_node(tree, node) for node in tree.derived)
    yield from _beside(tree, ASSERT)


def _in_screening(tree: Tree, node: Node) -> bool:
    return (*tree.above(node), node)[0].parent == SCREENING


def _of_node(tree: Tree, node: Node) -> RulePlace:
    above = tree.above(node)
    key = KEYS.get(node.kind, "relevant")
    where = "/".join(_steps([*above, node], screening=_in_screening(tree, node)))
    source = _source(node.mapping.get(key))
    return RulePlace(node.ref, node.kind, node.ref, key, node.name, source, where, node.mapping, above)


LISTS = {"section": "sections", "page": "pages", "question": "questions", "option": "options"} | {
    "derived": "derived",
    "list": "option_lists",
}


def _steps(way: Sequence[Node], *, screening: bool) -> Iterator[str]:
    if screening:
        yield "screening"
    for node in way:
        if not (node.kind == "option" and len(way) > 1 and way[0].kind == "list"):
            yield LISTS[node.kind]
        yield node.name


def _beside(tree: Tree, kind: str) -> Iterator[RulePlace]:
    """Outcomes or statements; what is broken so that it has no name of its own cannot be reached."""
    at = "screening/outcomes" if kind == OUTCOME else "asserts"
    screening = tree.beside.get("screening")
    holder = (screening if isinstance(screening, dict) else {}) if kind == OUTCOME else tree.beside
    found = holder.get(at.rpartition("/")[2])
    key = KEYS.get(kind, "relevant")
    for number, item in enumerate(found if isinstance(found, list) else ()):
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and NAMED.fullmatch(f"{kind}-{name}"):
            own = f"{at}/{number}/{key}"
            yield RulePlace(
                f"{kind}-{name}", kind, STUDY, own, name, _source(item.get(key)), f"{at}/{name}", dict(item)
            )


def _source(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Setting:
    """What the definition says of a place. `asked_at`: rules here see what pages before this number gave.

    `ways`: the levels from the section down to the thing itself, once for each question that uses a shared option.
    `pages`: what stands or falls with the rule. `first`: number of pages in the screening.
    """

    asked_at: int
    first: int
    ways: tuple[tuple[Level, ...], ...]
    pages: tuple[Page, ...] = ()
    questions: tuple[Question, ...] = ()
    core: bool = False

    @property
    def screening(self) -> bool:
        return self.asked_at <= self.first and not any(page.section for page in self.pages)


def setting_of(definition: Definition, place: RulePlace) -> Setting:
    """Where in the order of asking a rule stands; at the very end for derived values and statements."""
    numbers = {page.name: number for number, (_, page) in enumerate(page_places(definition))}
    first = len(definition.screening.pages)
    if place.kind == OUTCOME:
        return Setting(first, first, ((Level(),),))
    found = _found(definition, place)
    if not found:
        item = next((one for one in definition.derived if place.kind == "derived" and one.name == place.name), None)
        return Setting(END, first, ((Level(item.groups if item else None),),))
    pages = tuple({page.name: page for page, _, _ in found}.values())
    return Setting(
        min(numbers[page.name] for page in pages),
        first,
        tuple(levels for _, _, levels in found),
        pages,
        tuple(question for _, own, _ in found for question in own),
        any(page.core for page in pages),
    )


Found = list[tuple[Page, tuple[Question, ...], tuple[Level, ...]]]


def _found(definition: Definition, place: RulePlace) -> Found:
    """Page, its questions that hang on the rule, and the levels without the rule's own."""
    pages = list(definition.all_pages())
    names = {node.kind: node.name for node in place.above} | {place.kind: place.name}
    if place.kind == "section":
        section = definition.section_by_name.get(place.name)
        own = (Level(section.groups),) if section else ()
        return [(page, page.questions, own) for page in pages if section and page.section == place.name]
    if place.kind == "page":
        return [
            (page, page.questions, (*page_levels(definition, page)[:-1], Level(page.groups)))
            for page in pages
            if page.name == place.name
        ]
    return [
        (page, (question,), _below(definition, page, question, place))
        for page in pages
        for question in page.questions
        if question.name == names.get("question")
        or (question.option_list and question.option_list == names.get("list"))
    ]


def _below(definition: Definition, page: Page, question: Question, place: RulePlace) -> tuple[Level, ...]:
    if place.kind == "question":
        return (*page_levels(definition, page), Level(question.groups))
    option = question.by_code.get(place.name)
    return (*question_levels(definition, page, question), Level(option.groups if option else None))
