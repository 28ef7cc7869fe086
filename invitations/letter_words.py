"""The words of one letter as staff edit them: its texts one by one, what was typed put in, and every fault. Pure.

A part is what a study's document holds for one kind of letter, or for the notice in the portal.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_noop as _

from invitations import letter_text, messages
from invitations.letter_text import said
from surveys.draft_texts import ascii_digits

PORTAL = "portal"
KINDS = (*letter_text.KINDS, PORTAL)
ORDER: Mapping[bool, tuple[str, ...]] = {
    False: ("subject", "salutation", "body", "scan", "code", "help", "closing", "sender", "short"),
    True: ("title", "text"),
}
"""Texts in the order they stand in, of letters (False) and of the notice in the portal (True)."""
PRINTED_IN_OTHERS = ("subject", "short", "title", "text")
"""What leaves in the other languages; their other texts are kept for the day that page 1 is in them."""
NEEDED: Mapping[str, tuple[str, ...]] = {"code": ("code",), "text": ("url",)}
"""Names in braces that a text must have."""
MOST_PARAGRAPHS = 12
LONGEST = 2_000
"""Characters of one text; a whole page has some 2,500."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_ALLOWED_HIDDEN = "\u200c\u200d\u00ad"
"""Joiners that Arabic script needs, and the soft hyphen."""


@dataclass(frozen=True)
class Slot:
    """One text. `name` is its place in the part: `subject`, `body/2`. `key`: the first step of that."""

    name: str
    texts: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.name.partition("/")[0]

    @property
    def number(self) -> int:
        """Of a paragraph, from 1; 0 where there is one text only."""
        step = self.name.partition("/")[2]
        return int(step) + 1 if step else 0


@dataclass(frozen=True)
class Fault:
    """Why the words cannot be kept. `slot`: '' for the whole letter. `words` % `values` is the message."""

    slot: str
    language: str
    words: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.words % self.values


@dataclass(frozen=True)
class Typed:
    """What somebody changed, by the slots' names: in the study's own language, and in the other one.

    `seen`: `digest` of the text that stood there when they began, by `source:` or `own:` and the slot's name.
    """

    source: Mapping[str, str]
    own: Mapping[str, str]
    seen: Mapping[str, str]


@dataclass(frozen=True)
class Desk:
    """What the words are held against: languages, names that the study fills in, characters that the fonts draw.

    `language` is `source` where a study has no other language.
    """

    kind: str
    source: str
    language: str
    given: Collection[str]
    drawable: Collection[int]

    @property
    def names(self) -> tuple[str, ...]:
        return messages.PLACES if self.kind == PORTAL else letter_text.PLACES


def place_of(kind: str) -> str:
    """Where the part stands in the document."""
    return f"materials/messages/{PORTAL}" if kind == PORTAL else f"materials/letters/{kind}"


def slots(kind: str, part: Mapping[str, Any]) -> tuple[Slot, ...]:
    """Every text of the part; those that nobody wrote yet are empty."""
    return tuple(slot for key in ORDER[kind == PORTAL] for slot in _slots(key, part.get(key)))


def _slots(key: str, value: Any) -> Iterator[Slot]:
    if key != "body" and not isinstance(value, list):
        yield Slot(key, _texts(value))
        return
    for place, entry in enumerate(value or ()):
        yield Slot(f"{key}/{place}", _texts(entry))


def _texts(value: Any) -> dict[str, str]:
    return {tag: said(value, tag) for tag in value} if isinstance(value, Mapping) else {}


def digest(text: str) -> str:
    """The same again only while the text says the same."""
    return sha256(tidy(text).encode()).hexdigest()[:16]


def overtaken(part: Mapping[str, Any], typed: Typed, desk: Desk) -> frozenset[str]:
    """Which of the changed texts are not what they were when somebody began to change them, as `source:subject`."""
    now = {slot.name: slot.texts for slot in slots(desk.kind, part)}
    changed = [("source", desk.source, name) for name in typed.source]
    changed += [("own", desk.language, name) for name in typed.own]
    return frozenset(
        f"{side}:{name}"
        for side, tag, name in changed
        if digest(now.get(name, {}).get(tag, "")) != typed.seen.get(f"{side}:{name}")
    )


def put_in(part: Mapping[str, Any], typed: Typed, desk: Desk) -> dict[str, Any]:
    """The part with what was typed, and everything else as it was. A paragraph without words in the source goes."""
    made: dict[str, Any] = deepcopy(dict(part))
    for key in ORDER[desk.kind == PORTAL]:
        value = made.get(key)
        if _is_numbered(key, value):
            made[key] = [text for text in _numbered(key, value or (), typed, desk) if text.get(desk.source)]
        elif text := _text(value, key, typed, desk):
            made[key] = text
        else:
            made.pop(key, None)
    return made


def after(part: Mapping[str, Any], typed: Typed, desk: Desk) -> tuple[Slot, ...]:
    """Every text with what was typed, under the name that it was typed under; emptied paragraphs too."""
    found: list[Slot] = []
    for key in ORDER[desk.kind == PORTAL]:
        value = part.get(key)
        if _is_numbered(key, value):
            texts = _numbered(key, value or (), typed, desk)
            found += [Slot(f"{key}/{place}", text) for place, text in enumerate(texts)]
        else:
            found.append(Slot(key, _text(value, key, typed, desk)))
    return tuple(found)


