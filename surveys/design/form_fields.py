"""The fields of the editor: what stands at each key of a thing, with what can be chosen there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from surveys import languages
from surveys.design import widgets
from surveys.design.desk import Desk
from surveys.design.key_words import MODES, PRECISIONS, REASONS, RECORDINGS, TYPES, key_words
from surveys.design.node_words import beginning
from surveys.design.posted import name_of
from surveys.design.steps import NULL, STUDY, Node
from surveys.design.typed import shown
from surveys.draft_texts import nodes, read
from surveys.engine.pictures import PICTURES

Choice = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """`misfit`: the key means nothing for the question's type. `state`: of a translation, in words. `typed` and `mine`:
    what somebody typed in place of what stands there, as words and as a value.
    """

    ref: str
    key: str
    widget: str
    value: Any
    language: str = ""
    source: str = ""
    choices: tuple[Choice, ...] = ()
    misfit: bool = False
    state: str = ""
    label: str = ""
    error: str = ""
    typed: str | None = None
    mine: Any = None

    @property
    def name(self) -> str:
        return name_of(self.ref, self.key, self.language)

    @property
    def id(self) -> str:
        return self.name.replace(":", "-").replace("/", "_")

    @property
    def was(self) -> str:
        return json.dumps(self.value, ensure_ascii=False)

    @property
    def shown(self) -> str:
        return shown(self.value) if self.typed is None else self.typed

    @property
    def chosen(self) -> tuple[str, ...]:
        value = self.value if self.mine is None and self.typed is None else self.mine
        if isinstance(value, list):
            return tuple(map(str, value))
        return (str(value),) if value else ("",)

    @property
    def late(self) -> bool:
        """Stored when it is left, not while somebody is typing."""
        return self.widget in widgets.LATE or (self.language not in ("", self.source))

    @property
    def dir(self) -> str:
        return languages.direction(self.language)

    @property
    def language_name(self) -> str:
        return languages.name(self.language)

    @property
    def rows(self) -> int:
        """Lines of a text field, so that most texts can be read whole."""
        return min(8, max(2 if self.widget == widgets.TEXT else 3, 1 + len(self.shown) // 60))


@dataclass(frozen=True)
class Block:
    """One key with its fields: the source and translations of a text, or a single field."""

    key: str
    fields: tuple[Field, ...]

    @property
    def label(self) -> str:
        return self.fields[0].label

    @property
    def is_text(self) -> bool:
        return self.fields[0].widget == widgets.TEXT


def block(desk: Desk, node: Node, key: str, shown_languages: Sequence[str]) -> Block:
    """The fields of one key of a node."""
    value = NULL if key in node.mapping and node.mapping[key] is None else node.mapping.get(key)
    widget = widgets.widget_of(node.kind, key)
    kind = str(node.mapping.get("type", ""))
    base = Field(node.ref, key, widget, value, label=key_words(key), source=desk.languages[0])
    base = replace(base, misfit=node.kind == "question" and not widgets.fits(key, kind))
    return _block(desk, base, shown_languages)


def study_block(desk: Desk, place: str, shown_languages: Sequence[str], label: str = "") -> Block:
    """The fields of one key of the study itself."""
    try:
        *_way, value = nodes(desk.tree.beside, read(place))
    except (LookupError, TypeError, ValueError):
        value = None
    widget = widgets.widget_of(STUDY, place)
    base = Field(STUDY, place, widget, value, label=label or key_words(place), source=desk.languages[0])
    return _block(desk, base, shown_languages)


def _block(desk: Desk, base: Field, shown_languages: Sequence[str]) -> Block:
    if base.widget != widgets.TEXT:
        choices = choices_of(desk, base)
        return Block(base.key, (replace(base, choices=choices),))
    words = base.value if isinstance(base.value, dict) else {}
    fields = (replace(base, value=str(words.get(tag, "")), language=tag) for tag in shown_languages)
    return Block(base.key, tuple(fields))


def choices_of(desk: Desk, one: Field) -> tuple[Choice, ...]:
    """(value, words) of what can be chosen; what stands there and cannot be chosen is kept among them."""
    if one.widget not in (widgets.ONE, widgets.SEVERAL):
        return ()
    found = tuple(_choices(desk, one.key.rsplit("/", 1)[-1]))
    known = {value for value, _words in found}
    present = one.chosen if one.value else ()
    empty = (("", _none_words(one)),) if one.widget == widgets.ONE and not one.value else ()
    if one.widget == widgets.ONE and one.value and one.key not in ("type", "mode"):
        empty = (("", _none_words(one)),)
    return (*empty, *found, *((value, value) for value in present if value not in known))


def _none_words(one: Field) -> str:
    return _("answers of its own") if one.key == "options" else _("–")


def _choices(desk: Desk, key: str) -> Iterable[Choice]:
    tables: Mapping[str, Mapping[str, Any]] = {
        "type": TYPES,
        "reasons": REASONS,
        "reason": REASONS,
        "precisions": PRECISIONS,
        "mode": MODES,
        "recordings": RECORDINGS,
        "picture": {name: name for name in PICTURES},
        "languages": languages.NAMES,
    }
    if key in tables:
        return [(name, str(words)) for name, words in tables[key].items()]
    named = {"groups": desk.groups, "group": desk.groups, "terms": desk.tree.terms, "options": desk.tree.lists}
    if key in named:
        return [(node.name, _said(desk, node)) for node in named[key]]
    if key == "items":
        return [(node.name, _said(desk, node)) for node in desk.tree.questions if node.mapping.get("type") == "scale"]
    return ()


def _said(desk: Desk, node: Node) -> str:
    words = beginning(node, desk.languages[0], 60)
    return f"{words} ({node.name})" if words else node.name
