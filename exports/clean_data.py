"""The dataset with what was decided carried out: what tables, models and weights read."""

from dataclasses import replace

from django.db.models import QuerySet

from exports.cleaning import clean_rows
from exports.dataset import Dataset
from exports.decide import decisions_of
from exports.decisions import removed, rules_of
from respondents.models import Interview


def clean_data(data: Dataset) -> Dataset:
    """The same columns; interviews that were removed are not in it, answers that were emptied are -9.

    The very dataset where no decision is in force.
    """
    rules = rules_of(decisions_of(data.study), data.definitions)
    if not rules:
        return data
    names = [column.name for column in data.columns]
    named = (dict(zip(names, row, strict=True)) for row in data.rows)
    return replace(data, rows=clean_rows(named, rules, lambda change: None))


def removed_among(study: str, interviews: QuerySet[Interview]) -> int:
    """How many of these decisions in force took out; who withdrew is not counted."""
    kept = interviews.exclude(state=Interview.State.WITHDRAWN)
    return kept.filter(respnr__in=removed(decisions_of(study))).count()
