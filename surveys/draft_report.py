"""How a draft stands: its problems per edition, and how many texts are missing per language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from surveys import drafts, translations
from surveys.engine.check import check, missing_texts
from surveys.engine.checks.freshness import Known
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.glossary import glossary
from surveys.models import Study


@dataclass(frozen=True)
class EditionReport:
    """`missing`: number of missing texts per language of the study; empty where the draft could not be read."""

    number: int
    problems: tuple[Problem, ...]
    missing: tuple[tuple[str, int], ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return errors(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem not in self.errors)


def report(study: Study, language: str) -> tuple[EditionReport, ...]:
    """One report per edition that the draft announces, problems in Dutch or English. Raises drafts.NoDraft."""
    document, known = drafts.document_of(study), translations.known(study)
    return tuple(_report(document, number, language, known) for number in edition_numbers(document))


def _report(document: dict[str, Any], number: int, language: str, known: Known) -> EditionReport:
    def said(problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(problem.in_language(language) for problem in problems)

    try:
        definition = parse(select_edition(document, number))
    except DefinitionError as error:
        return EditionReport(number, said(error.problems))
    missing = tuple((tag, len(missing_texts(definition, tag))) for tag in definition.languages)
    return EditionReport(number, said(check(definition, known, glossary())), missing)
