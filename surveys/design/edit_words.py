"""An edit in words: what was changed, and what stood there before and stands there now."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from surveys.design.key_words import key_words, kind_words
from surveys.design.steps import NULL, STUDY, Change, Insert, Move, Remove, SetKeys, Step, kind_of
from surveys.text_changes import Piece, word_changes

LONGEST = 400
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class Line:
    """`what` in words; `before` and `after` as they are read, '' where nothing stands. `language`: of both."""

    what: str
    node: str
    before: str = ""
    after: str = ""
    language: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return word_changes(self.before, self.after)


def said(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if value == NULL:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def named(ref: str, name: str) -> str:
    """`question ‘age’`."""
    kind = kind_words(kind_of(ref))
    return f"{kind} ‘{name}’" if name else kind


def key_said(change: Change) -> str:
    """`text (nl)`."""
    words = key_words(change.key)
    words = words[:1].lower() + words[1:]
    return f"{words} ({change.language})" if change.language else words


def lines(steps: Sequence[Step]) -> Iterator[Line]:
    for step in steps:
        match step:
            case SetKeys(node=node, changes=changes, name=name):
                yield from (_set(node, name, change) for change in changes)
            case Insert(node=node, name=name):
                yield Line(_("%(thing)s put in") % {"thing": named(node, name)}, node)
            case Remove(node=node, name=name):
                yield Line(_("%(thing)s taken out") % {"thing": named(node, name)}, node)
            case Move(node=node, name=name):
                yield Line(_("%(thing)s moved") % {"thing": named(node, name)}, node)


def _set(node: str, name: str, change: Change) -> Line:
    where = named(node, name) if node != STUDY else _("study")
    what = f"{where}: {key_said(change)}"
    return Line(what, node, said(change.before), said(change.after), change.language)


def summary(steps: Sequence[Step]) -> str:
    """The first thing that was done, and how many more."""
    found = list(lines(steps))
    if not found:
        return _("nothing")
    more = len(found) - 1
    return f"{found[0].what} (+{more})" if more else found[0].what
