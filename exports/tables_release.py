"""The one place through which every table goes before it is rendered: what the profile lets out. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from exports.disclosure import Protected, protected
from exports.disclosure_rules import PROFILES, Profile, declared
from exports.measures import MeasureTable, Statistic, Summary
from exports.tables import Table
from surveys.engine.definition import Definition

__all__ = ["FEW", "LEAST_BASE", "PROFILES", "LetOut", "Profile", "in_house", "released_measures"]

LetOut = Callable[[Sequence[Table]], Protected]
"""Tables as asked for → what may leave of each."""
FEW, LEAST_BASE = 50, 30
"""Means of fewer people are marked; means of fewer still do not leave the house."""
OF_ONE: frozenset[Statistic] = frozenset({"low", "high"})


def in_house(definition: Definition) -> LetOut:
    """Nothing hidden, small numbers marked. The functions given back raise WronglyDeclared."""
    return lambda tables: protected(tables, "internal", declared(definition))


def released_measures(tables: Sequence[MeasureTable], profile: Profile) -> tuple[MeasureTable, ...]:
    """Means and the like: marked in a column of few people.

    Outside the house those of fewer than `LEAST_BASE` are not told, nor lowest and highest, which are of one person.
    """
    if profile == "internal":
        return tuple(_with(table, table.measured.statistics, 0) for table in tables)
    return tuple(
        _with(table, tuple(name for name in table.measured.statistics if name not in OF_ONE), LEAST_BASE)
        for table in tables
    )


def _with(table: MeasureTable, statistics: tuple[Statistic, ...], least: int) -> MeasureTable:
    summaries = tuple(_marked_summary(summary, least) for summary in table.summaries)
    return replace(table, measured=replace(table.measured, statistics=statistics), summaries=summaries)


def _marked_summary(summary: Summary, least: int) -> Summary:
    if 0 < summary.n < least:
        return replace(summary, mean=None, sd=None, median=None, low=None, high=None, mark="hidden")
    return replace(summary, mark="few") if 0 < summary.n < FEW else summary
