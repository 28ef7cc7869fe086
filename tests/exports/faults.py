"""Faults that a survey platform could have, planted into data that agree with a report: each must be found out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from exports.counting import Data
from exports.values import Value

Change = Callable[[Data], Data]
SKIPPED, NOT_ASKED = -5, -4


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Change


def changed(data: Data, **columns: Sequence[Value]) -> Data:
    return replace(data, columns={**data.columns, **columns})


def mapped(column: str, values: Mapping[Value, Value]) -> Change:
    """Other values in one column."""
    return lambda data: changed(data, **{column: [values.get(one, one) for one in data.columns[column]]})


def swapped(column: str, one: Value, other: Value) -> Change:
    return mapped(column, {one: other, other: one})


def exchanged(one: str, other: str) -> Change:
    """Two columns under each other's name."""
    return lambda data: changed(data, **{one: data.columns[other], other: data.columns[one]})


def nth(
    column: str, value: Value, instead: Value, every: int = 1, where: Callable[[int], bool] | None = None
) -> Change:
    """Every n-th person with a value has another instead."""

    def plant(data: Data) -> Data:
        seen, made = 0, []
        for place, one in enumerate(data.columns[column]):
            hit = one == value and (where is None or where(place))
            seen += hit
            made.append(instead if hit and (seen - 1) % every == 0 else one)
        return changed(data, **{column: made})

    return plant


def lost(places: slice) -> Change:
    """Rows that did not arrive."""

    def plant(data: Data) -> Data:
        gone = set(range(len(data))[places])
        kept = {
            name: [value for place, value in enumerate(values) if place not in gone]
            for name, values in data.columns.items()
        }
        return replace(data, columns=kept)

    return plant


def doubled(place: int) -> Change:
    """Somebody who is in it twice."""
    return lambda data: replace(data, columns={name: [*values, values[place]] for name, values in data.columns.items()})


def moved_down(column: str) -> Change:
    """A column that slipped by one row."""
    return lambda data: changed(data, **{column: [data.columns[column][-1], *data.columns[column][:-1]]})


def first_tick_only(columns: Sequence[str]) -> Change:
    """A question with several answers, kept as if it took one."""

    def plant(data: Data) -> Data:
        rows = zip(*(data.columns[name] for name in columns), strict=True)
        kept = [[value if value != 1 or 1 not in row[:n] else 0 for n, value in enumerate(row)] for row in rows]
        return changed(data, **{name: [row[n] for row in kept] for n, name in enumerate(columns)})

    return plant


def empty_is_no(columns: Sequence[str], reason: int) -> Change:
    """Who did not answer a question with several answers, counted as having ticked nothing."""
    return lambda data: changed(
        data, **{name: [0 if value == reason else value for value in data.columns[name]] for name in columns}
    )


def by_another(column: str, other: str, values: Mapping[Value, Value]) -> Change:
    """A column filled from another one, such as the group from what somebody said of themselves."""
    return lambda data: changed(
        data,
        **{column: [values.get(b, a) for a, b in zip(data.columns[column], data.columns[other], strict=True)]},
    )
