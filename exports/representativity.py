"""R-indicators: how much response differs between kinds of people of the register. Pure; knows no commands or tables.

R = 1 - 2·S(p), S the standard deviation of response chances (Schouten, Cobben & Bethlehem 2009, Survey Methodology
35). Partial indicators, unconditional (between categories) and conditional (within cells of the other variables):
Schouten, Shlomo & Skinner 2011, Journal of Official Statistics 27. Bias adjustment and standard errors follow Shlomo,
Skinner & Schouten 2012, Journal of Statistical Planning and Inference 142: with b the coefficients, V their covariance
and z the gradient of a chance, a variance of chances exceeds the true one by tr(B·V) on average, and has variance
4·A'VA + 2·tr(BVBV), where A is the covariance of chances and gradients and B that of gradients with themselves. Those
who were invited are taken as the population that the indicator is about, so no sampling term is added.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from exports.logistic import Floats, logistic
from exports.refusals import Refused

Kind = Literal["logistic", "cells"]
Places = NDArray[np.int64]
FEWEST = 30
"""Units of a category; smaller ones are taken together."""
SMALL = "(small)"
NOT_KNOWN = "(not known)"


@dataclass(frozen=True)
class Units:
    """Who was invited: per variable a category each, whether they responded, and a weight (1 / selection chance)."""

    categories: Mapping[str, Sequence[str]]
    responded: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.responded)


@dataclass(frozen=True)
class Figure:
    """An estimate with its standard error; None where it has none."""

    value: float
    se: float | None


@dataclass(frozen=True)
class Category:
    """`unconditional` is below 0 where the category responds less than the whole; `conditional` is never below 0."""

    code: str
    units: int
    rate: float
    unconditional: Figure
    conditional: float


@dataclass(frozen=True)
class Variable:
    """Partial indicators of one variable: the spread of chances that it accounts for, alone and beside the others."""

    name: str
    unconditional: Figure
    conditional: Figure
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Representativity:
    """`r` adjusted for bias, `raw` as it comes out. `pooled`: categories of under 30 units, taken together
    or, as `left_out`, not used.

    `cv`: S / mean chance; no mean of an answer is off by more than so many of its standard deviations, as far as these
    variables tell.
    """

    units: int
    responses: int
    rate: float
    r: Figure
    raw: float
    cv: float
    kind: Kind
    variables: tuple[Variable, ...]
    pooled: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Chances:
    """Response chances, their gradients by the coefficients of the model, and the coefficients' covariance."""

    p: Floats
    z: Floats
    covariance: Floats


def representativity(units: Units, kind: Kind = "logistic") -> Representativity:
    """Of units with categories of the register. Raises Refused: nobody was invited, nobody or everybody responded."""
    _refuse(units)
    invited = len(units)
    units, taken = pooled(units)
    found = _modelled(units, kind)
    w = units.weights / units.weights.sum()
    everybody = np.zeros(len(units), dtype=np.int64)
    raw, variance, se = _spread(found, _within(everybody, w), w)
    rate = float(w @ units.responded)
    s = sqrt(max(variance, 0.0))
    return Representativity(
        units=len(units),
        responses=int(units.responded.sum()),
        rate=rate,
        r=Figure(1 - 2 * s, 2 * se),
        raw=1 - 2 * sqrt(raw),
        cv=s / rate,
        kind=kind,
        variables=tuple(_variable(name, units, found, w) for name in units.categories),
        pooled=taken,
        left_out=invited - len(units),
    )


def _refuse(units: Units) -> None:
    if not len(units):
        raise Refused(gettext_noop("Nobody of the list was invited, so there is nothing that response can be held to."))
    if not units.categories:
        raise Refused(gettext_noop("Name one variable of the list or more, by which response is compared."))
    share = units.responded.mean()
    if share in (0.0, 1.0):
        raise Refused(
            gettext_noop("Of %(n)s people who were invited %(responses)s responded; it takes some of both."),
            n=len(units),
            responses=int(units.responded.sum()),
        )


def pooled(units: Units) -> tuple[Units, tuple[str, ...]]:
    """Per variable, categories of fewer than FEWEST units taken together; a variable of one category is taken out.

    Where they are too few even together, these units are left out. Also gives the names of what was taken together.
    """
    categories, names = {}, []
    for name, given in units.categories.items():
        values = [value or NOT_KNOWN for value in given]
        small = {value for value, n in Counter(values).items() if n < FEWEST}
        names += [f"{name}: {value}" for value in sorted(small)]
        categories[name] = [SMALL if value in small else value for value in values]
    few = {name for name, values in categories.items() if values.count(SMALL) < FEWEST}
    stays = [place for place in range(len(units)) if all(categories[name][place] != SMALL for name in few)]
    kept = {name: [values[place] for place in stays] for name, values in categories.items()}
    kept = {name: values for name, values in kept.items() if len(set(values)) > 1}
    if not kept:
        raise Refused(gettext_noop("No variable of the list has two categories of 30 people or more."))
    return Units(kept, units.responded[stays], units.weights[stays]), tuple(names)


