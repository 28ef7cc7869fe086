"""Base weights raked to register margins: steps, merging, raking, trimming. Pure.

Raking is iterative proportional fitting (Deming & Stephan 1940, Annals of Mathematical Statistics 11): each step scales
the weights of a margin's cells to the register's shares, in turn, until all hold. Weights over the limit are cut after
each round and the round is done again, as in DeBell & Krosnick 2009 (ANES technical report nes012427).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from exports.counting import GROUP
from exports.refusals import Refused

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

AT_LEAST = 30
"""Respondents in a cell; cells with fewer are merged with their neighbour."""
MOST_ROUNDS = 500
CLOSE = 1e-9
"""Largest distance between a weighted and a register share at which raking has converged."""
ALLOWED = 0.01
"""Largest distance that trimming may leave: one percentage point."""
HALVINGS = 60


@dataclass(frozen=True)
class Margin:
    """The register's counts of one variable: of everybody, or of the people of one group (`within`).

    `reference` is the day that the counts are of, '' where it is not known.
    """

    variable: str
    counts: Mapping[str, float]
    within: str = ""
    reference: str = ""

    @property
    def name(self) -> str:
        return f"{self.variable} / {self.within}" if self.within else self.variable


@dataclass(frozen=True)
class Plan:
    """How a study wants weights made. `margins` in the order of raking; limits are in times the mean weight.

    `base`: weight by group of who is on no list with a selection chance; 1 where nothing is said. `stands_for`: by
    group, the factor that its count in `margins` already holds. `missing`: codes that count as no value of a variable.
    `neighbours`: per variable the code that a small cell is merged with.
    """

    margins: tuple[Margin, ...]
    base: Mapping[str, float] = field(default_factory=dict)
    stands_for: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    neighbours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    at_least: int = AT_LEAST
    largest: float | None = None
    smallest: float | None = None


@dataclass(frozen=True)
class People:
    """Who is weighted: per variable a code each ('' for none known), and a base weight each (1 / selection chance)."""

    values: Mapping[str, Sequence[str]]
    base: Floats

    def __len__(self) -> int:
        return len(self.base)


@dataclass(frozen=True)
class Cell:
    """One or more codes of a margin that are raked together; `n` respondents, `count` people in the register."""

    codes: tuple[str, ...]
    n: int
    count: float


@dataclass(frozen=True)
class Merge:
    """Cells that became one. `n`: respondents of the smaller one at that moment."""

    margin: str
    codes: tuple[str, ...]
    into: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Step:
    """One margin, ready to rake. `cell_of`: each person's cell, -1 for who has no value or is not of the group."""

    margin: Margin
    cells: tuple[Cell, ...]
    cell_of: Places
    merges: tuple[Merge, ...] = ()

    @property
    def shares(self) -> Floats:
        counts: Floats = np.array([cell.count for cell in self.cells], dtype=float)
        return counts / float(counts.sum())

    def totals(self, weights: Floats) -> Floats:
        """Weight per cell."""
        known = self.cell_of >= 0
        found: Floats = np.bincount(self.cell_of[known], weights[known], minlength=len(self.cells)).astype(float)
        return found

    def gap(self, weights: Floats) -> float:
        """Largest distance between weighted and register share, 0 to 1."""
        totals = self.totals(weights)
        return float(np.abs(totals / totals.sum() - self.shares).max())


@dataclass(frozen=True)
class Raked:
    """`weights` with mean 1. `gap`: largest distance left; `cut`: how many weights lie at a limit."""

    weights: Floats
    rounds: int
    gap: float
    cut: int
    steps: tuple[Step, ...]
    left_out: tuple[str, ...]
    merges: tuple[Merge, ...] = ()


def weigh(people: People, plan: Plan) -> Raked:
    """Rake base weights to all margins of the plan. Raises Refused."""
    _refuse_few(people, plan)
    made = [step_of(margin, people, plan) for margin in plan.margins]
    steps = tuple(step for step in made if len(step.cells) > 1)
    _refuse_unknown(people, plan)
    left_out = tuple(step.margin.name for step in made if len(step.cells) <= 1)
    weights, rounds = rake(people.base, steps, plan)
    gap = max((step.gap(weights) for step in steps), default=0.0)
    _refuse_far(gap, plan)
    return Raked(weights, rounds, gap, _at_limit(weights, plan), steps, left_out, _merges(made))


def _merges(steps: Sequence[Step]) -> tuple[Merge, ...]:
    return tuple(merge for step in steps for merge in step.merges)


def rake(base: Floats, steps: Sequence[Step], plan: Plan) -> tuple[Floats, int]:
    """Weights with mean 1 after as many rounds as it took, MOST_ROUNDS at most. `base` is not changed."""
    weights, rounds = base / base.mean(), 0
    for rounds in range(1, MOST_ROUNDS + 1):
        before = weights
        weights = before.copy()
        for step in steps:
            _adjust(weights, step)
        weights = trimmed(weights, plan.smallest, plan.largest)
        if np.abs(weights - before).max() < CLOSE and rounds > 1:
            break
    return weights, rounds


def _adjust(weights: Floats, step: Step) -> None:
    """Scale each cell to its share of what the people with a value weigh together; the others keep their weight."""
    totals = step.totals(weights)
    factors = step.shares * totals.sum() / totals
    known = step.cell_of >= 0
    weights[known] *= factors[step.cell_of[known]]


