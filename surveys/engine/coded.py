"""Values of many interviews at once: each different value stands in a table, and each interview has a place in it.

What a function says of many interviews is asked once for each combination of values that occurs among them. Needs
numpy, so pages of respondents do not load this.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from surveys.engine.missing import Missing
from surveys.engine.rules import Unknown

Held = TypeVar("Held")
Made = TypeVar("Made")
Places = NDArray[np.int64]

ALIKE = frozenset({bool, str, int, type(None), Missing, Unknown})
"""Kinds of values that stand in a table once where they are equal; others once per object. Numbers that are equal
can be written differently, and a rule can tell."""
LARGEST = 2**62
BY_TABLE = 4
"""Up to so many possible combinations per interview, those that occur are looked up in a table, not sorted."""


@dataclass(frozen=True)
class Coded(Generic[Held]):
    """One value per interview: `values[place]` for each of `places`."""

    places: Places
    values: Sequence[Held]

    def of(self, chosen: Places) -> "Coded[Held]":
        """Those interviews alone, in that order."""
        return Coded(self.places[chosen], self.values)

    def listed(self) -> list[Held]:
        """The values, one per interview."""
        return [self.values[place] for place in self.places.tolist()]


def same(value: Held, interviews: int) -> Coded[Held]:
    """The same value for all."""
    return Coded(np.zeros(interviews, dtype=np.int64), (value,))


def each(function: Callable[..., Made], *columns: Coded[Any]) -> Coded[Made]:
    """What `function` makes of the values of each interview; called once for each combination of them that occurs."""
    varying = [column for column in columns if len(column.values) > 1]
    if not varying:
        return same(function(*(column.values[0] for column in columns)), len(columns[0].places))
    number, examples = _combinations(varying)
    picked = [
        [column.values[place] for place in column.places[examples].tolist()]
        if len(column.values) > 1
        else [column.values[0]] * len(examples)
        for column in columns
    ]
    return _once(number, [function(*values) for values in zip(*picked, strict=True)])


def _combinations(columns: Sequence[Coded[Any]]) -> tuple[Places, Places]:
    """The number of its combination for each interview, and for each combination an interview that has it."""
    key, size = columns[0].places, len(columns[0].values)
    for column in columns[1:]:
        if size * len(column.values) > LARGEST:
            key, examples = _numbered(key, size)
            size = len(examples)
        key = key * len(column.values) + column.places
        size *= len(column.values)
    return _numbered(key, size)


def _numbered(key: Places, size: int) -> tuple[Places, Places]:
    """Keys below `size` as numbers without gaps, and a place of each."""
    if size > BY_TABLE * len(key) + 1_000:
        _, examples, number = np.unique(key, return_index=True, return_inverse=True)
        return number, examples
    where = np.full(size, -1, dtype=np.int64)
    where[key] = np.arange(len(key))
    there = np.flatnonzero(where >= 0)
    number = np.empty(size, dtype=np.int64)
    number[there] = np.arange(len(there))
    return number[key], where[there]


def _once(number: Places, results: Sequence[Made]) -> Coded[Made]:
    """With equal results as one value."""
    known: dict[Any, int] = {}
    values: list[Made] = []
    places = []
    for result in results:
        kind = result.__class__
        key = (kind, result) if kind in ALIKE else id(result)
        if key not in known:
            known[key] = len(values)
            values.append(result)
        places.append(known[key])
    if len(values) == len(results):
        return Coded(number, values)
    return Coded(np.array(places, dtype=np.int64)[number], values)


def coded(values: Iterable[Hashable]) -> Coded[Any]:
    """These values, one per interview; equal ones stand in the table once."""
    known: dict[Hashable, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return Coded(np.array(places, dtype=np.int64), list(known))
