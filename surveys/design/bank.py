"""Every question that was ever asked, in the published editions of studies that somebody works on. Reads only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from staff.models import User
from surveys.design.copying import pages_of
from surveys.engine import wave_items
from surveys.engine.folding import fold
from surveys.models import Edition, Study
from surveys.own_studies import own_studies
from surveys.text_changes import Piece, word_changes
from surveys.wave_items import declared_by

INDEXES_KEPT = 64
Words = Mapping[str, str]
"""Language → text."""


@dataclass(frozen=True)
class Entry:
    """A question as the index of an edition holds it; `words` are its texts in all languages, folded.

    `options`: code and label of each answer.
    """

    name: str
    type: str
    label: Words
    options: tuple[tuple[str, Words], ...]
    notes: str
    words: str


@dataclass(frozen=True)
class Index:
    """What an edition asks, in the order of its document; its source language, wave and series."""

    source: str
    wave: str
    series: str
    entries: tuple[Entry, ...]
    reconstruction: bool = False


@dataclass(frozen=True)
class Asked:
    """A question in one edition. `key` names it in addresses and forms."""

    edition: Edition
    entry: Entry

    @property
    def key(self) -> str:
        return f"{self.edition.study.slug}:{self.edition.number}:{self.entry.name}"

    @property
    def source(self) -> str:
        return index_of(self.edition).source

    @property
    def wave(self) -> str:
        return index_of(self.edition).wave

    @property
    def reconstruction(self) -> bool:
        """Whether its words were made up afterwards."""
        return index_of(self.edition).reconstruction

    @property
    def label(self) -> str:
        """In the source language, else in any; '' where nobody wrote one."""
        return self.entry.label.get(self.source) or next(iter(self.entry.label.values()), "")


@dataclass(frozen=True)
class Item:
    """A question's name with everywhere it was asked, the newest first."""

    name: str
    asked: tuple[Asked, ...]

    @property
    def newest(self) -> Asked:
        return self.asked[0]

    @property
    def where(self) -> str:
        """Studies with their editions, such as `perspectief-2024 2, 1`."""
        found: dict[str, list[int]] = {}
        for one in self.asked:
            found.setdefault(one.edition.study.slug, []).append(one.edition.number)
        return "; ".join(f"{slug} {', '.join(map(str, numbers))}" for slug, numbers in found.items())


@dataclass(frozen=True)
class Wish:
    """What is looked for: words (in any language, or a name), a type, a study. '' is anything."""

    words: str = ""
    type: str = ""
    study: str = ""


@dataclass(frozen=True)
class Wording:
    """How a question was asked in one edition, and what differs from the one before; `pieces` None: the same words."""

    asked: Asked
    text: str
    pieces: tuple[Piece, ...] | None
    options_changed: tuple[str, ...]
    first: bool


def editions_for(user: User, *roles: str) -> list[Edition]:
    """Published editions of the studies that somebody has one of these roles for (any, without), the newest first.

    Reconstructions come last: their words were written after those of later waves.
    """
    found = Edition.objects.filter(study__in=own_studies(user, *roles)).defer("document").select_related("study")
    return sorted(found.order_by("-published_at", "-pk"), key=lambda one: index_of(one).reconstruction)


def search(editions: Sequence[Edition], wish: Wish) -> tuple[Item, ...]:
    """Items that fit, in the order in which the newest edition asks them. Names are matched as they are written too."""
    words = fold(wish.words)
    found: dict[str, list[Asked]] = {}
    for edition in editions:
        for entry in entries_of(edition):
            found.setdefault(entry.name, []).append(Asked(edition, entry))
    return tuple(Item(name, tuple(asked)) for name, asked in found.items() if _fits(asked, words, wish))


def _fits(asked: Iterable[Asked], words: str, wish: Wish) -> bool:
    return any(
        words in one.entry.words and wish.type in ("", one.entry.type) and wish.study in ("", one.edition.study.slug)
        for one in asked
    )


def item_named(editions: Sequence[Edition], name: str) -> Item | None:
    asked = tuple(Asked(edition, entry) for edition in editions for entry in entries_of(edition) if entry.name == name)
    return Item(name, asked) if asked else None