def trimmed(weights: Floats, smallest: float | None, largest: float | None) -> Floats:
    """Weights with mean 1, none outside the limits (times the mean): all times one number, then cut.

    There is one such number, as the mean of what is cut grows with it; it is found by halving.
    """
    weights = weights / weights.mean()
    if smallest is None and largest is None:
        return weights
    low, high = smallest or 0.0, largest or np.inf
    least, most = 0.0, 1.0
    while np.clip(weights * most, low, high).mean() < 1:
        least, most = most, most * 2
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        enough = np.clip(weights * middle, low, high).mean() >= 1
        least, most = (least, middle) if enough else (middle, most)
    return np.clip(weights * most, low, high)


def _at_limit(weights: Floats, plan: Plan) -> int:
    high = weights >= plan.largest - CLOSE if plan.largest else np.zeros(len(weights), bool)
    low = weights <= plan.smallest + CLOSE if plan.smallest else np.zeros(len(weights), bool)
    return int((high | low).sum())


def step_of(margin: Margin, people: People, plan: Plan) -> Step:
    """A margin with cells large enough. One cell or none: there is nothing to rake. Raises Refused."""
    values = known_values(margin, people, plan)
    cells = [Cell((code,), values.count(code), count) for code, count in margin.counts.items()]
    cells = [cell for cell in cells if cell.n or cell.count > 0]
    merges: list[Merge] = []
    if any(values):
        cells = _merged(cells, margin, plan, merges)
    place = {code: index for index, cell in enumerate(cells) for code in cell.codes}
    cell_of = np.array([place.get(value, -1) for value in values], dtype=np.int64)
    return Step(margin, tuple(cells) if any(values) else (), cell_of, tuple(merges))


def known_values(margin: Margin, people: People, plan: Plan) -> list[str]:
    """Each person's code of the margin; '' for who has none that the register counts, or is not of the group."""
    counted = margin.counts.keys() - plan.missing.get(margin.variable, frozenset())
    groups: Sequence[str] = people.values[GROUP] if margin.within else [""] * len(people)
    found = zip(people.values[margin.variable], groups, strict=True)
    return [value if value in counted and group == margin.within else "" for value, group in found]


def _merged(cells: list[Cell], margin: Margin, plan: Plan, merges: list[Merge]) -> list[Cell]:
    """Merge the smallest cell with its neighbour until none is too small or one is left. Adds to `merges`."""
    cells = [cell for cell in cells if not set(cell.codes) & plan.missing.get(margin.variable, frozenset())]
    while len(cells) > 1:
        small = min(cells, key=lambda cell: (cell.count > 0, cell.n))
        if small.n >= plan.at_least and small.count > 0:
            break
        into = _neighbour(small, cells, plan.neighbours.get(margin.variable, {}))
        if into is None:
            raise Refused(
                gettext_noop(
                    "%(margin)s: %(codes)s has %(n)s respondents and %(count)s people in the register; a cell needs "
                    "%(least)s and 1. Declare its neighbour under weighting: neighbours: %(variable)s."
                ),
                margin=margin.name,
                codes=" + ".join(small.codes),
                n=small.n,
                count=f"{small.count:g}",
                least=plan.at_least,
                variable=margin.variable,
            )
        merges.append(Merge(margin.name, small.codes, into.codes, small.n))
        whole = Cell((*into.codes, *small.codes), into.n + small.n, into.count + small.count)
        cells = [whole if cell is into else cell for cell in cells if cell is not small]
    return cells


def _neighbour(small: Cell, cells: Sequence[Cell], neighbours: Mapping[str, str]) -> Cell | None:
    """The cell that the declared neighbours lead to, past codes that are in this cell or in none."""
    for start in small.codes:
        for code in _chain(start, neighbours):
            found = next((cell for cell in cells if code in cell.codes), None)
            if found is not None and found is not small:
                return found
    return None


def _chain(start: str, neighbours: Mapping[str, str]) -> Iterator[str]:
    seen, code = {start}, neighbours.get(start)
    while code is not None and code not in seen:
        yield code
        seen.add(code)
        code = neighbours.get(code)


def _refuse_few(people: People, plan: Plan) -> None:
    if len(people) < plan.at_least:
        raise Refused(
            gettext_noop("There are %(n)s interviews to weight; it takes %(least)s. Wait for more."),
            n=len(people),
            least=plan.at_least,
        )


def _refuse_unknown(people: People, plan: Plan) -> None:
    """A margin of which nobody has a value cannot be met; that is a fault of names or codes, not of numbers."""
    for variable in dict.fromkeys(margin.variable for margin in plan.margins):
        own = [margin for margin in plan.margins if margin.variable == variable]
        if not any(any(known_values(margin, people, plan)) for margin in own):
            raise Refused(
                gettext_noop(
                    "Nobody has a value of %(variable)s that the register counts. Leave this margin out, or put its "
                    "codes right: %(codes)s."
                ),
                variable=variable,
                codes=", ".join(dict.fromkeys(code for margin in own for code in margin.counts)),
            )


def _refuse_far(gap: float, plan: Plan) -> None:
    if gap <= max(CLOSE * 100, ALLOWED if plan.largest or plan.smallest else 0.0):
        return
    limits = gettext_noop(
        "With these limits a margin stays %(gap)s percentage points away; %(allowed)s is allowed. Take a wider limit."
    )
    margins = gettext_noop(
        "The margins cannot all be met: after %(rounds)s rounds one is still %(gap)s percentage points away. They may "
        "contradict each other; leave one out."
    )
    values: dict[str, Any] = {"gap": f"{gap * 100:.2f}", "allowed": f"{ALLOWED * 100:g}", "rounds": MOST_ROUNDS}
    raise Refused(limits if plan.largest or plan.smallest else margins, **values)
