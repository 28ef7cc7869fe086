"""Column headers of XLSForm: their aliases, and the languages in `label::Nederlands (nl)`."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from surveys.languages import NAMES

ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list": "list_name",
    "repeat_count": "repeat_count",
    "jr:count": "repeat_count",
    "control::appearance": "appearance",
    "media::image": "image",
    "media::audio": "audio",
    "media::video": "video",
    "media::big-image": "big-image",
    "form_title": "form_title",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "title": "form_title",
}
TRANSLATED = frozenset(
    [
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "audio",
        "video",
        "big-image",
        "text",
    ]
)
MEDIA = ("image", "big-image", "audio", "video")
CODE_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?\s*\)\s*$")
CODE_ALONE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9-]+)?")
SELF_NAMED = ["fr", "es", "de", "pt", "it", "ru", "uk", "pl", "ro", "bg", "fa", "so", "zh", "sw"]


@dataclass(frozen=True)
class Header:
    """A column: its canonical name, and the language's name where it is translated ('' for the default)."""

    name: str
    language: str = ""


def header_of(text: str, *, aliases: bool = True) -> Header:
    """`Label::English (en)` → label, `English (en)`; `Relevance` → relevant (not in the extra sheets)."""
    plain = text.strip()
    lower = re.sub(r"\s+", "_", plain.lower())
    if aliases and lower in ALIASES:
        return Header(ALIASES[lower])
    found = re.fullmatch(r"(?i)(?:(?:media|bind)\s*::?\s*)?([a-z_:\- ]+?)\s*::?\s*([^:].*)", plain)
    if found:
        name = re.sub(r"\s+", "_", found[1].strip().lower())
        name = ALIASES.get(name, ALIASES.get(f"bind::{name}", name))
        if name in TRANSLATED:
            return Header(name, found[2].strip())
    return Header(lower)


def language_header(language: str) -> str:
    """`nl` → `Nederlands (nl)`."""
    return f"{NAMES.get(language) or _english().get(language, language)} ({language})"


def language_of(name: str) -> str | None:
    """`Nederlands (nl)`, `nl`, `English` → the language tag; None where it cannot be told."""
    found = CODE_IN_BRACKETS.search(name)
    if found:
        return found[1].lower()
    known = _by_name().get(name.strip().casefold())
    if known:
        return known
    return re.split("[-_]", name)[0] if CODE_ALONE.fullmatch(name.strip()) else None


@lru_cache
def _english() -> dict[str, str]:
    return {code: str(name) for code, name in Locale.parse("en").languages.items() if re.fullmatch("[a-z]{2,3}", code)}


@lru_cache
def _by_name() -> dict[str, str]:
    """Language tags by the language's name in English, in Dutch and in a number of languages itself."""
    dutch = Locale.parse("nl").languages.items()
    found = {str(name).casefold(): code for code, name in dutch if re.fullmatch("[a-z]{2,3}", code)}
    found |= {name.casefold(): code for code, name in _english().items()}
    found |= {str(Locale.parse(code).languages[code]).casefold(): code for code in SELF_NAMED}
    return found | {name.casefold(): code for code, name in NAMES.items()}
