"""What questions are about, as the workbench shows and changes it: kinds of tag, tags, and what bears them.

surveys.engine.tags says what a document may hold; here a draft is read with whatever it holds, so that it can be
mended.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.design.editing import BadStep
from surveys.design.node_words import beginning
from surveys.design.steps import STUDY, Change, Node, SetKeys, Tree
from surveys.draft_texts import found_at, source_of, written
from surveys.engine.tags import KEY, WORD

LABEL_LENGTH = 80


@dataclass(frozen=True)
class Bearer:
    """A question, derived value or scale that can bear tags. `of`: the section or kind it is shown under."""

    name: str
    text: str
    ref: str
    of: str


@dataclass(frozen=True)
class Tag:
    """One tag of a draft. `strange`: names that nothing in the draft has, such as questions of earlier editions."""

    kind: str
    code: str
    label: Mapping[str, str]
    names: tuple[str, ...]
    strange: tuple[str, ...]

    def text(self, source: str) -> str:
        return self.label.get(source) or self.code


@dataclass(frozen=True)
class Kind:
    """A kind of tag. `bare`: what bears no tag of this kind."""

    name: str
    label: Mapping[str, str]
    tags: tuple[Tag, ...]
    bare: tuple[Bearer, ...]

    def text(self, source: str) -> str:
        return self.label.get(source) or self.name


def bearers(tree: Tree) -> tuple[Bearer, ...]:
    """All that can bear tags, in the order of the questionnaire, then derived values and scales."""
    return tuple(_bearers(tree))


def _bearers(tree: Tree) -> Iterator[Bearer]:
    for page in tree.pages:
        above = tree.above(page)
        for question in page.children:
            if question.name:
                yield _bearer(question, above[0].ref if above else "screening", tree)
    for kind, nodes in (("derived", tree.derived), ("scale", tree.scales)):
        yield from (_bearer(node, kind, tree) for node in nodes if node.name)


def _bearer(node: Node, of: str, tree: Tree) -> Bearer:
    return Bearer(node.name, beginning(node, source_of(tree.beside)) or node.name, node.ref, of)


def kinds(tree: Tree) -> tuple[Kind, ...]:
    """As declared; what is no kind or tag at all is left out (the checks tell of it)."""
    known = bearers(tree)
    names = {one.name for one in known}
    return tuple(_kind(str(name), item, known, names) for name, item in _mappings(tree.beside.get(KEY)))


def _kind(name: str, item: Mapping[str, Any], known: Sequence[Bearer], names: Collection[str]) -> Kind:
    tags = tuple(_tag(name, str(code), one, names) for code, one in _mappings(item.get("values")))
    borne = {name for tag in tags for name in tag.names}
    return Kind(name, label_of(item), tags, tuple(one for one in known if one.name not in borne))


def _tag(kind: str, code: str, item: Mapping[str, Any], known: Collection[str]) -> Tag:
    given = item.get("names")
    names = tuple(map(str, given)) if isinstance(given, list) else ()
    return Tag(kind, code, label_of(item), names, tuple(name for name in names if name not in known))


def _mappings(found: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(found, dict):
        yield from ((name, item) for name, item in found.items() if isinstance(item, dict))


def label_of(item: Any) -> Mapping[str, str]:
    """By language; empty where there is none."""
    found = item.get("label") if isinstance(item, dict) else None
    return found if isinstance(found, dict) else {}


def place(kind: str, code: str = "") -> str:
    """Where the kind, or the tag, stands in the document."""
    return written((KEY, kind, "values", code) if code else (KEY, kind))


def at(tree: Tree, kind: str, code: str = "") -> Any:
    """What the document holds there; None where nothing is."""
    return found_at(tree.beside, place(kind, code))


def made(tree: Tree, kind: str, code: str, label: str) -> SetKeys:
    """A new kind, or with `code` a new tag of a kind. Raises BadStep for a word that cannot be one or is taken."""
    word, words = code or kind, " ".join(label.split())[:LABEL_LENGTH]
    if not WORD.fullmatch(word):
        raise BadStep("bad_tag", word[:60])
    if at(tree, kind, code) is not None or word in {one.name for one in bearers(tree)}:
        raise BadStep("name_taken", word)
    if code and at(tree, kind) is None:
        raise BadStep("no_place", place(kind))
    fresh = {"label": {source_of(tree.beside): words or word}} | ({"names": []} if code else {})
    return SetKeys(STUDY, (Change(place(kind, code), None, fresh),))


def removed(tree: Tree, kind: str, code: str) -> SetKeys:
    """Without the kind and all its tags, or without one tag. Raises BadStep where it is not there."""
    found = at(tree, kind, code)
    if found is None:
        raise BadStep("no_place", place(kind, code))
    return SetKeys(STUDY, (Change(place(kind, code), found, None),))


def changed(
    tree: Tree, kind: str, code: str, found: Any, label: Mapping[str, str], names: Collection[str] | None
) -> Change | None:
    """The label, and for a tag what bears it; None where nothing differs.

    `found`: what stood there when the page was made. Names keep their order; new ones follow in the order of the
    questionnaire. Names of other editions stay: `names` tells of those in the draft alone. Raises BadStep.
    """
    if not isinstance(found, dict):
        raise BadStep("no_place", place(kind, code))
    words = {language: text for language, text in label.items() if text}
    after = {**found, "label": words}
    if names is not None:
        known = [one.name for one in bearers(tree)]
        before = [str(name) for name in found.get("names") or ()]
        kept = [name for name in before if name in names or name not in known]
        after["names"] = kept + [name for name in known if name in names and name not in kept]
    return None if after == found else Change(place(kind, code), found, after)
