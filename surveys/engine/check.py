"""Static checks of a definition: every problem at once, with where and what to do. docs/checks.md lists them."""

from collections.abc import Callable, Iterator

from surveys.engine.checks.freshness import Known, check_freshness
from surveys.engine.checks.glossary import Glossary, check_glossary
from surveys.engine.checks.jargon import check_jargon
from surveys.engine.checks.mailing import check_mailing
from surveys.engine.checks.names import check_names
from surveys.engine.checks.operators import check_operators
from surveys.engine.checks.options import check_options
from surveys.engine.checks.questions import check_questions
from surveys.engine.checks.readability import check_readability
from surveys.engine.checks.references import check_references
from surveys.engine.checks.same_scales import check_same_scales
from surveys.engine.checks.scales import check_scales
from surveys.engine.checks.screening import check_screening
from surveys.engine.checks.skips import check_skips
from surveys.engine.checks.wording import check_wording, missing_texts, offered_languages
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem

__all__ = ["check", "missing_texts", "offered_languages"]

CHECKS: tuple[Callable[[Definition], Iterator[Problem]], ...] = (
    check_names,
    check_references,
    check_operators,
    check_skips,
    check_options,
    check_questions,
    check_screening,
    check_mailing,
    check_scales,
    check_same_scales,
    check_wording,
    check_readability,
    check_jargon,
)


def check(definition: Definition, known: Known | None = None, glossary: Glossary = ()) -> tuple[Problem, ...]:
    """All problems of sense, errors and warnings, sorted by place. Form was checked when it was parsed.

    `known`, the recorded pairs of source and translation, tells which of them are stale; without it nothing is judged.
    `glossary`: words that have one translation.
    """
    found = {problem for run in CHECKS for problem in run(definition)}
    found.update(check_freshness(definition, known or {}), check_glossary(definition, glossary))
    return tuple(sorted(found))
