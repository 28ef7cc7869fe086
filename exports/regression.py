"""Linear regression as the report prints it: B, SE, t, stars, n, adjusted R². Pure.

Ordinary or weighted least squares. Standard errors are the classic ones; with clusters (group sessions) the sandwich of
Liang & Zeger 1986 with the small-sample factor G/(G-1) · (n-1)/(n-k), and with weights alone (probability weights) the
one of White 1980 with n/(n-k), as in survey practice. Degrees of freedom: n - k, or G - 1 with clusters.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray
from scipy.special import stdtr

from exports.refusals import Refused

Floats = NDArray[np.float64]
Errors = Literal["classic", "robust", "clustered"]
CONSTANT = "constant"
STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
COLLINEAR = 1e-9
"""Part of a predictor that the others leave unexplained, at which it counts as made of them."""


@dataclass(frozen=True)
class Coefficient:
    """One line of the table; `p` is two-sided."""

    name: str
    b: float
    se: float
    t: float
    p: float

    @property
    def stars(self) -> str:
        return next((stars for limit, stars in STARS if self.p < limit), "")


@dataclass(frozen=True)
class Fit:
    """`left_out`: people without outcome or one of the predictors (listwise). `lacking`: how many lack each."""

    coefficients: tuple[Coefficient, ...]
    n: int
    left_out: int
    lacking: Mapping[str, int]
    r2: float
    adjusted_r2: float
    df: int
    errors: Errors
    clusters: int
    weighted: bool


@dataclass(frozen=True)
class Given:
    """Outcome and predictors of the same people, NaN for none. `clusters`: None for who came alone."""

    outcome: str
    y: Floats
    names: tuple[str, ...]
    x: Floats
    weights: Floats | None = None
    clusters: Sequence[Hashable | None] | None = None


def fit(given: Given) -> Fit:
    """Least squares with a constant. Raises Refused: too few people, constant or collinear columns, by name."""
    whole = _complete(given)
    x = np.column_stack([np.ones(int(whole.sum())), given.x[whole]])
    y = given.y[whole]
    w = given.weights[whole] if given.weights is not None else np.ones(len(y))
    _refuse(given, x, y, w)
    root = np.asarray(np.sqrt(w))
    inverse = np.asarray(np.linalg.inv((x * w[:, None]).T @ x))
    b = np.asarray(np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0], dtype=float)
    residuals: Floats = y - x @ b
    kind, meat_groups = _clustering(given, whole)
    covariance = _covariance(x, w, residuals, inverse, kind, meat_groups)
    groups = len(set(meat_groups.tolist()))
    df = groups - 1 if kind == "clustered" else len(y) - x.shape[1]
    r2 = _r2(y, w, residuals)
    return Fit(
        coefficients=_coefficients((CONSTANT, *given.names), b, covariance, df),
        n=len(y),
        left_out=len(given.y) - len(y),
        lacking=_lacking(given),
        r2=r2,
        adjusted_r2=1 - (1 - r2) * (len(y) - 1) / (len(y) - x.shape[1]),
        df=df,
        errors=kind,
        clusters=groups if kind == "clustered" else 0,
        weighted=given.weights is not None,
    )


def _complete(given: Given) -> NDArray[np.bool_]:
    """Who has everything; a weight of None or nought leaves somebody out too."""
    whole = ~np.isnan(given.y) & ~np.isnan(given.x).any(axis=1)
    return whole & (np.nan_to_num(given.weights) > 0) if given.weights is not None else whole


def _lacking(given: Given) -> dict[str, int]:
    found = {given.outcome: int(np.isnan(given.y).sum())}
    return found | {name: int(np.isnan(given.x[:, at]).sum()) for at, name in enumerate(given.names)}


def _refuse(given: Given, x: Floats, y: Floats, w: Floats) -> None:
    if len(y) < x.shape[1] + 2:
        raise Refused(
            gettext_noop("%(n)s people have %(outcome)s and every predictor; the model takes %(least)s."),
            n=len(y),
            outcome=given.outcome,
            least=x.shape[1] + 2,
        )
    flat = [name for name, spread in zip(given.names, np.ptp(x[:, 1:], axis=0), strict=True) if spread == 0]
    if np.ptp(y) == 0:
        flat.insert(0, given.outcome)
    if flat:
        raise Refused(
            gettext_noop(
                "Among the %(n)s people of the model everybody has the same value of %(names)s. Leave it out."
            ),
            n=len(y),
            names=", ".join(flat),
        )
    if made := collinear(given.names, x, w):
        raise Refused(
            gettext_noop("%(names)s can be worked out from the other predictors. Leave one of them out."),
            names=", ".join(made),
        )


def collinear(names: Sequence[str], x: Floats, w: Floats) -> tuple[str, ...]:
    """Predictors that the others and the constant explain wholly; `x` has the constant first."""
    scaled = x * np.sqrt(w)[:, None]
    found = []
    for at, name in enumerate(names, start=1):
        others = np.delete(scaled, at, axis=1)
        rest = scaled[:, at] - others @ np.linalg.lstsq(others, scaled[:, at], rcond=None)[0]
        middle = scaled[:, at] - scaled[:, 0] * (scaled[:, 0] @ scaled[:, at]) / (scaled[:, 0] @ scaled[:, 0])
        if rest @ rest <= COLLINEAR * (middle @ middle):
            found.append(name)
    return tuple(found)


def _clustering(given: Given, whole: NDArray[np.bool_]) -> tuple[Errors, NDArray[np.int64]]:
    """Which standard errors, and a number per cluster; who came alone is a cluster of one.

    Without two people in one cluster there is nothing to correct for.
    """
    n = int(whole.sum())
    kind: Errors = "robust" if given.weights is not None else "classic"
    if given.clusters is None:
        return kind, np.arange(n)
    own = [cluster for cluster, yes in zip(given.clusters, whole, strict=True) if yes]
    numbers: dict[Hashable, int] = {}
    keys = [("alone", at) if cluster is None else ("session", cluster) for at, cluster in enumerate(own)]
    groups = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    return ("clustered" if len(numbers) < n else kind), groups


def _covariance(
    x: Floats, w: Floats, residuals: Floats, inverse: Floats, kind: Errors, groups: NDArray[np.int64]
) -> Floats:
    n, k = x.shape
    if kind == "classic":
        classic: Floats = inverse * float(residuals @ residuals) / (n - k)
        return classic
    scores = x * (w * residuals)[:, None]
    if kind == "clustered":
        sums = np.zeros((int(groups.max()) + 1, k))
        np.add.at(sums, groups, scores)
        scores = sums
    g = len(scores)
    factor = g / (g - 1) * (n - 1) / (n - k) if kind == "clustered" else n / (n - k)
    robust: Floats = factor * (inverse @ (scores.T @ scores) @ inverse)
    return robust


def _coefficients(names: Sequence[str], b: Floats, covariance: Floats, df: int) -> tuple[Coefficient, ...]:
    errors = np.sqrt(np.diag(covariance))
    return tuple(
        Coefficient(name, value, se, t := value / se if se else float("inf"), float(2 * stdtr(df, -abs(t))))
        for name, value, se in zip(names, b.tolist(), errors.tolist(), strict=True)
    )


def _r2(y: Floats, w: Floats, residuals: Floats) -> float:
    around = y - (w @ y) / w.sum()
    return 1 - float(w @ residuals**2) / float(w @ around**2)
