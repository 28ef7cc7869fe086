"""What can be done to a draft, as values: keys set, something put in, taken out or moved. Pure.

Things are named by a `Ref` (`q12`: question row 12). A step that was done carries what it takes to do the opposite.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

STUDY, SCREENING = "study", "screening"
"""Refs of what has no row: the keys on top of the document, and the list of screening pages."""
FIRST, LAST = "", "last"
"""Where to put something: before all others, or behind them."""
LETTERS: Mapping[str, str] = {
    "s": "section",
    "p": "page",
    "q": "question",
    "o": "option",
    "l": "list",
    "g": "group",
    "t": "term",
    "d": "derived",
    "c": "scale",
}
PARENTS: Mapping[str, tuple[str, ...]] = {
    "section": (STUDY,),
    "page": ("section", SCREENING),
    "question": ("page",),
    "option": ("question", "derived", "list"),
    "list": (STUDY,),
    "group": (STUDY,),
    "term": (STUDY,),
    "derived": (STUDY,),
    "scale": (STUDY,),
}
"""Below what each kind may stand."""
CHILDREN: Mapping[str, tuple[str, str]] = {
    "section": ("pages", "page"),
    "page": ("questions", "question"),
    "question": ("options", "option"),
    "derived": ("options", "option"),
    "list": ("options", "option"),
}
"""The key that holds what stands below a kind, and what kind that is."""
Key = tuple[str, str]
NULL: Mapping[str, bool] = {"null": True}
"""As a value: the key is there and says that there is nothing, such as the score of an answer outside a scale."""


def ref_of(kind: str, pk: int) -> str:
    return f"{_LETTER[kind]}{pk}"


_LETTER = {kind: letter for letter, kind in LETTERS.items()}


def kind_of(ref: str) -> str:
    """`question` for `q12`; STUDY and SCREENING are kinds of their own. Raises ValueError for anything else."""
    if ref in (STUDY, SCREENING):
        return ref
    if ref[:1] not in LETTERS or not (ref[1:].isascii() and ref[1:].isdigit() and len(ref) < 20):
        raise ValueError(f"{ref[:40]!r} names nothing in a draft")
    return LETTERS[ref[0]]


def pk_of(ref: str) -> int:
    return int(ref[1:])


@dataclass(frozen=True)
class Change:
    """One key: what stood there when the change began, and what shall stand there; None: the key is not there.

    `language`: only the words in that language ('' before or after = none). On STUDY the key is a place in the
    document such as `dates/open` or `consent/text/0`.
    """

    key: str
    before: Any
    after: Any
    language: str = ""

    @property
    def at(self) -> Key:
        return self.key, self.language


@dataclass(frozen=True)
class Twig:
    """Something with all that stands below it. `pk`: the row it had, to get the same one back."""

    kind: str
    mapping: Mapping[str, Any]
    children: tuple["Twig", ...] = ()
    pk: int | None = None

    @property
    def name(self) -> str:
        return name_in(self.mapping)


@dataclass(frozen=True)
class SetKeys:
    node: str
    changes: tuple[Change, ...]
    name: str = ""


@dataclass(frozen=True)
class Insert:
    """Puts a twig below `parent`, behind the sibling `after` (or FIRST, LAST). `node`: its ref, once done."""

    parent: str
    twig: Twig
    after: str = LAST
    node: str = ""
    name: str = ""


@dataclass(frozen=True)
class Remove:
    """Takes something out. Once done, `parent`, `after` and `twig` say what was where."""

    node: str
    parent: str = ""
    after: str = ""
    twig: Twig | None = None
    name: str = ""


@dataclass(frozen=True)
class Move:
    """Puts something below `parent`, behind `after`. Once done, `was_parent` and `was_after` say where it stood."""

    node: str
    parent: str
    after: str = LAST
    was_parent: str = ""
    was_after: str = ""
    name: str = ""


Step = SetKeys | Insert | Remove | Move
KINDS: Mapping[str, type[Step]] = {"set": SetKeys, "insert": Insert, "remove": Remove, "move": Move}
WORDS = {kind: word for word, kind in KINDS.items()}


def twig_of(kind: str, mapping: Mapping[str, Any]) -> Twig:
    """A mapping of a document with what stands below it; a list that holds something else than mappings stays a key."""
    key, below = CHILDREN.get(kind, ("", ""))
    items = mapping.get(key)
    if not (isinstance(items, list) and items and all(isinstance(item, dict) for item in items)):
        return Twig(kind, dict(mapping))
    own = {name: value for name, value in mapping.items() if name != key}
    return Twig(kind, own, tuple(twig_of(below, item) for item in items))


def name_in(mapping: Mapping[str, Any]) -> str:
    """What colleagues call it: its name, or an option's code."""
    found = mapping.get("name") or mapping.get("code") or ""
    return str(found)[:80]


