"""R-indicators: worked by hand, against statsmodels and plain loops, over many draws, and what is refused."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from exports import representativity as module
from exports.logistic import logistic
from exports.refusals import Refused
from exports.representativity import Units, pooled, representativity

pytestmark = pytest.mark.once


def units(rates: dict, names=("sex",), weights=None) -> Units:
    """{categories: (responded, invited)} → units."""
    keys = [key for key, (_, n) in rates.items() for _ in range(n)]
    keys = [key if isinstance(key, tuple) else (key,) for key in keys]
    responded = [float(place < yes) for yes, n in rates.values() for place in range(n)]
    categories = {name: [key[at] for key in keys] for at, name in enumerate(names)}
    return Units(categories, np.array(responded), np.array(weights or [1.0] * len(keys)))


HALVES = units({"man": (20, 100), "woman": (40, 100)})


@pytest.mark.parametrize("kind", ["logistic", "cells"])
def test_two_halves_by_hand(kind):
    """Rates .2 and .4 of equal groups: S = .1, so R = .8; each half is √.5 · .1 away from the whole."""
    found = representativity(HALVES, kind)
    assert (found.units, found.responses, found.rate) == (200, 60, pytest.approx(0.3))
    assert found.raw == pytest.approx(0.8)
    of_chances = (0.2 * 0.8 + 0.4 * 0.6) / 100
    adjusted = sqrt(0.1**2 - of_chances / 4)
    assert found.r.value == pytest.approx(1 - 2 * adjusted)
    assert found.cv == pytest.approx(adjusted / 0.3)
    (sex,) = found.variables
    assert sex.unconditional.value == pytest.approx(adjusted) == pytest.approx(sex.conditional.value)
    man, woman = sex.categories
    assert (man.unconditional.value, woman.unconditional.value) == pytest.approx((-sqrt(0.5) * 0.1, sqrt(0.5) * 0.1))
    assert man.unconditional.se == pytest.approx(sqrt(0.5) * 0.5 * sqrt(of_chances))


def test_everybody_alike_is_one():
    found = representativity(units({"man": (30, 100), "woman": (30, 100)}))
    assert found.raw == pytest.approx(1)
    assert found.r.value == pytest.approx(1)


FOUR = {("man", "young"): (10, 80), ("man", "old"): (30, 60), ("woman", "young"): (25, 100), ("woman", "old"): (20, 60)}


def test_partial_indicators_by_plain_loops():
    """Cells: between the categories of a variable, and within the cells of the other one."""
    given = units(FOUR, ("sex", "age"))
    found = representativity(given, "cells")
    rate = {key: yes / n for key, (yes, n) in FOUR.items()}
    people, whole = sum(n for _, n in FOUR.values()), sum(yes for yes, _ in FOUR.values())
    mean = whole / people
    spread = sum(n * (rate[key] - mean) ** 2 for key, (_, n) in FOUR.items()) / people
    assert found.raw == pytest.approx(1 - 2 * sqrt(spread))
    within = 0.0
    for age in ("young", "old"):
        own = {key: FOUR[key] for key in FOUR if key[1] == age}
        middle = sum(yes for yes, _ in own.values()) / sum(n for _, n in own.values())
        within += sum(n * (rate[key] - middle) ** 2 for key, (_, n) in own.items()) / people
    sex = found.variables[0]
    assert sum(category.conditional**2 for category in sex.categories) == pytest.approx(within)
    women = (25 + 20) / 160
    assert sex.categories[1].unconditional.value == pytest.approx(sqrt(160 / people) * (women - mean))


def test_weights_stand_for_people():
    """Somebody with weight 2 counts as two: the same rates and spread as with everybody twice."""
    once = units(
        FOUR, ("sex", "age"), [2.0 if key[0] == "man" else 1.0 for key, (_, n) in FOUR.items() for _ in range(n)]
    )
    doubled = {key: (yes * 2, n * 2) if key[0] == "man" else (yes, n) for key, (yes, n) in FOUR.items()}
    one, two = representativity(once), representativity(units(doubled, ("sex", "age")))
    assert (one.rate, one.raw) == (pytest.approx(two.rate), pytest.approx(two.raw))


def test_the_logistic_model_agrees_with_statsmodels():
    import statsmodels.api as sm  # takes seconds: only where it is needed

    given = units(FOUR, ("sex", "age"))
    x = np.column_stack(
        [np.ones(300), np.array(given.categories["sex"]) == "man", np.array(given.categories["age"]) == "old"]
    ).astype(float)
    found, other = logistic(x, given.responded, given.weights), sm.Logit(given.responded, x).fit(disp=0)
    assert found.coefficients == pytest.approx(other.params)
    assert found.covariance == pytest.approx(other.cov_params())
    weights = np.where(x[:, 1] == 1, 2.0, 0.5)
    robust = sm.GLM(given.responded, x, family=sm.families.Binomial(), freq_weights=weights).fit()
    assert logistic(x, given.responded, weights).coefficients == pytest.approx(robust.params)


def over_many_draws(draws: int = 150) -> np.ndarray:
    """What R is for people whose chances are known; R, its standard error and R unadjusted in each draw of answers."""
    random = np.random.default_rng(1)
    a, b = random.integers(0, 3, 600), random.integers(0, 4, 600)
    chances = 1 / (1 + np.exp(-(np.array([-1, -0.6, -0.2])[a] + np.array([0, 0, 0.5, 0])[b])))
    categories = {"a": [str(value) for value in a], "b": [str(value) for value in b]}
    answered = [(random.random(600) < chances).astype(float) for _ in range(draws)]
    found = [representativity(Units(categories, one, np.ones(600))) for one in answered]
    return np.array([[1 - 2 * chances.std(), one.r.value, one.r.se, one.raw] for one in found])


def test_bias_and_standard_error_over_many_draws():
    true, r, se, raw = over_many_draws().T
    noise = r.std() / sqrt(len(r))
    assert abs(r.mean() - true[0]) < 3 * noise < 0.015
    assert true[0] - raw.mean() > 3 * noise, "the control: without adjustment it is off"
    assert se.mean() == pytest.approx(r.std(), rel=0.2)


def test_a_broken_spread_is_seen(monkeypatch):
    """The control of the examples by hand: a standard deviation that is taken for a variance."""
    right = module._spread
    monkeypatch.setattr(module, "_spread", lambda *given: (right(*given)[0] ** 2, *right(*given)[1:]))
    assert representativity(HALVES).raw != pytest.approx(0.8)


def test_small_categories_are_pooled_or_left_out():
    given = units({"a": (20, 60), "b": (9, 40), "c": (5, 20), "d": (4, 15), "e": (1, 5)})
    together, names = pooled(given)
    assert names == ("sex: c", "sex: d", "sex: e")
    assert together.categories["sex"].count("(small)") == 40
    few, names = pooled(units({"a": (20, 60), "b": (9, 40), "c": (1, 2), "": (10, 50)}))
    assert (len(few), names) == (150, ("sex: c",))
    assert few.categories["sex"].count("(not known)") == 50
    assert representativity(units({"a": (20, 60), "b": (9, 40), "c": (1, 2)})).left_out == 2


def test_a_variable_that_follows_from_another_adds_nothing():
    twice = replace(HALVES, categories={**HALVES.categories, "again": HALVES.categories["sex"]})
    found = representativity(twice)
    assert found.raw == pytest.approx(0.8)
    assert [one.conditional.value for one in found.variables] == pytest.approx([0, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(units({}), "Nobody of the list was invited", id="nobody"),
        pytest.param(units({"man": (0, 50), "woman": (0, 50)}), "Of 100 people .* 0 responded", id="no response"),
        pytest.param(units({"man": (50, 50), "woman": (50, 50)}), "100 responded", id="everybody"),
        pytest.param(units({"man": (5, 50)}), "two categories", id="one category"),
        pytest.param(units({"man": (5, 10), "woman": (5, 10)}), "two categories", id="few people"),
        pytest.param(units({"man": (0, 50), "woman": (5, 50)}), "Of sex man all or none", id="none of a kind"),
        pytest.param(replace(HALVES, categories={}), "Name one variable", id="no variable"),
    ],
)
def test_what_cannot_be_done_is_refused(given, words):
    with pytest.raises(Refused, match=words):
        representativity(given)


def test_cells_can_hold_a_kind_of_which_nobody_responded():
    assert representativity(units({"man": (0, 50), "woman": (20, 50)}), "cells").raw == pytest.approx(1 - 2 * 0.2)
