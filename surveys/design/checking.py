"""What is wrong with a draft: looked at once for all processes, until something changes that it hangs on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys import translations
from surveys.design import kept_checks
from surveys.design.desk import Desk
from surveys.design.kept_checks import Kind, as_json, from_json, key_of
from surveys.design.listing import Line, of_checks
from surveys.engine.check import check
from surveys.engine.problems import Problem, errors
from surveys.glossary import glossary
from surveys.models import Study
from surveys.publish import declared_problems

_NOT_OF_ROUTING = """
bad_mailing bad_min_items column_clash dates_order duplicate_value item_without_score kept_name long_name
missing_source_text reminders_tell reserved_name stale_translation unknown_item unknown_placeholder
unknown_term value_outside_base
"""
NOT_OF_ROUTING = frozenset(_NOT_OF_ROUTING.split())
"""Errors that change nothing about who sees what: a draft with these can be proved."""


@dataclass(frozen=True)
class Checked:
    """Problems of one document, in English. `declared`: those about what is declared for analysis. `routing`: errors
    because of which nothing can be proved. `key`: what it was kept under.
    """

    problems: tuple[Problem, ...]
    readable: bool
    declared: frozenset[Problem] = frozenset()
    key: str = ""

    @cached_property
    def in_dutch(self) -> tuple[Problem, ...]:
        return tuple(problem.in_language("nl") for problem in self.problems)

    def said(self, language: str) -> tuple[Problem, ...]:
        """The problems in Dutch or English."""
        return self.in_dutch if language == "nl" else self.problems

    @property
    def errors(self) -> tuple[Problem, ...]:
        return errors(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity != "error")

    @property
    def routing(self) -> tuple[Problem, ...]:
        about = (problem for problem in self.errors if problem not in self.declared)
        return tuple(problem for problem in about if problem.code not in NOT_OF_ROUTING)


def checked(study: Study, desk: Desk) -> Checked:
    """Takes about a third of a second for a large draft that nobody looked at before, and keeps what it found."""
    key = key_of(study, desk)
    found = _known(study, desk, key)
    if found is None:
        found = _check(study, desk, key)
        kept_checks.keep(study, Kind.DRAFT, key, _as_json(found))
        desk.remember("checked", key, found)
    return found


def already_checked(study: Study, desk: Desk) -> Checked | None:
    """None where this document was not looked at yet."""
    return _known(study, desk, key_of(study, desk))


def _known(study: Study, desk: Desk, key: str) -> Checked | None:
    """As this process remembers it, or as it was kept."""
    known: Checked | None = desk.remembered("checked", key)
    if known is None and (found := kept_checks.kept(study, Kind.DRAFT, key)) is not None:
        known = _from_json(found, key)
        desk.remember("checked", key, known)
    return known


def lines_of(desk: Desk, found: Checked, reader: str) -> tuple[Line, ...]:
    """The problems at what they are about, worked out once per revision and outcome."""
    known: tuple[Line, ...] | None = desk.remembered(("lines", reader), found.key)
    if known is None:
        known = of_checks(desk.tree, found.said(reader))
        desk.remember(("lines", reader), found.key, known)
    return known


def _check(study: Study, desk: Desk, key: str) -> Checked:
    if desk.definition is None:
        return Checked(_sorted(desk.form_problems), readable=False, key=key)
    declared = frozenset(declared_problems(study, desk.definition))
    found = declared.union(check(desk.definition, translations.known(study), glossary()))
    return Checked(_sorted(found), True, declared, key)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.severity != "error", one)))


def _as_json(found: Checked) -> dict[str, Any]:
    declared = [place for place, one in enumerate(found.problems) if one in found.declared]
    return {"problems": [as_json(one) for one in found.problems], "readable": found.readable, "declared": declared}


def _from_json(found: dict[str, Any], key: str) -> Checked:
    problems = tuple(map(from_json, found["problems"]))
    return Checked(problems, found["readable"], frozenset(problems[place] for place in found["declared"]), key)