def _modelled(units: Units, kind: Kind) -> Chances:
    if kind == "cells":
        return _cells(_numbered(list(zip(*units.categories.values(), strict=True))), units)
    _refuse_certain(units)
    columns = [np.ones(len(units))]
    for given in units.categories.values():
        values = np.array(given)
        columns += [(values == code).astype(float) for code in sorted(set(given))[1:]]
    x = _independent(np.column_stack(columns))
    model = logistic(x, units.responded, units.weights)
    return Chances(model.chances, x * (model.chances * (1 - model.chances))[:, None], model.covariance)


def _refuse_certain(units: Units) -> None:
    for name, values in units.categories.items():
        for code in dict.fromkeys(values):
            own = [units.responded[place] for place, value in enumerate(values) if value == code]
            if sum(own) in (0, len(own)):
                raise Refused(
                    gettext_noop(
                        "Of %(name)s %(code)s all or none of %(n)s people responded, so no chance can be modelled. "
                        "Use cells, or leave %(name)s out."
                    ),
                    name=name,
                    code=code,
                    n=len(own),
                )


def _independent(x: Floats) -> Floats:
    """Without columns that those before them make up, as where a route exists in one group only."""
    kept: list[int] = []
    for column in range(x.shape[1]):
        if np.linalg.matrix_rank(x[:, [*kept, column]]) > len(kept):
            kept.append(column)
    return x[:, kept]


def _cells(cell: Places, units: Units) -> Chances:
    """Each cell's own response rate."""
    sums = np.bincount(cell, units.weights)
    rates = np.bincount(cell, units.weights * units.responded) / sums
    squares = np.bincount(cell, units.weights**2)
    z = (cell[:, None] == np.arange(len(sums))[None, :]).astype(float)
    return Chances(rates[cell], z, np.diag(rates * (1 - rates) * squares / sums**2))


def _numbered(keys: Sequence[object]) -> Places:
    found: dict[object, int] = {}
    return np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.int64)


class _Part:
    """A linear part of a quantity per person: its means between cells, or what is left within them."""

    def __init__(self, cell: Places, w: Floats, between: bool) -> None:
        self.cell, self.w, self.between = cell, w, between
        self.sums = np.bincount(cell, w)

    def of(self, values: Floats) -> Floats:
        means: Floats = np.bincount(self.cell, self.w * values) / self.sums
        return means[self.cell] - float(self.w @ values) if self.between else values - means[self.cell]


def _within(cell: Places, w: Floats) -> _Part:
    return _Part(cell, w, between=False)


def _spread(found: Chances, part: _Part, w: Floats) -> tuple[float, float, float]:
    """Variance of a part of the chances: raw, adjusted for bias; and the standard error of its root."""
    p = part.of(found.p)
    z = np.column_stack([part.of(column) for column in found.z.T])
    raw = float(w @ p**2)
    a, b = z.T @ (w * p), (z * w[:, None]).T @ z
    product = b @ found.covariance
    variance = raw - float(np.trace(product))
    of_variance = 4 * float(a @ found.covariance @ a) + 2 * float(np.trace(product @ product))
    return raw, variance, sqrt(max(of_variance, 0.0) / raw) / 2 if raw else 0.0


def _variable(name: str, units: Units, found: Chances, w: Floats) -> Variable:
    categories = units.categories
    own = _numbered(categories[name])
    others = [values for other, values in categories.items() if other != name]
    beside = _numbered(list(zip(*others, strict=True))) if others else np.zeros(len(units), dtype=np.int64)
    inside = _within(beside, w)
    left = inside.of(found.p)
    codes = list(dict.fromkeys(categories[name]))
    return Variable(
        name,
        _root(_spread(found, _Part(own, w, between=True), w)),
        _root(_spread(found, inside, w)),
        tuple(_category(code, own == at, units, left, w) for at, code in enumerate(codes)),
    )


def _root(spread: tuple[float, float, float]) -> Figure:
    _, variance, se = spread
    return Figure(sqrt(max(variance, 0.0)), se)


def _category(code: str, mine: NDArray[np.bool_], units: Units, left: Floats, w: Floats) -> Category:
    """Unconditional: √share · (rate of the category - rate of all); its standard error from both response rates."""
    share = float(w[mine].sum())
    rate, other = _rate(mine, units, w), _rate(~mine, units, w)
    apart = (1 - share) * (rate[0] - other[0])
    return Category(
        code,
        int(mine.sum()),
        rate[0],
        Figure(sqrt(share) * apart, sqrt(share) * (1 - share) * sqrt(rate[1] + other[1])),
        sqrt(float(w[mine] @ left[mine] ** 2)),
    )


def _rate(mine: NDArray[np.bool_], units: Units, w: Floats) -> tuple[float, float]:
    """Weighted response rate of some, and its variance."""
    own = w[mine] / w[mine].sum()
    rate = float(own @ units.responded[mine])
    return rate, float((own**2).sum()) * rate * (1 - rate)
