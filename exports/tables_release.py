"""The one place through which every table goes before it is rendered: what the profile lets out. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from django.utils.translation import gettext as _

from exports.breakdowns import CannotTabulate
from exports.measures import MeasureTable, Statistic, Summary
from exports.tables import Cell, Row, Table

Profile = Literal["internal", "publication"]
PROFILES: tuple[Profile, ...] = ("internal", "publication")
FEW, LEAST_BASE = 50, 30
"""Percentages and means of fewer people are marked; means of fewer still do not leave the house."""
OF_ONE: frozenset[Statistic] = frozenset({"low", "high"})


def released(tables: Sequence[Table], profile: Profile) -> tuple[Table, ...]:
    """The tables as this profile lets them out. Raises CannotTabulate for a profile that cannot be given yet."""
    if profile != "internal":
        told = _(
            "Tables of the profile “%(asked)s” cannot be made: small numbers are not hidden here yet. "
            "Choose internal, and do not pass the tables on."
        )
        raise CannotTabulate(told % {"asked": profile})
    return tuple(_marked(table) for table in tables)


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


def _marked(table: Table) -> Table:
    few = [0 < found.n < FEW for found in table.tallies]
    return replace(table, rows=tuple(_row(row, few) for row in table.rows))


def _row(row: Row, few: Sequence[bool]) -> Row:
    return replace(row, cells=tuple(_cell(cell, one) for cell, one in zip(row.cells, few, strict=True)))


def _cell(cell: Cell, few: bool) -> Cell:
    return replace(cell, mark="few") if few and not cell.mark else cell


def _marked_summary(summary: Summary, least: int) -> Summary:
    if 0 < summary.n < least:
        return replace(summary, mean=None, sd=None, median=None, low=None, high=None, mark="hidden")
    return replace(summary, mark="few") if 0 < summary.n < FEW else summary
