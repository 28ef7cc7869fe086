"""Raking against a second computation, its laws, merging and refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import weights as module
from exports.counting import GROUP
from exports.refusals import Refused
from exports.weight_diagnostics import Without, diagnose, spread
from exports.weights import Margin, People, Plan, rake, step_of, trimmed, weigh

pytestmark = pytest.mark.once

SIZES = {("a", "man"): 60, ("a", "woman"): 90, ("b", "man"): 50, ("b", "woman"): 40, ("b", ""): 35}
MARGINS = (
    Margin(GROUP, {"a": 300, "b": 700}),
    Margin("gender", {"man": 10, "woman": 30}, "a"),
    Margin("gender", {"man": 55, "woman": 45}, "b"),
)


def people(sizes=None, base=None) -> People:
    rows = [key for key, n in (sizes or SIZES).items() for _ in range(n)]
    values = {GROUP: [group for group, _ in rows], "gender": [gender for _, gender in rows]}
    return People(values, np.array(base if base is not None else [1.0] * len(rows)))


def share(found, weights, **wanted) -> float:
    """Weighted share of the first condition among the people of the others, straight from the rows."""
    (name, code), *among = wanted.items()
    inside = [all(found.values[key][i] == value for key, value in among) for i in range(len(found))]
    known = [i for i, yes in enumerate(inside) if yes and found.values[name][i]]
    return sum(weights[i] for i in known if found.values[name][i] == code) / sum(weights[i] for i in known)


def raked_slowly(found: People, margins, rounds: int = 400) -> list[float]:
    """A second computation: plain loops over people and codes, no numpy, no steps, no cells."""
    weights = list(map(float, found.base))
    for _ in range(rounds):
        for margin in margins:
            mine = {
                i
                for i in range(len(found))
                if (not margin.within or found.values[GROUP][i] == margin.within)
                and found.values[margin.variable][i] in margin.counts
            }
            whole, register = sum(weights[i] for i in mine), sum(margin.counts.values())
            for code, count in margin.counts.items():
                own = [i for i in mine if found.values[margin.variable][i] == code]
                now = sum(weights[i] for i in own)
                for i in own:
                    weights[i] *= count / register * whole / now
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]


def test_it_agrees_with_a_second_computation():
    base = [1.0, 2.0] * 100 + [3.0] * 75
    found = people(base=base)
    made = weigh(found, Plan(MARGINS)).weights
    assert made == pytest.approx(raked_slowly(found, MARGINS), rel=1e-7)


def test_margins_are_met_and_who_has_no_value_is_left_alone():
    found = people()
    made = weigh(found, Plan(MARGINS)).weights
    assert share(found, made, group="a") == pytest.approx(0.3)
    assert share(found, made, gender="man", group="a") == pytest.approx(0.25)
    assert share(found, made, gender="man", group="b") == pytest.approx(0.55)
    of_b = [place for place, group in enumerate(found.values[GROUP]) if group == "b"]
    unknown = [place for place in of_b if not found.values["gender"][place]]
    assert made[unknown].mean() == pytest.approx(made[of_b].mean())


def test_a_broken_step_does_not_meet_the_margins(monkeypatch):
    """The control of the tests above: a step that forgets what the people weigh together."""

    def forgets(weights, step):
        known = step.cell_of >= 0
        weights[known] *= step.shares[step.cell_of[known]]

    monkeypatch.setattr(module, "_adjust", forgets)
    found = people()
    made, _ = rake(found.base, [step_of(margin, found, Plan(MARGINS)) for margin in MARGINS], Plan(MARGINS))
    assert share(found, made, gender="man", group="a") != pytest.approx(0.25, abs=0.01)


counts = st.integers(30, 60)
shares = st.floats(0.05, 0.95)


@settings(max_examples=25)
@given(
    st.tuples(counts, counts, counts, counts), shares, shares, st.floats(0.1, 1000), st.randoms(use_true_random=False)
)
def test_laws_of_raking(sizes, first, second, times, random):
    """Margins met; the same for base weights or counts times a number, and for people in another order."""
    found = people(dict(zip([("a", "man"), ("a", "woman"), ("b", "man"), ("b", "woman")], sizes, strict=True)))
    margins = (Margin(GROUP, {"a": first, "b": 1 - first}), Margin("gender", {"man": second, "woman": 1 - second}))
    made = weigh(found, Plan(margins)).weights
    assert share(found, made, group="a") == pytest.approx(first, abs=1e-6)
    assert share(found, made, gender="man") == pytest.approx(second, abs=1e-6)
    assert made.mean() == pytest.approx(1)
    larger = tuple(replace(one, counts={code: n * times for code, n in one.counts.items()}) for one in margins)
    assert weigh(replace(found, base=found.base * times), Plan(larger)).weights == pytest.approx(made, rel=1e-6)
    order = list(range(len(found)))
    random.shuffle(order)
    moved = People({name: [codes[i] for i in order] for name, codes in found.values.items()}, found.base[order])
    assert weigh(moved, Plan(margins)).weights == pytest.approx(made[order], rel=1e-6)


@pytest.mark.parametrize(
    ("sizes", "neighbours", "cells"),
    [
        pytest.param({"x": 40, "y": 29, "z": 50}, {"y": "z"}, [("x",), ("z", "y")], id="under 30"),
        pytest.param({"x": 40, "y": 0, "z": 50}, {"y": "x"}, [("x", "y"), ("z",)], id="empty"),
        pytest.param({"x": 10, "y": 12, "z": 50}, {"x": "y", "y": "x"}, None, id="two that only have each other"),
        pytest.param({"x": 10, "y": 12, "z": 50}, {"x": "y", "y": "z"}, [("z", "y", "x")], id="a chain"),
        pytest.param({"x": 30, "y": 30, "z": 30}, {}, [("x",), ("y",), ("z",)], id="just enough"),
        pytest.param({"x": 29, "y": 60, "z": 60}, {"y": "x"}, None, id="a neighbour in one direction only"),
    ],
)
def test_merging(sizes, neighbours, cells):
    found = people({(code, ""): n for code, n in sizes.items()})
    margin, plan = Margin(GROUP, {"x": 1, "y": 2, "z": 3}), Plan((), neighbours={GROUP: neighbours})
    if cells is None:
        with pytest.raises(Refused, match="respondents"):
            step_of(margin, found, plan)
        return
    step = step_of(margin, found, plan)
    assert [cell.codes for cell in step.cells] == cells
    assert sum(cell.count for cell in step.cells) == 6
    assert sum(cell.n for cell in step.cells) == sum(sizes.values())


def test_a_code_that_the_register_counts_as_nobody_merges_too():
    found = people({("x", ""): 40, ("y", ""): 40})
    step = step_of(Margin(GROUP, {"x": 0, "y": 2}), found, Plan((), neighbours={GROUP: {"x": "y"}}))
    assert [cell.codes for cell in step.cells] == [("y", "x")]


def test_one_cell_left_is_said_and_not_raked():
    found = people({("a", "man"): 60, ("a", "woman"): 10})
    margins = (Margin(GROUP, {"a": 5}), Margin("gender", {"man": 1, "woman": 1}))
    made = weigh(found, Plan(margins, neighbours={"gender": {"woman": "man"}}))
    assert made.left_out == ("group", "gender")
    assert made.weights == pytest.approx(np.ones(70))


@pytest.mark.parametrize(
    ("found", "plan", "words"),
    [
        pytest.param({("a", "man"): 1}, Plan(MARGINS), "There are 1 interviews", id="one interview"),
        pytest.param({("a", "man"): 29}, Plan(MARGINS), "it takes 30", id="too few"),
        pytest.param({("", ""): 40}, Plan(MARGINS[:1]), "Nobody has a value of group", id="all missing"),
        pytest.param({("a", "x"): 40}, Plan(MARGINS[1:]), "Nobody has a value of gender", id="codes of another list"),
        pytest.param({("a", "man"): 40}, Plan(MARGINS[:1]), "b has 0 respondents", id="a cell without respondents"),
        pytest.param(
            SIZES,
            Plan((Margin("gender", {"man": 1, "woman": 99}),), largest=1.2),
            "Take a wider limit",
            id="a limit that cannot be met",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(found, plan, words):
    with pytest.raises(Refused, match=words):
        weigh(people(found), plan)


def test_margins_that_contradict_each_other_are_refused():
    found = people({("a", "man"): 40, ("b", "woman"): 40})
    plan = Plan((Margin(GROUP, {"a": 1, "b": 1}), Margin("gender", {"man": 1, "woman": 3})))
    with pytest.raises(Refused, match="contradict"):
        weigh(found, plan)


def test_limits_hold_and_the_margins_stay_near():
    found = people()
    free, held = weigh(found, Plan(MARGINS)), weigh(found, Plan(MARGINS, largest=1.55))
    assert free.weights.max() > 1.55 >= held.weights.max() - 1e-9
    assert held.gap <= 0.01
    assert held.cut == (held.weights > 1.55 - 1e-9).sum() > 0


@given(st.lists(st.floats(0.01, 50), min_size=2, max_size=40))
def test_trimmed_weights_lie_within_the_limits_with_mean_one(values):
    made = trimmed(np.array(values), 0.5, 2.0)
    assert made.min() >= 0.5 - 1e-9
    assert made.max() <= 2 + 1e-9
    assert made.mean() == pytest.approx(1, abs=1e-6)


def test_kish():
    """Worked by hand: weights 1, 1, 2, 4 → 8² / 22."""
    found = spread(np.array([1.0, 1.0, 2.0, 4.0]))
    assert (found.effective, found.design_effect) == (pytest.approx(64 / 22), pytest.approx(88 / 64))


def test_diagnostics_tell_what_happened():
    found = people({**SIZES, ("a", "other"): 5})
    raked = weigh(found, Plan(MARGINS))
    told = diagnose(found, Plan(MARGINS), raked, Without(weight=3, removed=2, chance=280))
    assert (told.whole.n, told.unweighted, told.removed, told.uncounted) == (280, 3, 2, {"gender: other": 5})
    lines = {line.margin: line for line in told.margins}
    assert lines["gender / b"].without == 35
    assert [cell.weighted for cell in lines["gender / a"].cells] == pytest.approx([0.25, 0.75])
    assert [cell.unweighted for cell in lines["gender / a"].cells] == pytest.approx([60 / 150, 90 / 150])
    assert dict(told.groups)["b"].n == 125
