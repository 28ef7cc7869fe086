"""Whom the published figures are about: the default analysis set. Pure.

As in the report of the 2024 wave: who agreed to take part and gave at least one substantive answer is in; nobody is
removed for missing data (each table has its own N), and who cannot be typed is a group of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exports.printed import whole
from exports.progress import says_something
from exports.values import Value
from surveys.engine.answers import Answer
from surveys.engine.definition import Definition
from surveys.engine.missing import Missing

COLUMN = "analysis_set"
SENTENCES: Mapping[str, str] = {
    "nl": "Analyseset: toestemming en ten minste één inhoudelijk antwoord; niemand verwijderd; groep onbekend is een "
    "eigen rij. {before} ingevulde vragenlijsten, {after} in de set.",
    "en": "Analysis set: consent and at least one substantive answer; nobody removed; group unknown is a row of its "
    "own. {before} questionnaires, {after} in the set.",
}
CLEANED: Mapping[str, str] = {
    "nl": "Analyseset: toestemming en ten minste één inhoudelijk antwoord; {removed} verwijderd bij besluit; groep "
    "onbekend is een eigen rij. {before} ingevulde vragenlijsten, {after} in de set.",
    "en": "Analysis set: consent and at least one substantive answer; {removed} removed by decision; group unknown is "
    "a row of its own. {before} questionnaires, {after} in the set.",
}


@dataclass(frozen=True)
class AnalysisSet:
    """`before`: interviews, withdrawn ones not counted. `removed`: by decisions. `after`: interviews in the set."""

    before: int
    removed: int
    after: int

    def sentence(self, language: str) -> str:
        """What stands under every table, in Dutch (`nl`) or else in English."""
        tongue = "nl" if language == "nl" else "en"
        said = CLEANED if self.removed else SENTENCES
        numbers = {"before": self.before, "removed": self.removed, "after": self.after}
        return said[tongue].format(**{name: whole(number, tongue) for name, number in numbers.items()})


def belongs(definition: Definition, cells: Mapping[str, Answer | Missing], *, consented: bool) -> bool:
    """Whether an interview is in the set. Screening answers are about who somebody is, so they do not count."""
    return consented and says_something(definition, cells)


def set_of(column: Iterable[Value], removed: int = 0) -> AnalysisSet:
    """The set of a dataset, from its column `analysis_set` (1 in, 0 out) after `removed` were taken out of it."""
    values = list(column)
    return AnalysisSet(len(values) + removed, removed, sum(value == 1 for value in values))