def inverse(done: Step) -> Step:
    """The step that undoes one that was done."""
    match done:
        case SetKeys(node, changes):
            return SetKeys(node, tuple(replace(one, before=one.after, after=one.before) for one in changes))
        case Insert(node=node):
            return Remove(node)
        case Remove(parent=parent, after=after, twig=Twig() as twig):
            return Insert(parent, twig, after)
        case Move(node, was_parent=parent, was_after=after):
            return Move(node, parent, after)
    raise ValueError("a step that was not done cannot be undone")


def undoing(done: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that undo these, last first."""
    return tuple(inverse(step) for step in reversed(done))


def to_json(steps: Sequence[Step]) -> str:
    return json.dumps([{"do": WORDS[type(step)], **asdict(step)} for step in steps], ensure_ascii=False)


def from_json(text: str) -> tuple[Step, ...]:
    return tuple(_read(dict(item)) for item in json.loads(text))


def _read(item: dict[str, Any]) -> Step:
    kind = KINDS[item.pop("do")]
    if kind is SetKeys:
        item["changes"] = tuple(Change(**change) for change in item["changes"])
    if item.get("twig"):
        item["twig"] = _read_twig(item["twig"])
    return kind(**item)


def _read_twig(item: Mapping[str, Any]) -> Twig:
    return Twig(item["kind"], item["mapping"], tuple(map(_read_twig, item["children"])), item["pk"])


def touched(steps: Sequence[Step]) -> Iterator[tuple[str, Key]]:
    """(ref, key) of every key that was set."""
    for step in steps:
        if isinstance(step, SetKeys):
            yield from ((step.node, change.at) for change in step.changes)


@dataclass(frozen=True)
class Clash:
    """A key that somebody else changed since the change began: what stood there then, what stands there now, and what
    was to be put there.
    """

    node: str
    name: str
    change: Change
    theirs: Any


def clash(node: str, name: str, change: Change, now: Any) -> Clash | None:
    """None where the change can be made: what it began with still stands there, or what it wants already does."""
    absent = ("", None)
    same = now == change.before or (now in absent and change.before in absent)
    return None if same or now == change.after else Clash(node, name, change, now)


@dataclass(frozen=True)
class Node:
    """Something in a draft: its own keys, what stands below it, and below what it stands."""

    kind: str
    pk: int
    mapping: Mapping[str, Any]
    children: tuple["Node", ...] = ()
    parent: str = STUDY

    @cached_property
    def ref(self) -> str:
        return ref_of(self.kind, self.pk)

    @cached_property
    def name(self) -> str:
        return name_in(self.mapping)

    @property
    def document(self) -> dict[str, Any]:
        """The mapping as it stands in the document, with all that is below it."""
        if not self.children:
            return dict(self.mapping)
        return {**self.mapping, CHILDREN[self.kind][0]: [child.document for child in self.children]}

    @property
    def twig(self) -> Twig:
        return Twig(self.kind, self.mapping, tuple(child.twig for child in self.children), self.pk)

    def walk(self) -> Iterator["Node"]:
        """This and everything below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Tree:
    """A whole draft as nodes. `beside`: the keys on top that are no nodes (dates, consent, materials …)."""

    beside: Mapping[str, Any]
    screening: tuple[Node, ...] = ()
    sections: tuple[Node, ...] = ()
    groups: tuple[Node, ...] = ()
    terms: tuple[Node, ...] = ()
    lists: tuple[Node, ...] = ()
    derived: tuple[Node, ...] = ()
    scales: tuple[Node, ...] = ()
    by_ref: Mapping[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_ref", {node.ref: node for node in self.walk()})

    def walk(self) -> Iterator[Node]:
        for found in (self.groups, self.terms, self.lists, self.screening, self.sections, self.derived, self.scales):
            for node in found:
                yield from node.walk()

    @cached_property
    def pages(self) -> tuple[Node, ...]:
        """In document order: those of the screening, then section by section."""
        return (*self.screening, *(page for section in self.sections for page in section.children))

    @cached_property
    def questions(self) -> tuple[Node, ...]:
        return tuple(question for page in self.pages for question in page.children)

    def above(self, node: Node) -> tuple[Node, ...]:
        """What it stands in, from the outside in."""
        found: list[Node] = []
        while node.parent in self.by_ref:
            node = self.by_ref[node.parent]
            found.append(node)
        return tuple(reversed(found))

    def siblings(self, node: Node) -> tuple[Node, ...]:
        """All that stand beside it, itself among them, in order."""
        if node.parent == SCREENING:
            return self.screening
        if node.parent != STUDY:
            return self.by_ref[node.parent].children
        kinds = (self.groups, self.terms, self.lists, self.sections, self.derived, self.scales)
        return next((found for found in kinds if node in found), ())
