"""The dataset with what was decided carried out: what tables and models read."""

from dataclasses import replace

from exports.cleaning import clean_rows
from exports.dataset import Dataset
from exports.decide import decisions_of
from exports.decisions import rules_of


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