def _is_numbered(key: str, value: Any) -> bool:
    return key == "body" or isinstance(value, list)


def _numbered(key: str, entries: Sequence[Any], typed: Typed, desk: Desk) -> list[dict[str, str]]:
    names = [name for name in (*typed.source, *typed.own) if name.startswith(f"{key}/")]
    last = max((int(name.partition("/")[2]) for name in names), default=-1)
    places = range(max(len(entries), last + 1))
    return [_text(entries[at] if at < len(entries) else None, f"{key}/{at}", typed, desk) for at in places]


def _text(old: Any, name: str, typed: Typed, desk: Desk) -> dict[str, str]:
    """`typed` leaves out what was not on the page: that stays."""
    text = _texts(old)
    for tag, given in ((desk.language, typed.own), (desk.source, typed.source)):
        if name in given:
            text[tag] = given[name]
    return {tag: words for tag, words in text.items() if words}


def faults(part: Mapping[str, Any], typed: Typed, desk: Desk) -> tuple[Fault, ...]:
    """Everything that is wrong with what was typed, in the order of the letter."""
    old = {slot.name: slot.texts for slot in slots(desk.kind, part)}
    now = after(part, typed, desk)
    found = [fault for slot in now for fault in _faults(slot, old.get(slot.name, {}), desk)]
    if desk.kind != PORTAL and not any(slot.key == "body" and slot.texts.get(desk.source) for slot in now):
        found.append(Fault("body/0", desk.source, _("The letter has no paragraph. Write one."), {}))
    return tuple(found)


def _faults(slot: Slot, old: Mapping[str, str], desk: Desk) -> Iterator[Fault]:
    source, own = slot.texts.get(desk.source, ""), slot.texts.get(desk.language, "")
    if not source:
        yield from _empty(slot, old, desk)
        return
    yield from (Fault(slot.name, desk.source, *told) for told in _wrong(source, slot.key, desk))
    if desk.language == desk.source or not own or own == old.get(desk.language, ""):
        return
    yield from (Fault(slot.name, desk.language, *told) for told in _wrong(own, slot.key, desk))
    if sorted(_BRACES.findall(own)) != sorted(_BRACES.findall(source)):
        named = ", ".join(f"{{{name}}}" for name in sorted(_BRACES.findall(source))) or "–"
        words = _("The names in braces differ from those beside it. Use exactly these: %(names)s.")
        yield Fault(slot.name, desk.language, words, {"names": named})


def _empty(slot: Slot, old: Mapping[str, str], desk: Desk) -> Iterator[Fault]:
    """A paragraph may go, unless somebody wrote its translation just now; every other text must be there."""
    own = slot.texts.get(desk.language, "")
    if slot.key != "body":
        yield Fault(slot.name, desk.source, _("This text is empty. Write it."), {})
    elif own and own != old.get(desk.language, ""):
        words = _("This paragraph has a translation and no text. Write it, or empty both.")
        yield Fault(slot.name, desk.source, words, {})


Told = tuple[str, Mapping[str, object]]


def _wrong(text: str, key: str, desk: Desk) -> Iterator[Told]:
    if len(text) > LONGEST:
        yield _("The text has %(found)s characters; %(most)s fit."), {"found": len(text), "most": LONGEST}
    yield from _wrong_names(text, key, desk)
    for sign, place in _undrawable(text, desk.drawable).items():
        values = {"sign": sign, "number": f"U+{ord(sign):04X}", "place": place}
        if unicodedata.category(sign) in _HIDDEN:
            words = _(
                "Character %(place)s (%(number)s) cannot be seen and has no place in a letter. Type the word anew."
            )
        else:
            words = _("Character %(place)s, “%(sign)s” (%(number)s), is in none of the fonts. Use another one.")
        yield words, values


def _wrong_names(text: str, key: str, desk: Desk) -> Iterator[Told]:
    found = _BRACES.findall(text)
    known = ", ".join(f"{{{name}}}" for name in desk.names)
    for name in dict.fromkeys(found):
        if name not in desk.names:
            words = _("{%(name)s} is not known. Use one of these: %(known)s.")
            yield words, {"name": name[:40], "known": known}
        elif name not in desk.given:
            yield _("{%(name)s} stays open: the study gives no value for it. Take it out."), {"name": name}
    for name in NEEDED.get(key, ()):
        if name not in found:
            yield _("{%(name)s} is missing. It has to stand in this text."), {"name": name}
    if set("{}") & set(_BRACES.sub("", text)):
        yield _("There is a brace without its partner. Names are written as %(known)s."), {"known": known}


def _undrawable(text: str, drawable: Collection[int]) -> dict[str, int]:
    """Characters that cannot be printed, with the place of the first of each, from 1."""
    found: dict[str, int] = {}
    for place, sign in enumerate(text, start=1):
        if ord(sign) not in drawable or (unicodedata.category(sign) in _HIDDEN and sign not in _ALLOWED_HIDDEN):
            found.setdefault(sign, place)
    return found


def tidy(text: str) -> str:
    """As it is kept: single spaces, line breaks too, none at the ends; digits 0 to 9. No-break spaces stay."""
    return ascii_digits(re.sub(r"[ \t\r\n]+", " ", text).strip(" "))
