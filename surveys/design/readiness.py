"""Whether a draft could be published: its problems as the checks have them, and how far each language is."""

from dataclasses import dataclass

from django.core.cache import cache

from surveys import translations
from surveys.design.checking import KEPT_SECONDS, checked, last_text_event
from surveys.design.desk import Desk
from surveys.engine.check import offered_languages
from surveys.engine.problems import Problem, errors
from surveys.models import Study
from surveys.text_states import MISSING, STALE, standings
from surveys.translation_units import units


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
    problems = checked(study, desk).problems
    return Readiness(tuple(problem.in_language(language) for problem in problems), _languages(study, desk))


def _languages(study: Study, desk: Desk) -> tuple[LanguageState, ...]:
    if desk.definition is None:
        return ()
    key = f"languages:{study.pk}:{desk.document_hash}:{last_text_event(study)}"
    found: tuple[LanguageState, ...] | None = cache.get(key)
    if found is None:
        offered = offered_languages(desk.definition)
        found = tuple(_language(study, desk, tag, offered) for tag in desk.definition.languages[1:])
        cache.set(key, found, KEPT_SECONDS)
    return found


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
