"""When flags were worked out and with which limits, as one sentence. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

WORDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "nl": (
        ("speeding", "share", "te snel onder {:g} × de mediaan per pagina"),
        ("speeding", "pages", "op ten minste {} pagina's"),
        ("speeding", "least", "mediaan van ten minste {} mensen"),
        ("straight", "items", "steeds hetzelfde bij ten minste {} vragen"),
        ("doubles", "likeness", "dubbel vanaf {:g} gelijke antwoorden"),
        ("doubles", "items", "van ten minste {} die beiden gaven"),
        ("completeness", "complete", "volledig vanaf {}%"),
        ("completeness", "partial", "deels vanaf {}%"),
    ),
    "en": (
        ("speeding", "share", "too fast below {:g} × the median per page"),
        ("speeding", "pages", "on at least {} pages"),
        ("speeding", "least", "medians of at least {} people"),
        ("straight", "items", "the same throughout on at least {} questions"),
        ("doubles", "likeness", "double from {:g} equal answers"),
        ("doubles", "items", "of at least {} that both gave"),
        ("completeness", "complete", "complete from {}%"),
        ("completeness", "partial", "partial from {}%"),
    ),
}

UNUSED = {"nl": "in geen editie, dus niet gebruikt: {}", "en": "in no edition, so not used: {}"}


def limits_in_words(limits: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """Each limit in Dutch (`nl`) or else in English, as the result that it gave is printed with it."""
    tongue = "nl" if language == "nl" else "en"
    said = tuple(words.format(limits[part][name]) for part, name, words in WORDS[tongue])
    unused = ", ".join(limits.get("unused", ()))
    return (*said, UNUSED[tongue].format(unused)) if unused else said


def judged_words(made_at: datetime, limits: Mapping[str, Any], language: str) -> str:
    """The moment (UTC) and all limits."""
    when = "op" if language == "nl" else "on"
    return f"{when} {made_at:%Y-%m-%d %H:%M} UTC: {'; '.join(limits_in_words(limits, language))}"
