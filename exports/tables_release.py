"""The one place through which every table goes before it is rendered: what the profile lets out. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from exports.coded_tables import declared_of
from exports.counting import Data
from exports.disclosure import Protected, protected
from exports.disclosure_rules import PROFILES, Profile
from exports.measures import MeasureTable, Summary
from exports.tables import Table

__all__ = ["FEW", "PROFILES", "LetOut", "Profile", "in_house", "marked"]

LetOut = Callable[[Sequence[Table], Sequence[MeasureTable]], Protected]
"""Tables and tables of means as asked for → what may leave of each."""
FEW = 50
"""Means of fewer people are marked."""


def in_house(data: Data) -> LetOut:
    """Nothing hidden, small numbers marked. The functions given back raise WronglyDeclared."""
    return lambda tables, means: replace(protected(tables, "internal", declared_of(data)), means=marked(means))


def marked(tables: Sequence[MeasureTable]) -> tuple[MeasureTable, ...]:
    """Means and the like within the house: those in a column of few people bear a mark."""
    return tuple(replace(table, summaries=tuple(map(_marked, table.summaries))) for table in tables)


def _marked(summary: Summary) -> Summary:
    return replace(summary, mark="few") if 0 < summary.n < FEW else summary
