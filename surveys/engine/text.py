"""Texts in several languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """One text, once per language tag (`nl`, `en`, `ar`, `tr`, `ti`). An empty string counts as missing."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, language: str) -> str:
        return self.by_language[language]

    def get(self, language: str) -> str | None:
        """The text in this language, or None where it is missing."""
        return self.by_language.get(language) or None

    def missing(self, languages: Iterable[str]) -> tuple[str, ...]:
        return tuple(language for language in languages if not self.by_language.get(language))

    def shown(self, language: str, source: str) -> "Shown":
        """The text in this language; where it is missing, the source text, told apart by its language."""
        own = self.get(language)
        return Shown(own, language) if own else Shown(self.by_language.get(source, ""), source)


@dataclass(frozen=True)
class Shown:
    """A text as a page shows it. `language` differs from the page's where the text was missing."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text
