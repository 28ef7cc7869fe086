"""What a set of weights does: effective number, design effect, each margin before and after. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from exports.counting import GROUP
from exports.weights import Floats, Merge, People, Plan, Raked, Step, known_values


@dataclass(frozen=True)
class Spread:
    """Weights of some people. `effective` is Kish's (1965) (Σw)² / Σw²; the design effect is n / effective."""

    n: int
    total: float
    smallest: float
    largest: float
    effective: float
    design_effect: float


@dataclass(frozen=True)
class CellLine:
    """One cell of a margin; shares are 0 to 1 of the people with a value: unweighted, by base weight, weighted."""

    codes: tuple[str, ...]
    n: int
    count: float
    register: float
    unweighted: float
    base: float
    weighted: float


@dataclass(frozen=True)
class MarginLines:
    """`without`: people of the margin's group who have no value here; their weight is left alone in this step."""

    margin: str
    reference: str
    without: int
    cells: tuple[CellLine, ...]


@dataclass(frozen=True)
class Without:
    """`weight`: interviews that get none. `removed`: interviews that decisions took out of the data, not among them.

    `chance`: people whose base weight is the declared one.
    """

    weight: int = 0
    removed: int = 0
    chance: int = 0


NOBODY = Without()


@dataclass(frozen=True)
class Diagnostics:
    """All that is told of a set. `gap` is the largest distance that is left, 0 to 1; `cut` the weights at a limit."""

    whole: Spread
    groups: tuple[tuple[str, Spread], ...]
    margins: tuple[MarginLines, ...]
    merges: tuple[Merge, ...]
    left_out: tuple[str, ...]
    rounds: int
    gap: float
    cut: int
    unweighted: int = 0
    without_chance: int = 0
    removed: int = 0
    uncounted: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def spread(weights: Floats) -> Spread:
    """Of one weight or more."""
    total, squares = float(weights.sum()), float((weights**2).sum())
    effective = total**2 / squares
    return Spread(len(weights), total, float(weights.min()), float(weights.max()), effective, len(weights) / effective)


def diagnose(people: People, plan: Plan, raked: Raked, without: Without = NOBODY) -> Diagnostics:
    groups = np.array(people.values[GROUP])
    return Diagnostics(
        whole=spread(raked.weights),
        groups=tuple((str(name), spread(raked.weights[groups == name])) for name in sorted(set(groups.tolist()))),
        margins=tuple(_lines(step, people, raked.weights, plan) for step in raked.steps),
        merges=raked.merges,
        left_out=raked.left_out,
        rounds=raked.rounds,
        gap=raked.gap,
        cut=raked.cut,
        unweighted=without.weight,
        without_chance=without.chance,
        removed=without.removed,
        uncounted=_uncounted(people, plan),
    )


def _lines(step: Step, people: People, weights: Floats, plan: Plan) -> MarginLines:
    margin = step.margin
    shares = [_shares(step.totals(one)) for one in (np.ones(len(people)), people.base, weights)]
    cells = tuple(
        CellLine(cell.codes, cell.n, cell.count, *(float(share) for share in line))
        for cell, *line in zip(step.cells, step.shares, *shares, strict=True)
    )
    inside = [group == margin.within or not margin.within for group in people.values[GROUP]]
    known = sum(map(bool, known_values(margin, people, plan)))
    return MarginLines(margin.name, margin.reference, sum(inside) - known, cells)


def _shares(totals: Floats) -> Floats:
    return totals / float(totals.sum())


def _uncounted(people: People, plan: Plan) -> dict[str, int]:
    """Codes that people have and the register does not count, as `variable: code`, with how many have them."""
    found: dict[str, int] = {}
    for variable in dict.fromkeys(margin.variable for margin in plan.margins):
        own = [margin for margin in plan.margins if margin.variable == variable]
        counted = {(margin.within, code) for margin in own for code in margin.counts}
        withins = {margin.within for margin in own}
        for value, group in zip(people.values[variable], people.values[GROUP], strict=True):
            within = group if group in withins else ""
            if value and within in withins and (within, value) not in counted:
                found[f"{variable}: {value}"] = found.get(f"{variable}: {value}", 0) + 1
    return found


def summary(found: Diagnostics | dict[str, Any]) -> Sequence[tuple[str, float]]:
    """The figures that a list shows: effective number, design effect, largest weight."""
    whole = found["whole"] if isinstance(found, dict) else asdict(found.whole)
    return tuple((name, whole[name]) for name in ("n", "effective", "design_effect", "largest"))
