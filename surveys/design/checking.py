"""What is wrong with a draft: looked at once per document, record of translations and editions, then kept an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Manager

from surveys import translations
from surveys.design.desk import Desk
from surveys.engine.check import check
from surveys.engine.problems import Problem, errors
from surveys.glossary import glossary
from surveys.models import Study
from surveys.publish import declared_problems

KEPT_SECONDS = 3600
_NOT_OF_ROUTING = """
bad_mailing bad_min_items column_clash dates_order duplicate_value item_without_score long_name
missing_source_text reminders_tell reserved_name stale_translation unknown_item unknown_placeholder
unknown_term value_outside_base
"""
NOT_OF_ROUTING = frozenset(_NOT_OF_ROUTING.split())
"""Errors that change nothing about who sees what: a draft with these can be proved."""


@dataclass(frozen=True)
class Checked:
    """Problems of one document, in English. `declared`: those about what is declared for analysis. `routing`: errors
    because of which nothing can be proved.
    """

    problems: tuple[Problem, ...]
    readable: bool
    declared: frozenset[Problem] = frozenset()

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
    """Takes about a third of a second for a large draft, once per document."""
    found = already_checked(study, desk)
    if found is None:
        found = _check(study, desk)
        cache.set(_key(study, desk), found, KEPT_SECONDS)
    return found


def already_checked(study: Study, desk: Desk) -> Checked | None:
    """None where this document was not looked at yet."""
    found = cache.get(_key(study, desk))
    return found if isinstance(found, Checked) else None


def _check(study: Study, desk: Desk) -> Checked:
    if desk.definition is None:
        return Checked(_sorted(desk.form_problems), readable=False)
    declared = frozenset(declared_problems(study, desk.definition))
    found = declared.union(check(desk.definition, translations.known(study), glossary()))
    return Checked(_sorted(found), True, declared)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.severity != "error", one)))


def _key(study: Study, desk: Desk) -> str:
    parts = (study.pk, desk.document_hash, _newest(study.editions), last_text_event(study), _glossary_hash())
    return ":".join(map(str, ("checked", *parts)))


def last_text_event(study: Study) -> int:
    """A translation that is confirmed changes no document; its event does change what is stale."""
    return _newest(study.text_events)


def _newest(rows: Manager[Any]) -> int:
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=1)
def _glossary_hash() -> str:
    return sha256(repr(glossary()).encode()).hexdigest()[:16]
