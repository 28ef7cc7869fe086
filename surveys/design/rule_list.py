"""What a rule is called on pages, and all rules of a draft in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from surveys.design.desk import Desk
from surveys.design.node_words import titled
from surveys.design.page_words import source_words
from surveys.design.rule_places import RulePlace, rule_places
from surveys.design.rule_words import KIND_WORDS
from surveys.design.steps import Node


@dataclass(frozen=True)
class Named:
    """A rule with what it is called, and what it says; `words` '' where it cannot be read."""

    place: RulePlace
    kind: str | Promise
    title: str
    words: str


def rule_title(desk: Desk, thing: RulePlace | Node) -> str:
    """Its words in the source language, those of its only question for a page without a title; else its name."""
    own = titled(thing.mapping, desk.languages[0])
    node = desk.tree.by_ref.get(thing.node if isinstance(thing, RulePlace) else thing.ref)
    if not own and node and node.kind == "page" and node.children:
        return titled(node.children[0].mapping, desk.languages[0]) or thing.name
    return own or thing.name


def named_rules(desk: Desk) -> list[tuple[str | Promise, list[Named]]]:
    """All rules, put together by what they belong to as long as that does not change."""
    return [(kind, list(found)) for kind, found in groupby(_named(desk), key=lambda named: _group(desk, named))]


def _group(desk: Desk, named: Named) -> str | Promise:
    """The section it stands in, or the screening; else its kind."""
    place = named.place
    if place.where.startswith("screening/"):
        return _("Screening")
    if place.kind == "section":
        return named.title
    return rule_title(desk, place.above[0]) if place.above else named.kind


def _named(desk: Desk) -> Iterator[Named]:
    for place in rule_places(desk.tree):
        yield Named(place, KIND_WORDS[place.kind], rule_title(desk, place), source_words(desk.readable, place.source))
