"""What names a thing, as a list that people read and can follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from surveys.design.desk import Desk
from surveys.design.edit_words import said
from surveys.design.key_words import key_words, kind_words
from surveys.design.node_words import beginning
from surveys.design.renaming import Mention
from surveys.design.steps import STUDY


@dataclass(frozen=True)
class SaidMention:
    """`ref` is '' for the keys of the study itself."""

    ref: str
    kind: str
    text: str
    name: str
    key: str
    value: Any


def said_mentions(desk: Desk, found: Iterable[Mention]) -> list[SaidMention]:
    return [_said(desk, one) for one in found]


def _said(desk: Desk, one: Mention) -> SaidMention:
    value = said(one.change.before)
    node = desk.tree.by_ref.get(one.node)
    if node is None or one.node == STUDY:
        return SaidMention("", kind_words(STUDY), "", "", one.change.key, value)
    text = beginning(node, desk.languages[0], 60)
    return SaidMention(node.ref, kind_words(node.kind), text, node.name, key_words(one.change.key), value)
