"""Whether a draft could be published: its problems, and how far each language is. Kept per document."""

from dataclasses import dataclass

from django.core.cache import cache

from surveys import translations
from surveys.design.desk import Desk
from surveys.engine.check import check, offered_languages
from surveys.engine.problems import Problem, errors
from surveys.glossary import glossary
from surveys.models import Study
from surveys.text_states import MISSING, STALE, standings
from surveys.translation_units import units

KEPT = 3600
"""Seconds; every revision and every step with a translation has a key of its own."""


@dataclass(frozen=True)
class LanguageState:
    """Texts of one language; `offered`: respondents would get it."""

    language: str
    texts: int
    missing: int
    stale: int
    unsigned: int
    offered: bool


@dataclass(frozen=True)
class Readiness:
    problems: tuple[Problem, ...]
    languages: tuple[LanguageState, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return errors(self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - len(self.errors)

    @property
    def demo(self) -> bool:
        """Whether the edition would be for demonstration: a text that it offers was not signed."""
        return any(one.unsigned for one in self.languages if one.offered)


def readiness(study: Study, desk: Desk, language: str) -> Readiness:
    """Problems in Dutch or English. A draft with faults of form has those, and no languages."""
    steps = study.text_events.order_by("-id").values_list("id", flat=True).first() or 0
    key = f"readiness:{study.pk}:{desk.document_hash}:{steps}:{language}"
    found: Readiness | None = cache.get(key)
    if found is None:
        found = _readiness(study, desk, language)
        cache.set(key, found, KEPT)
    return found


def _readiness(study: Study, desk: Desk, language: str) -> Readiness:
    if desk.definition is None:
        return Readiness(tuple(problem.in_language(language) for problem in desk.form_problems), ())
    found = check(desk.definition, translations.known(study), glossary())
    offered = offered_languages(desk.definition)
    return Readiness(
        tuple(problem.in_language(language) for problem in found),
        tuple(_language(study, desk, tag, offered) for tag in desk.definition.languages[1:]),
    )


def _language(study: Study, desk: Desk, language: str, offered: tuple[str, ...]) -> LanguageState:
    found = standings(units(desk.document, language), translations.record(study, language))
    return LanguageState(
        language,
        len(found),
        sum(item.state == MISSING for item in found),
        sum(item.state == STALE for item in found),
        sum(not item.native for item in found),
        language in offered,
    )
