"""The words of letters in a study's draft: read, held against what a letter needs, and saved. Nothing of an edition."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from invitations import letter_words, letters
from invitations.letter_words import Desk, Fault, Typed
from staff.models import User
from surveys import drafts, translations, typeset
from surveys.draft_texts import source_of
from surveys.models import Study


class WordsRefused(ValueError):
    """The words have faults; nothing was saved. `faults` holds all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class WordsChanged(Exception):
    """Somebody else changed these words since they were shown; nothing was saved. `part`: as it is now."""

    def __init__(self, part: Mapping[str, Any]) -> None:
        super().__init__("Somebody else changed these words meanwhile. Compare both, and save again.")
        self.part = part


def part_of(document: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """What a document holds for this kind; {} where nobody wrote it."""
    node: Any = document
    for step in letter_words.place_of(kind).split("/"):
        node = node.get(step) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else {}


def with_part(document: Mapping[str, Any], kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """The document with other words for this kind."""
    materials = dict(document.get("materials") or {})
    *_, group, name = letter_words.place_of(kind).split("/")
    return {**document, "materials": {**materials, group: {**(materials.get(group) or {}), name: part}}}


def desk_of(document: Mapping[str, Any], kind: str, language: str) -> Desk:
    """Raises typeset.TypesetError where there are no fonts."""
    known = typeset.drawable(letters.fonts_folder())
    return Desk(kind, source_of(document), language, given(document), known)


def given(document: Mapping[str, Any]) -> frozenset[str]:
    """Names in braces that the study has a value for."""
    landing = (document.get("materials") or {}).get("landing") or {}
    found = {name for name in ("phone", "minutes") if landing.get(name)}
    found |= {"close_date"} if (document.get("dates") or {}).get("close") else set()
    return frozenset({"url", "code", *found})


@transaction.atomic
def save(study: Study, kind: str, language: str, typed: Typed, *, user: User | None) -> int:
    """Put what was typed into the draft; how many texts differ.

    Raises drafts.NoDraft, WordsChanged, WordsRefused; then nothing was saved.
    """
    drafts.locked(study)
    document = drafts.beside_tables(study)
    part, desk = part_of(document, kind), desk_of(document, kind, language)
    if letter_words.overtaken(part, typed, desk):
        raise WordsChanged(part)
    if faults := letter_words.faults(part, typed, desk):
        raise WordsRefused(faults)
    changed = letter_words.put_in(part, typed, desk)
    if letter_words.slots(kind, changed) == letter_words.slots(kind, part):
        return 0
    return translations.write_part(study, letter_words.place_of(kind), changed, user=user)
