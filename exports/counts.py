"""How often each value and reason stands in a dataset, unweighted, and which small numbers may be told. Pure."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from exports.writers.table import Table, Variable
from surveys.engine.disclose import LEAST

Profile = Literal["internal", "publication"]
PROFILES: tuple[Profile, ...] = ("internal", "publication")
REASONS = range(-9, 0)


@dataclass
class Figures:
    """Of one variable: rows per labelled value and per reason, rows with a value, rows that are empty.

    `low`, `high` and `total` are of numbers without labels; `total` is their sum.
    """

    counts: Counter[int] = field(default_factory=Counter)
    valid: int = 0
    empty: int = 0
    low: float | None = None
    high: float | None = None
    total: float = 0

    @property
    def mean(self) -> float | None:
        return self.total / self.valid if self.valid and self.low is not None else None


def tally(table: Table) -> Mapping[str, Figures]:
    """Figures of every variable, by one pass over the rows."""
    found = {variable.name: Figures() for variable in table.variables}
    for chunk in table.chunks:
        for variable in table.variables:
            _add(found[variable.name], variable, chunk[variable.name])
    return found


def is_coded(variable: Variable) -> bool:
    """Whether its values have labels, beside those of reasons."""
    return any(value >= 0 for value in variable.labels)


def _add(figures: Figures, variable: Variable, series: Any) -> None:
    import polars

    figures.empty += series.null_count()
    kept = series.drop_nulls()
    if variable.storage == "text":
        figures.valid += int((kept != "").sum())
        return
    reasons = kept.filter(kept.is_between(-9, -1)) if variable.reasons else kept.clear()
    values = kept.filter(~kept.is_between(-9, -1)) if variable.reasons else kept
    figures.valid += values.len()
    for part in (reasons, values) if is_coded(variable) else (reasons,):
        figures.counts.update({int(value): count for value, count in part.value_counts().iter_rows()})
    if not is_coded(variable) and values.len():
        figures.low = min(filter(_there, (figures.low, values.min())))
        figures.high = max(filter(_there, (figures.high, values.max())))
        figures.total += float(values.cast(polars.Float64).sum())  # 32 bits would not hold the sum


def _there(value: float | None) -> bool:
    return value is not None


def told(
    counts: Mapping[int, int], profile: Profile, least: int = LEAST, also: Set[int] = frozenset()
) -> dict[int, int | None]:
    """The counts that this profile tells; None for one that is held back.

    `internal` tells all. `publication` holds back counts below `least` and those of `also`, and then the smallest
    others too until those held back are two or more and together at least `least`: else their sum, which follows from
    the number of rows, would give them away. The counts must be all those of one variable.
    """
    if profile == "internal":
        return dict(counts)
    hidden = {value for value, count in counts.items() if count < least or value in also}
    rest = sorted((value for value in counts if value not in hidden), key=lambda value: (counts[value], value))
    while hidden and rest and (len(hidden) < 2 or sum(counts[value] for value in hidden) < least):
        hidden.add(rest.pop(0))
    return {value: None if value in hidden else count for value, count in counts.items()}


def told_of_set(
    parts: Mapping[str, Mapping[int, int]], profile: Profile, least: int = LEAST
) -> dict[str, dict[int, int | None]]:
    """The same for the parts of a question with several answers, by name.

    They share their reasons, so a reason that one part holds back no other part tells.
    """
    also: frozenset[int] = frozenset()
    while True:
        found = {name: told(counts, profile, least, also) for name, counts in parts.items()}
        hidden = frozenset(
            value for counts in found.values() for value, count in counts.items() if count is None and value in REASONS
        )
        if hidden <= also:
            return found
        also |= hidden
