"""The outline of a questionnaire: what stands where, filtered, and where each thing can go. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.design.naming import VARIABLES
from surveys.design.node_words import beginning, free_name
from surveys.design.steps import FIRST, LETTERS, Insert, Move, Node, Tree, Twig, twig_of
from surveys.engine.folding import fold

SHOWN = ("section", "page", "question")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the outline; '' = everything."""

    group: str = ""
    text: str = ""
    type: str = ""
    comments: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Row:
    """One line. `moves`: the ref that its buttons are about: of a page that holds just this question, the page's."""

    node: Node
    text: str
    moves: str
    comments: int = 0
    rows: tuple["Row", ...] = ()
    page: Node | None = None

    @property
    def shape(self) -> str:
        """Which buttons it has: those of a section, a page, a question, or a question alone on its page."""
        return "alone" if self.page else self.node.kind

    @property
    def groups(self) -> tuple[str, ...]:
        found = self._own("groups")
        return tuple(map(str, found)) if isinstance(found, list) else ()

    @property
    def rule(self) -> str:
        found = self._own("relevant")
        return found if isinstance(found, str) else ""

    @property
    def type(self) -> str:
        return str(self.node.mapping.get("type", ""))

    @property
    def core(self) -> bool:
        return self.node.mapping.get("core") is True

    def _own(self, key: str) -> Any:
        """The question's own, else that of the page it has for itself."""
        return self.node.mapping.get(key) or (self.page.mapping.get(key) if self.page else None)


@dataclass(frozen=True)
class Counts:
    """Open comments by kind and name."""

    of: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def about(self, node: Node) -> int:
        return self.of.get((node.kind, node.name), 0)


def screening_rows(tree: Tree, source: str, wanted: Wanted, counts: Counts) -> tuple[Row, ...]:
    return tuple(_pages(tree.screening, source, wanted, counts))


def section_rows(tree: Tree, source: str, wanted: Wanted, counts: Counts) -> tuple[Row, ...]:
    """Every section with its pages; while something is looked for, only sections where some of it stands."""
    found = (
        Row(
            section,
            beginning(section, source),
            section.ref,
            counts.about(section),
            tuple(_pages(section.children, source, _below(wanted, section), counts)),
        )
        for section in tree.sections
    )
    return tuple(row for row in found if row.rows or not wanted)


def _below(wanted: Wanted, section: Node) -> Wanted:
    """In a section that is not for the group, nothing is."""
    groups = section.mapping.get("groups")
    shut = wanted.group and isinstance(groups, list) and wanted.group not in groups
    return Wanted(type="none of any type") if shut else wanted


def _pages(pages: tuple[Node, ...], source: str, wanted: Wanted, counts: Counts) -> Iterator[Row]:
    for page in pages:
        rows = tuple(
            Row(question, beginning(question, source), question.ref, counts.about(question))
            for question in page.children
            if takes(wanted, page, question, source, counts)
        )
        if len(page.children) == 1 and page.children[0].name == page.name:
            yield from (_alone(page, row, counts) for row in rows)
        elif rows or (not wanted):
            yield Row(page, beginning(page, source), page.ref, counts.about(page), rows)


def _alone(page: Node, row: Row, counts: Counts) -> Row:
    return Row(row.node, row.text, page.ref, row.comments + counts.about(page), page=page)


def takes(wanted: Wanted, page: Node, question: Node, source: str, counts: Counts) -> bool:
    return (
        wanted.type in ("", question.mapping.get("type"))
        and all(_for(node, wanted.group) for node in (page, question))
        and not (wanted.comments and not counts.about(question) + counts.about(page))
        and (not wanted.text or fold(wanted.text) in fold(_searched(page, question)))
    )


def _for(node: Node, group: str) -> bool:
    groups = node.mapping.get("groups")
    return not (group and isinstance(groups, list)) or group in groups


def _searched(page: Node, question: Node) -> str:
    """Names and words in every language, of the question and of its answers."""
    found = [page.name, question.name]
    for node in (page, *question.walk()):
        for key in ("title", "label", "hint"):
            text = node.mapping.get(key)
            found += [str(words) for words in text.values()] if isinstance(text, dict) else []
    return " ".join(found)


def up(tree: Tree, node: Node) -> Move | None:
    """One place to the front, at the front of its parent to the end of the one before. None: it is the first."""
    beside = tree.siblings(node)
    place = beside.index(node)
    if place:
        return Move(node.ref, node.parent, beside[place - 2].ref if place > 1 else FIRST)
    before = _neighbour(tree, node, -1)
    return Move(node.ref, before.ref, before.children[-1].ref if before.children else FIRST) if before else None


def down(tree: Tree, node: Node) -> Move | None:
    """One place to the back, at the end of its parent to the front of the next one. None: it is the last."""
    beside = tree.siblings(node)
    place = beside.index(node)
    if place < len(beside) - 1:
        return Move(node.ref, node.parent, beside[place + 1].ref)
    after = _neighbour(tree, node, 1)
    return Move(node.ref, after.ref, FIRST) if after else None


def _neighbour(tree: Tree, node: Node, way: int) -> Node | None:
    """The parent before or behind its own, of pages and questions."""
    holders = {"page": tree.sections, "question": tree.pages}.get(node.kind, ())
    refs = [holder.ref for holder in holders]
    if node.parent not in refs:
        return None
    place = refs.index(node.parent) + way
    return holders[place] if 0 <= place < len(holders) else None


def place_of(tree: Tree, node: Node) -> tuple[int, int, Node | None]:
    """Its place among its siblings from 1, how many they are, and below what."""
    beside = tree.siblings(node)
    refs = [one.ref for one in beside]
    return refs.index(node.ref) + 1, len(refs), tree.by_ref.get(node.parent)


def moved_behind(tree: Tree, node: Node, target: Node) -> Move:
    """Behind something of its kind, or in front of all that stands in a parent."""
    if target.kind == node.kind:
        return Move(node.ref, target.parent, target.ref)
    return Move(node.ref, target.ref, FIRST)


def question_on_a_page(name: str, kind: str = "single") -> Twig:
    """A new question with a page of its own, named after it."""
    return twig_of("page", {"name": name, "questions": [{"name": name, "type": kind}]})


def copy_of(tree: Tree, node: Node) -> Insert:
    """The same again, right behind it; names that must not stand twice get a number."""
    spaces: dict[str, set[str]] = {kind: set() for kind in LETTERS.values()}
    for one in tree.walk():
        spaces[one.kind].add(one.name)
    columns = set().union(*(spaces[kind] for kind in VARIABLES))
    spaces |= dict.fromkeys(VARIABLES, columns) | {"option": {one.name for one in tree.siblings(node)}}
    return Insert(node.parent, _copied(node.twig, spaces, node.kind), node.ref)


def _copied(twig: Twig, spaces: Mapping[str, set[str]], top: str) -> Twig:
    """Answers below what is copied stand in a list of their own: their codes stay."""
    key = "code" if twig.kind == "option" else "name"
    mapping = dict(twig.mapping)
    if twig.name and (twig.kind != "option" or top == "option"):
        mapping[key] = _numbered(twig.name, spaces[twig.kind])
    return Twig(twig.kind, mapping, tuple(_copied(child, spaces, top) for child in twig.children))


def _numbered(name: str, taken: set[str]) -> str:
    found = free_name(name, {*taken, name})
    taken.add(found)
    return found
