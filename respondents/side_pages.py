"""What a study says beside its questions: help, where to get help with integrating itself, privacy. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, str]
"""A text by language, as it stands in a study's materials."""
WISHES = ("raffle", "interview", "panel")
"""What somebody can wish for after sending."""


@dataclass(frozen=True)
class Part:
    """Paragraphs, with a title above them or none, and the names of the terms explained below them."""

    title: Words | None
    text: tuple[Words, ...]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A material of the study: `{title, lead, parts: [{title, text: […], terms: […]}]}`; in short `{title, text}`.

    `who_sees`: on the privacy page, in place of what is promised there where a study says nothing else.
    """

    title: Words
    lead: Words | None
    parts: tuple[Part, ...]
    who_sees: Words | None = None


def block(materials: Mapping[str, Any], name: str) -> Block | None:
    """The material of this name; None where the study has none, or it has no title."""
    found = materials.get(name)
    if not isinstance(found, Mapping) or not found.get("title"):
        return None
    parts = [{"text": found.get("text"), "terms": found.get("terms")}, *(found.get("parts") or ())]
    return Block(
        found["title"],
        found.get("lead"),
        tuple(_part(part) for part in parts if part.get("text")),
        found.get("who_sees"),
    )


def last_page(materials: Mapping[str, Any], *, may_wish: bool) -> dict[str, Any]:
    """What the page after sending says, and what people can do there besides."""
    wishes = (materials.get("wishes") or {}) if may_wish else {}
    return {
        "said": materials.get("done", {}),
        "refers": block(materials, "referral"),
        **{kind: block(wishes, kind) for kind in WISHES},
    }


def _part(found: Mapping[str, Any]) -> Part:
    text = found["text"]
    texts = (text,) if isinstance(text, Mapping) else tuple(text)
    return Part(found.get("title"), texts, tuple(found.get("terms") or ()))


def has_help(materials: Mapping[str, Any]) -> bool:
    return bool(block(materials, "help") or block(materials, "referral"))
