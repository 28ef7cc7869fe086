"""Logistic regression by maximum likelihood, for response propensities. Pure."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from exports.refusals import Refused

Floats = NDArray[np.float64]
MOST_STEPS = 50
CLOSE = 1e-10
FAR = 30.0
"""A log-odds beyond this is a chance of 0 or 1: the likelihood has no maximum there."""


@dataclass(frozen=True)
class Logistic:
    """`covariance` is of the coefficients: the inverse of the information, from unweighted people."""

    coefficients: Floats
    chances: Floats
    covariance: Floats


def logistic(x: Floats, y: Floats, weights: Floats) -> Logistic:
    """Fit by Newton's method (iteratively reweighted least squares). `x` has its constant; `y` is 0 or 1.

    With weights (1 / selection chance) the covariance is the sandwich of White 1980. Raises Refused where there is no
    maximum: some kind of people all answered, or none did.
    """
    b: Floats = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        p = np.asarray(1 / (1 + np.exp(-(x @ b))))
        inner = information(x, p, weights)
        if np.linalg.matrix_rank(inner) < len(b):
            break
        step = np.asarray(np.linalg.solve(inner, x.T @ (weights * (y - p))))
        b += step
        if np.abs(x @ b).max() > FAR:
            break
        if np.abs(step).max() < CLOSE:
            return Logistic(b, p, _sandwich(x, y, p, weights))
    raise Refused(
        gettext_noop("Some kind of people all answered, or none did, so their chance cannot be modelled. Use cells.")
    )


def information(x: Floats, p: Floats, weights: Floats) -> Floats:
    return np.asarray((x * (weights * p * (1 - p))[:, None]).T @ x)


def _sandwich(x: Floats, y: Floats, p: Floats, weights: Floats) -> Floats:
    inverse = np.asarray(np.linalg.inv(information(x, p, weights)))
    if np.ptp(weights) == 0:
        return inverse * float(weights[0])
    scores = x * (weights * (y - p))[:, None]
    return np.asarray(inverse @ (scores.T @ scores) @ inverse)
