"""Whether a draft could be published: its problems as the checks have them, and how far each language is."""

from dataclasses import asdict, dataclass

from surveys import translations
from surveys.design.checking import checked
from surveys.design.desk import Desk
from surveys.design.kept_checks import Kind, keep, kept, key_of
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
    return Readiness(checked(study, desk).said(language), _languages(study, desk))


def _languages(study: Study, desk: Desk) -> tuple[LanguageState, ...]:
    """Counted once for all processes, as the checks are."""
    if desk.definition is None:
        return ()
    key = key_of(study, desk)
    known: tuple[LanguageState, ...] | None = desk.remembered("languages", key)
    if known is None:
        stored = kept(study, Kind.LANGUAGES, key)
        known = tuple(LanguageState(**one) for one in stored or ()) or _counted(study, desk)
        if stored is None:
            keep(study, Kind.LANGUAGES, key, [asdict(one) for one in known])
        desk.remember("languages", key, known)
    return known


def _counted(study: Study, desk: Desk) -> tuple[LanguageState, ...]:
    if desk.definition is None:
        return ()
    offered = offered_languages(desk.definition)
    return tuple(_language(study, desk, tag, offered) for tag in desk.definition.languages[1:])


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
