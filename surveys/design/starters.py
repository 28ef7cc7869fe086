"""What is put in when somebody adds something: the least that it takes, under a name that is free. Pure."""

from surveys.design.naming import VARIABLES
from surveys.design.node_words import free_name, names_of
from surveys.design.outline import question_on_a_page
from surveys.design.steps import FIRST, LAST, STUDY, Insert, Node, Tree, Twig, twig_of

STEMS = {
    "section": "section_new",
    "page": "page_new",
    "question": "question_new",
    "group": "group_new",
    "list": "list_new",
    "term": "term_new",
    "derived": "derived_new",
    "scale": "scale_new",
}


def starter(tree: Tree, kind: str, parent: str, after: str) -> Insert:
    """Behind `after` where that is given, else last below `parent`. A parent that is gone or cannot hold it is told
    by the edit."""
    beside = tree.by_ref.get(after)
    if beside is not None:
        return _behind(tree, kind, beside)
    holder = tree.by_ref.get(parent)
    if kind == "question" and (holder is None or holder.kind != "page"):
        return Insert(parent, _asked(tree), LAST)
    return Insert(parent or STUDY, twig(tree, kind, holder), LAST)


def _behind(tree: Tree, kind: str, beside: Node) -> Insert:
    """A question behind a page gets one of its own; what goes into something stands in front there."""
    if kind == beside.kind:
        return Insert(beside.parent, twig(tree, kind, tree.by_ref.get(beside.parent)), beside.ref)
    if kind == "question" and beside.kind == "page":
        return Insert(beside.parent, _asked(tree), beside.ref)
    if kind == "question":
        return Insert(beside.ref, _asked(tree), FIRST)
    return Insert(beside.ref, twig(tree, kind, beside), FIRST)


def _asked(tree: Tree) -> Twig:
    return question_on_a_page(free_name(STEMS["question"], names_of(tree, (*VARIABLES, "page"))))


def twig(tree: Tree, kind: str, holder: Node | None) -> Twig:
    """A new thing of this kind; an answer gets the first code that is free in its list."""
    if kind == "option":
        return twig_of("option", {"code": _free_code(holder)} | _scored(holder))
    kinds = VARIABLES if kind in VARIABLES else (kind,)
    mapping = {"name": free_name(STEMS[kind], names_of(tree, kinds))}
    if kind == "question":
        mapping |= {"type": "single"}
    if kind == "group":
        return twig_of(kind, mapping | {"value": _free_value(tree)})
    return twig_of(kind, mapping)


def _free_code(holder: Node | None) -> str:
    taken = {one.name for one in holder.children} if holder else set[str]()
    return next(code for number in range(1, 9999) if (code := f"answer_{number}") not in taken)


def _scored(holder: Node | None) -> dict[str, int]:
    """On a scale, one more than the highest score."""
    scores = [one.mapping.get("score") for one in holder.children] if holder else []
    known = [score for score in scores if isinstance(score, int)]
    is_scale = holder is not None and holder.mapping.get("type") == "scale"
    return {"score": max(known, default=0) + 1} if known or is_scale else {}


def _free_value(tree: Tree) -> int:
    values = [one.mapping.get("value") for one in tree.groups]
    return max((value for value in values if isinstance(value, int)), default=0) + 1
