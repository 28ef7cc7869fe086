"""Least squares against NIST's certified values and statsmodels, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from exports import regression as module
from exports.refusals import Refused
from exports.regression import Given, fit

pytestmark = pytest.mark.once

NAN = float("nan")


@pytest.fixture(scope="module")
def sm():
    """Takes seconds to load: only where it is needed."""
    import statsmodels.api

    return statsmodels.api


LONGLEY = """
60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962
"""
CERTIFIED = [
    (-3482258.63459582, 890420.383607373),
    (15.0618722713733, 84.9149257747669),
    (-0.0358191792925910, 0.0334910077722432),
    (-2.02022980381683, 0.488399681651699),
    (-1.03322686717359, 0.214274163161675),
    (-0.0511041056535807, 0.226073200069370),
    (1829.15146461355, 455.478499142212),
]
"""Estimates and standard deviations of NIST's StRD set Longley; R² is 0.995479004577296."""


def test_nist_longley():
    data = np.array([line.split() for line in LONGLEY.split("\n") if line], dtype=float)
    found = fit(Given("employed", data[:, 0], tuple("abcdef"), data[:, 1:]))
    for coefficient, (b, se) in zip(found.coefficients, CERTIFIED, strict=True):
        assert (coefficient.b, coefficient.se) == (pytest.approx(b, rel=1e-6), pytest.approx(se, rel=1e-6))
    assert found.r2 == pytest.approx(0.995479004577296, rel=1e-10)
    assert (found.n, found.df, found.errors) == (16, 9, "classic")


def made_up(n: int = 120) -> Given:
    random = np.random.default_rng(4)
    x = np.column_stack([random.normal(size=n), random.integers(0, 2, n), random.integers(1, 6, n)])
    y = 1 + x @ [0.5, -0.3, 0.2] + random.normal(size=n)
    weights = random.uniform(0.3, 3, n)
    return Given("y", y, ("one", "two", "three"), x, weights, [i % 25 if i % 3 else None for i in range(n)])


def clusters_of(given: Given) -> np.ndarray:
    return np.array([1000 + place if one is None else one for place, one in enumerate(given.clusters)])


@pytest.mark.parametrize(
    ("change", "kind", "second"),
    [
        pytest.param({"weights": None, "clusters": None}, "classic", lambda sm, g, x: sm.OLS(g.y, x).fit(), id="ols"),
        pytest.param(
            {"clusters": None},
            "robust",
            lambda sm, g, x: sm.WLS(g.y, x, weights=g.weights).fit(cov_type="HC1", use_t=True),
            id="weighted",
        ),
        pytest.param(
            {"weights": None},
            "clustered",
            lambda sm, g, x: sm.OLS(g.y, x).fit(
                cov_type="cluster", cov_kwds={"groups": clusters_of(g), "df_correction": True}, use_t=True
            ),
            id="clustered",
        ),
        pytest.param(
            {},
            "clustered",
            lambda sm, g, x: sm.WLS(g.y, x, weights=g.weights).fit(
                cov_type="cluster", cov_kwds={"groups": clusters_of(g), "df_correction": True}, use_t=True
            ),
            id="weighted and clustered",
        ),
    ],
)
def test_statsmodels_agrees(sm, change, kind, second):
    given = made_up()
    found, other = fit(replace(given, **change)), second(sm, given, sm.add_constant(given.x))
    assert found.errors == kind
    assert [c.b for c in found.coefficients] == pytest.approx(other.params.tolist())
    assert [c.se for c in found.coefficients] == pytest.approx(other.bse.tolist())
    assert [c.t for c in found.coefficients] == pytest.approx(other.tvalues.tolist())
    assert [c.p for c in found.coefficients] == pytest.approx(other.pvalues.tolist(), abs=1e-12)
    assert found.adjusted_r2 == pytest.approx(other.rsquared_adj)


def test_broken_errors_do_not_agree(sm, monkeypatch):
    """The control: a sandwich without its small-sample factor."""
    given = replace(made_up(), clusters=None)
    right = module._covariance

    def without(x, w, residuals, inverse, kind, groups):
        return right(x, w, residuals, inverse, kind, groups) * (len(x) - x.shape[1]) / len(x)

    monkeypatch.setattr(module, "_covariance", without)
    other = sm.WLS(given.y, sm.add_constant(given.x), weights=given.weights).fit(cov_type="HC1")
    assert [c.se for c in fit(given).coefficients] != pytest.approx(other.bse.tolist())


def test_sessions_without_company_change_nothing():
    given = replace(made_up(), weights=None, clusters=list(range(120)))
    assert fit(given) == fit(replace(given, clusters=None))


def test_who_lacks_a_value_is_left_out_and_counted():
    given = replace(made_up(), weights=None, clusters=None)
    y, x = given.y.copy(), given.x.copy()
    y[:3], x[2:7, 1] = NAN, NAN
    found = fit(replace(given, y=y, x=x))
    assert (found.n, found.left_out, found.lacking) == (113, 7, {"y": 3, "one": 0, "two": 5, "three": 0})
    assert found == replace(
        fit(replace(given, y=y[7:], x=x[7:])), left_out=7, lacking={"y": 3, "one": 0, "two": 5, "three": 0}
    )


@pytest.mark.parametrize(
    ("p", "stars"), [(0.0009, "***"), (0.001, "**"), (0.009, "**"), (0.01, "*"), (0.049, "*"), (0.05, "")]
)
def test_stars(p, stars):
    assert module.Coefficient("x", 1, 1, 1, p).stars == stars


def changed(at: int, values) -> np.ndarray:
    x = made_up().x.copy()
    x[:, at] = values
    return x


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"y": np.full(120, NAN)}, "0 people have y", id="all missing"),
        pytest.param({"y": np.r_[1.0, np.full(119, NAN)]}, "1 people have y", id="one interview"),
        pytest.param({"x": changed(1, 2.0)}, "same value of two", id="a constant predictor"),
        pytest.param({"y": np.ones(120)}, "same value of y", id="a constant outcome"),
        pytest.param({"x": changed(2, made_up().x[:, 1] * 3 - 1)}, "two, three can be worked out", id="collinear"),
        pytest.param({"weights": np.zeros(120)}, "0 people have y", id="nobody has a weight"),
    ],
)
def test_what_cannot_be_done_is_refused(change, words):
    with pytest.raises(Refused, match=words):
        fit(replace(made_up(), **change))


def test_no_interviews():
    with pytest.raises(Refused, match="0 people"):
        fit(Given("y", np.empty(0), ("x",), np.empty((0, 1))))
