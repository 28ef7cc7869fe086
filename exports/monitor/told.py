"""Which numbers of the sample, and of ways of answering, may be told: for tables and for alarms alike. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.monitor.figures import Counted, Figures, Split, by, summed
from exports.monitor.hide import Steps, hidden

WANTED = ("base", "usable", "size", "complete", "started")
"""Where two of these are too near to each other, the later one is left out."""
Codes = tuple[str, ...]
"""Of one column of the list: one code, or those that are told together."""


@dataclass(frozen=True)
class Told:
    """One column of the list. `rows`: codes and their numbers of WANTED, as they may be told. `under`: code → its row.

    Codes of which base or usable may not be told stand in one row together: their sum follows from the total anyway,
    and tells something.
    """

    rows: Mapping[Codes, Steps]
    under: Mapping[str, Codes]


def by_column(figures: Figures, name: str) -> Told:
    found = {code: counted for (code,), counted in by(figures, [name]).items() if counted.size}
    told = hidden([(one.base, one.usable) for one in found.values()])
    small = [code for code, row in zip(found, told, strict=True) if None in row]
    gone = tuple(sorted(small, key=lambda code: -found[code].base))
    rows: dict[Codes, Counted] = {(code,): counted for code, counted in found.items() if code not in gone}
    rows |= {gone: summed(found[code] for code in gone)} if gone else {}
    steps = hidden([steps_of(one) for one in rows.values()])
    return Told(dict(zip(rows, steps, strict=True)), {code: codes for codes in rows for code in codes})


def steps_of(counted: Counted) -> tuple[int, ...]:
    return tuple(getattr(counted, step) for step in WANTED)


def reached(figures: Figures) -> dict[str, int | None]:
    """Usable questionnaires of each group, with a letter's code or without; None where it may not be told."""
    return {one.value: steps[-1] for one, steps in zip(figures.groups, splits(figures.groups), strict=True)}


def splits(found: Sequence[Split]) -> list[Steps]:
    """Began, sent and usable of each; where nobody's questionnaire tells what is usable, the first two."""
    if any(one.usable is not None for one in found):
        return hidden([(one.started, one.sent, one.usable or 0) for one in found])
    return hidden([(one.started, one.sent) for one in found])
