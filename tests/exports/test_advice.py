"""Advice from made-up units: the planted stratum is found, costs are what they are, and small numbers stay hidden."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from exports.advice import Came, History, Letters, _safe, advice, expected
from exports.advice_record import Advice, as_json, from_json
from exports.refusals import Refused
from exports.representativity import Units

GROUPS, ROUTES, SEXES = ("asiel", "gezin"), ("b1", "o", "z"), ("man", "woman")
EVEN, LOW = 0.3, 0.05
N = 6_000


def units(low: dict[str, str], n: int = N, rate: float = EVEN, low_rate: float = LOW, seed: int = 1) -> Units:
    """People of three columns, who answer alike but for one stratum."""
    random = np.random.default_rng(seed)
    columns = {
        "group": random.choice(GROUPS, n, p=(0.7, 0.3)),
        "route": random.choice(ROUTES, n, p=(0.55, 0.15, 0.3)),
        "sex": random.choice(SEXES, n),
    }
    inside = np.all([columns[name] == code for name, code in low.items()], axis=0) if low else np.zeros(n, dtype=bool)
    responded = (random.random(n) < np.where(inside, low_rate, rate)).astype(float)
    return Units({name: [str(one) for one in values] for name, values in columns.items()}, responded, np.ones(n))


PLANTS = [
    *({"route": code} for code in ROUTES),
    *({"group": group, "route": route} for group, route in product(GROUPS, ROUTES)),
    *({"route": route, "sex": sex} for route, sex in product(ROUTES, SEXES)),
]


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_the_planted_stratum_comes_first_wherever_it_is(plant: dict[str, str]) -> None:
    found = advice(units(plant), History())
    assert dict(found[0].stratum) == plant
    assert len(found) <= 2, "nobody else lags, but for chance"


def test_who_answers_alike_gets_no_advice() -> None:
    assert sum(len(advice(units({}, seed=seed), History())) for seed in range(10)) <= 8


def test_two_kinds_that_lag_are_both_named_and_nobody_twice() -> None:
    both = units({"group": "asiel", "route": "z"})
    known = {name: np.array(values) for name, values in both.categories.items()}
    other = (known["group"] == "gezin") & (known["sex"] == "man")
    answered = np.where(other, both.responded * (np.arange(N) % 2), both.responded)
    found = advice(replace(both, responded=answered), History())
    assert [dict(one.stratum) for one in found[:2]] == [
        {"group": "asiel", "route": "z"},
        {"group": "gezin", "sex": "man"},
    ]


def test_what_it_costs_is_what_levelling_brings() -> None:
    """R without the lag, against R worked out for people who really are level."""
    found = advice(units({"route": "z"}), History())[0]
    spread = np.sqrt(0.3 * 0.7) * (EVEN - LOW)
    assert found.r == pytest.approx(1 - 2 * spread, abs=0.02)
    assert found.r_without == pytest.approx(1, abs=0.06)
    assert found.cost == pytest.approx(found.r_without - found.r)
    assert found.partial == pytest.approx(-np.sqrt(0.3) * 0.7 * (EVEN - LOW), abs=0.01)
    assert found.rate == pytest.approx(LOW, abs=0.02)
    assert found.missing == pytest.approx(found.people * (found.others - LOW), abs=40)


def test_fewer_than_ten_answers_are_not_told_nor_given_away() -> None:
    """Whether nobody or nine answered, every figure is the same."""
    none = units({"route": "z"}, low_rate=0.0)
    place = [at for at, route in enumerate(none.categories["route"]) if route == "z"]
    told = []
    for answers in (0, 3, 9, 10):
        responded = none.responded.copy()
        responded[place[:answers]] = 1
        # the same number of answers in all, so that R and the rate of others stay as they are but for this stratum
        told.append(advice(replace(none, responded=responded), History())[0])
    assert [one.few for one in told] == [True, True, True, False]
    assert [one.rate for one in told[:3]] == [None] * 3
    assert len({(one.missing, round(one.partial, 6), round(one.se, 6), round(one.others, 6)) for one in told[:3]}) == 1
    assert told[3].rate == pytest.approx(10 / len(place))


@pytest.mark.parametrize(("more", "stay"), [(3, 1), (12, 2), (0, 2)], ids=["three", "twelve", "same people"])
def test_a_stratum_whose_rate_would_give_another_away_is_left_out(more: int, stay: int) -> None:
    """Of two strata, one inside the other, both are told only where ten or more answered outside the inner one."""
    n = 400
    inner = np.arange(n) < 200
    outer = np.arange(n) < (300 if more else 200)
    responded = np.zeros(n)
    responded[:20] = responded[200 : 200 + more] = responded[310:350] = 1
    found = Advice((), 200, 0, 0, 0, 0, 0, rate=0.1, few=False, missing=10)
    made = Units({"x": [""] * n}, responded, np.ones(n))
    assert len(_safe([(found, inner), (found, outer)], made)) == stay
    assert len(_safe([(found, outer), (found, inner)], made)) == stay
    hidden = replace(found, rate=None, few=True)
    assert len(_safe([(hidden, inner), (found, outer)], made)) == 2, "who is not told gives nothing away"


def test_strata_of_few_people_are_no_matter() -> None:
    plenty, few = units({"route": "z"}), units({"group": "gezin", "route": "o"}, n=700)
    assert advice(plenty, History())[0].people > 50
    assert all(one.people >= 50 for one in advice(few, History()))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nobody_or_everybody_answered_it_is_refused(share: float) -> None:
    with pytest.raises(Refused):
        advice(units({}, rate=share), History())


def mailing(kind: str, rate: float, n: int, seed: int, days: int = 20) -> Letters:
    written = np.ones(n, dtype=bool)
    return Letters(kind, written, np.random.default_rng(seed).random(n) < rate, days)


def history(*letters: Letters, waiting: int, n: int) -> History:
    mask = np.arange(n) < waiting
    return History(letters, {"reminder_2": mask})


def test_what_a_reminder_brings_holds_as_often_as_it_says() -> None:
    """The wave goes on as it did: each letter brings 0.6 of the one before. 95% intervals hold some 95 times in 100."""
    n, rate, falls = 4_000, 0.06, 0.6
    stratum = np.arange(n) < 1_500
    held = 0
    for seed in range(200):
        known = history(
            mailing("invitation", rate, n, seed),
            mailing("reminder_1", rate * falls, n, 10_000 + seed),
            waiting=1_400,
            n=n,
        )
        told = expected(stratum, known)
        brought = np.random.default_rng(20_000 + seed).binomial(1_400, rate * falls * falls)
        held += told.low <= brought <= told.high
    assert held >= 184, "too narrow"
    assert told.why == "estimate"
    assert told.high - told.low < 60, "wide enough for anything"


def test_an_interval_of_the_wrong_rate_does_not_hold() -> None:
    """Control: where the next letter brings what the first did, the interval says so in few cases."""
    n, rate = 4_000, 0.06
    held = 0
    for seed in range(50):
        known = history(
            mailing("invitation", rate, n, seed),
            mailing("reminder_1", rate * 0.6, n, 10_000 + seed),
            waiting=1_400,
            n=n,
        )
        told = expected(np.arange(n) < 1_500, known)
        held += told.low <= np.random.default_rng(seed).binomial(1_400, rate) <= told.high
    assert held < 10


@pytest.mark.parametrize(
    ("letters", "waiting", "why"),
    [
        pytest.param((), 100, "no_letters", id="none left"),
        pytest.param((mailing("invitation", 0.1, 500, 1),), 0, "nobody", id="nobody waits"),
        pytest.param((mailing("invitation", 0.001, 500, 1),), 100, "too_little", id="few answered"),
        pytest.param((mailing("invitation", 0.1, 500, 1),), 100, "at_most", id="one mailing"),
        pytest.param(
            (mailing("invitation", 0.1, 500, 1), mailing("reminder_1", 0.08, 500, 2)), 100, "estimate", id="two"
        ),
        pytest.param(
            (mailing("invitation", 0.1, 500, 1), mailing("reminder_1", 0.001, 500, 2)), 100, "too_little", id="fell"
        ),
    ],
)
def test_what_can_be_said_of_a_reminder(letters: tuple[Letters, ...], waiting: int, why: str) -> None:
    told = expected(np.ones(500, dtype=bool), history(*letters, waiting=waiting, n=500))
    assert told.why == why
    assert (told.value is not None) == (why == "estimate")
    assert (told.high is not None) == (why in ("estimate", "at_most"))


def test_a_young_letter_is_told() -> None:
    young = mailing("invitation", 0.1, 500, 1, days=3)
    assert expected(np.ones(500, dtype=bool), history(young, waiting=100, n=500)).fresh


def came() -> Came:
    """Sessions reach z: 30 of 60. Letters: 40 of 400. Flyers: 5 of 12, too few to tell."""
    ways = ["session"] * 60 + ["letter"] * 400 + ["flyer"] * 12
    routes = ["z"] * 30 + ["b1"] * 30 + ["z"] * 40 + ["b1"] * 360 + ["z"] * 5 + ["b1"] * 7
    return Came(ways, {"route": routes})


def test_ways_that_reach_a_stratum_are_those_it_comes_by_more_than_others() -> None:
    (found, *_) = advice(units({"route": "z"}), History(came=came()))
    assert [(one.way, one.people, round(one.share, 2)) for one in found.reaches] == [("session", 30, 0.5)]
    assert found.reaches[0].share_of_all == pytest.approx(75 / 472)


def test_advice_is_kept_as_json() -> None:
    found = advice(units({"route": "z"}), History((mailing("invitation", 0.1, N, 1),), came=came()))
    assert found
    assert isinstance(found[0], Advice)
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
