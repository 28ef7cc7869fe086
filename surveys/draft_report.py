"""How a draft stands: its problems per edition, and how many texts are missing per language."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys import declarations, drafts, translations
from surveys.announced import announced
from surveys.engine.check import check, missing_texts
from surveys.engine.problems import Problem, errors
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
    found, known = announced(drafts.document_of(study)), translations.known(study)
    folder = declarations.folder_of(study.slug)
    reports = {number: EditionReport(number, _said(problems, language)) for number, problems in found.broken.items()}
    for number, definition in found.definitions.items():
        declared = declarations.problems(definition, found.newest_first, folder, complete=found.complete)
        problems = sorted({*check(definition, known, glossary()), *declared})
        missing = tuple((tag, len(missing_texts(definition, tag))) for tag in definition.languages)
        reports[number] = EditionReport(number, _said(problems, language), missing)
    return tuple(reports[number] for number in sorted(reports))


def _said(problems: Iterable[Problem], language: str) -> tuple[Problem, ...]:
    return tuple(problem.in_language(language) for problem in problems)
