"""Questions of the item bank into a draft, as steps: with their answers, terms and words. Pure.

What the draft does not know is left out, and told. A question keeps its name, so that answers can be compared, unless
the draft has that name already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.design.bank import Held
from surveys.design.naming import VARIABLES
from surveys.design.node_words import free_name, names_of
from surveys.design.steps import LAST, STUDY, Change, Insert, Node, SetKeys, Step, Tree, Twig, twig_of
from surveys.draft_rows import is_text
from surveys.engine.expressions import BUILT_INS, ExpressionError, parse_expression, references

LONGEST_NAME = 32


@dataclass(frozen=True)
class Pick:
    """One question to take over, under `name`."""

    held: Held
    name: str


@dataclass
class Taken:
    """The steps, and what could not come along: (question, `rule` or `groups`, what it said)."""

    steps: list[Step] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)


def names_in(tree: Tree) -> frozenset[str]:
    """Names that a question cannot get any more."""
    return names_of(tree, VARIABLES)


def take(picks: Sequence[Pick], tree: Tree, page: Node, languages: Sequence[str], *, own_pages: bool) -> Taken:
    """Put the questions behind `page`, each on a page of its own, or on that page itself, in their order."""
    made = Taken()
    desk = _Desk(tree, frozenset(languages), made)
    twigs = [desk.question(pick) for pick in picks]
    if own_pages:
        pages = {node.name for node in tree.pages}
        for twig in reversed(twigs):
            name = free_name(twig.name, pages, LONGEST_NAME)
            pages.add(name)
            made.steps.append(Insert(page.parent, Twig("page", {"name": name}, (twig,)), page.ref))
    else:
        made.steps.extend(Insert(page.ref, twig, LAST) for twig in twigs)
    return made


@dataclass
class _Desk:
    """The draft as it becomes, step by step: lists and terms that one question brought serve the next."""

    tree: Tree
    languages: frozenset[str]
    made: Taken
    lists: dict[str, list[Any]] = field(init=False)
    terms: set[str] = field(init=False)
    reasons: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lists = {node.name: [option.document for option in node.children] for node in self.tree.lists}
        self.terms = {node.name for node in self.tree.terms}
        self.reasons = set(self.tree.beside.get("reasons") or {})

    def question(self, pick: Pick) -> Twig:
        mapping = self.cut(dict(pick.held.mapping))
        mapping["name"] = pick.name
        mapping.pop("editions", None)
        self._options(mapping, pick)
        self._terms(mapping, pick)
        self._reasons(mapping, pick)
        self._rule(mapping, pick.name)
        self._groups(mapping, pick.name)
        notes = (mapping.get("notes"), f"Uit {pick.held.origin}, {pick.held.mapping.get('name')}.")
        mapping["notes"] = "\n".join(part for part in notes if isinstance(part, str) and part)
        return twig_of("question", mapping)

    def cut(self, value: Any) -> Any:
        """Without words in languages that the draft does not have."""
        if is_text(value):
            return {language: words for language, words in value.items() if language in self.languages}
        if isinstance(value, dict):
            return {key: self.cut(item) for key, item in value.items()}
        return [self.cut(item) for item in value] if isinstance(value, list) else value

    def _options(self, mapping: dict[str, Any], pick: Pick) -> None:
        """A shared list stays shared: with one that says the same, or taken along; else the question has its own."""
        name = mapping.get("options")
        if isinstance(name, str):
            options = self.cut(list((pick.held.document.get("option_lists") or {}).get(name, [])))
            same = next((known for known, held in self.lists.items() if held == options), None)
            if same is None and name not in self.lists and options:
                self.lists[name] = options
                self.made.steps.append(Insert(STUDY, twig_of("list", {"name": name, "options": options})))
                same = name
            mapping["options"] = same or options
        if isinstance(mapping.get("options"), list):
            for option in mapping["options"]:
                self._rule(option, pick.name)
                self._groups(option, pick.name)

    def _terms(self, mapping: dict[str, Any], pick: Pick) -> None:
        known = pick.held.document.get("terms") or {}
        for name in mapping.get("terms") or ():
            if name not in self.terms and name in known:
                self.terms.add(name)
                self.made.steps.append(Insert(STUDY, twig_of("term", {"name": name, **self.cut(known[name])})))

    def _reasons(self, mapping: dict[str, Any], pick: Pick) -> None:
        known = pick.held.document.get("reasons") or {}
        changes = [
            Change(f"reasons/{name}", None, self.cut(known[name]))
            for name in mapping.get("reasons") or ()
            if name not in self.reasons and name in known
        ]
        if changes:
            self.reasons |= {change.key.partition("/")[2] for change in changes}
            self.made.steps.append(SetKeys(STUDY, tuple(changes)))

    def _rule(self, mapping: dict[str, Any], name: str) -> None:
        """A rule that asks for something the draft does not have cannot come along."""
        rule = mapping.get("relevant")
        if isinstance(rule, str) and rule and not self._knows(rule):
            del mapping["relevant"]
            self.made.left.append((name, "rule", rule))

    def _knows(self, rule: str) -> bool:
        try:
            asked = references(parse_expression(rule))
        except ExpressionError:
            return False
        return asked <= names_in(self.tree) | BUILT_INS

    def _groups(self, mapping: dict[str, Any], name: str) -> None:
        """Groups that the draft has; where it has none of them, the question is for everybody."""
        wanted = mapping.get("groups")
        if not isinstance(wanted, list):
            return
        known = {node.name for node in self.tree.groups}
        if left := [group for group in wanted if group not in known]:
            self.made.left.append((name, "groups", ", ".join(map(str, left))))
            mapping["groups"] = [group for group in wanted if group in known]
        if not mapping["groups"]:
            del mapping["groups"]


def pairs(twigs: Iterable[Twig], source: str) -> Iterator[tuple[str, str, str]]:
    """(language, source text, translation) of every text in these."""
    for twig in twigs:
        yield from _pairs_in(dict(twig.mapping), source)
        yield from pairs(twig.children, source)


def _pairs_in(value: Any, source: str) -> Iterator[tuple[str, str, str]]:
    if is_text(value):
        yield from ((language, value.get(source, ""), words) for language, words in value.items() if language != source)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _pairs_in(item, source)
    elif isinstance(value, list):
        for item in value:
            yield from _pairs_in(item, source)