def told_of(item: Item, editions: Iterable[Edition]) -> list[tuple[str, wave_items.Item]]:
    """What other waves of these declare of a question of this name, by study: whether it was asked there."""
    slugs = {one.edition.study.slug for one in item.asked}
    found = [(slug, declared_by(slug)) for slug in sorted({edition.study.slug for edition in editions})]
    return [
        (slug, one)
        for slug, declared in found
        if declared and declared.study in slugs
        for one in declared.items
        if one.name == item.name
    ]


def asked_by_key(editions: Sequence[Edition], key: str) -> Asked | None:
    """None for what is not there, or not theirs to see."""
    slug, _, rest = key.partition(":")
    number, _, name = rest.partition(":")
    for edition in editions:
        if edition.study.slug == slug and str(edition.number) == number:
            return next((Asked(edition, entry) for entry in entries_of(edition) if entry.name == name), None)
    return None


def entries_of(edition: Edition) -> tuple[Entry, ...]:
    return index_of(edition).entries


def index_of(edition: Edition) -> Index:
    """Read once per process: editions never change."""
    return _index(edition.pk, edition.document_hash)


@lru_cache(maxsize=INDEXES_KEPT)
def _index(edition_id: int, document_hash: str) -> Index:
    """From the document as it stands: an edition was checked when it was published, and reading it anew takes long."""
    text = Edition.objects.values_list("document", flat=True).get(pk=edition_id, document_hash=document_hash)
    document = json.loads(text)
    lists = document.get("option_lists") or {}
    entries = [_entry(question, lists) for page in pages_of(document) for question in page.get("questions", ())]
    about = document.get("wave") or "", document.get("series") or ""
    return Index(document["languages"][0], *about, tuple(entries), bool(document.get("reconstruction")))


def _entry(question: Mapping[str, Any], lists: Mapping[str, Any]) -> Entry:
    options = question.get("options") or ()
    if isinstance(options, str):
        options = lists[options]
    labels = tuple((option["code"], option.get("label") or {}) for option in options)
    name, label = question["name"], question.get("label") or {}
    texts = [label, question.get("hint") or {}, *(words for _code, words in labels)]
    every = " ".join(words for text in texts for words in text.values())
    notes = " ".join(part for part in (question.get("source"), question.get("notes")) if part)
    return Entry(name, question["type"], label, labels, notes, fold(f"{name} {name.replace('_', ' ')} {every}"))


def history(item: Item, language: str) -> tuple[Wording, ...]:
    """Wordings in a language, the newest first, each beside the one before it."""
    every = item.asked
    return tuple(
        _wording(one, every[place + 1] if place + 1 < len(every) else None, language) for place, one in enumerate(every)
    )


def _wording(one: Asked, before: Asked | None, language: str) -> Wording:
    text = one.entry.label.get(language) or ""
    if before is None:
        return Wording(one, text, None, (), first=True)
    had = before.entry.label.get(language) or ""
    changed = _options_changed(before.entry, one.entry, language)
    return Wording(one, text, word_changes(had, text) if had != text else None, changed, first=False)


def _options_changed(old: Entry, new: Entry, language: str) -> tuple[str, ...]:
    """Codes that came, went, or say something else."""
    before, after = ({code: words.get(language) for code, words in entry.options} for entry in (old, new))
    return tuple(code for code in dict.fromkeys((*before, *after)) if before.get(code) != after.get(code))


@dataclass(frozen=True)
class Held:
    """A question as its edition's document holds it, with what it needs from the rest of that document."""

    mapping: Mapping[str, Any]
    document: Mapping[str, Any]
    study: Study
    origin: str


def held(asked: Asked) -> Held:
    document = json.loads(Edition.objects.values_list("document", flat=True).get(pk=asked.edition.pk))
    questions = (question for page in pages_of(document) for question in page.get("questions", ()))
    mapping = next(question for question in questions if question.get("name") == asked.entry.name)
    edition = asked.edition
    return Held(mapping, document, edition.study, f"{edition.study.slug} {edition.number}")
