"""The words of a flyer from an edition's materials, in one language or in several. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from invitations.letter_text import BACK, LEFT_TO_RIGHT, fill, long_date, places, said

LINES = ("title", "lead", "scan", "link", "minutes", "close", "help", "sender")
PLACES = ("url", "phone", "minutes", "close_date")


class FlyerTextMissing(ValueError):
    """The edition lacks words that a flyer needs. Names each of them."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The flyer is not complete; missing or wrong: {', '.join(missing)}. "
            "Write them under `materials: flyers:` and publish again."
        )
        self.missing = tuple(missing)


@dataclass(frozen=True)
class FlyerText:
    """The words in one language; `points` are short promises, the most important first."""

    language: str
    lines: Mapping[str, str]
    points: tuple[str, ...]

    def every_text(self) -> tuple[str, ...]:
        return (*self.lines.values(), *self.points)

    def filled(self, values: Mapping[str, str], close: date | None) -> "FlyerText":
        """With addresses and numbers put in between isolates, and the date in the language's own way."""
        kept = {name: f"{LEFT_TO_RIGHT}{value}{BACK}" for name, value in values.items() if value}
        if close:
            kept["close_date"] = long_date(close, self.language)
        lines = {name: fill(text, kept) for name, text in self.lines.items()}
        return FlyerText(self.language, lines, tuple(fill(text, kept) for text in self.points))


def flyer_texts(document: Mapping[str, Any], languages: Sequence[str]) -> tuple[FlyerText, ...]:
    """The flyer's words in each language, none from another one. Raises FlyerTextMissing."""
    flyer = document.get("materials", {}).get("flyers") or {}
    found = tuple(_in_language(flyer, language) for language in languages)
    missing = [fault for text in found for fault in _faults(text)]
    if missing:
        raise FlyerTextMissing(missing)
    return found


def _in_language(flyer: Mapping[str, Any], language: str) -> FlyerText:
    lines = {name: said(flyer.get(name), language) for name in LINES}
    return FlyerText(language, lines, tuple(said(text, language) for text in flyer.get("points") or ()))


def _faults(text: FlyerText) -> Iterator[str]:
    yield from (f"{name} in {text.language}" for name, words in text.lines.items() if not words)
    if not text.points or not all(text.points):
        yield f"points in {text.language}"
    yield from (f"{{{place}}} in {text.language} (no such place)" for place in sorted(_strange(text)))


def _strange(text: FlyerText) -> set[str]:
    return places(text.every_text()) - set(PLACES)
