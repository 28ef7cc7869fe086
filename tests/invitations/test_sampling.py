"""Stratified samples: allocation, who is drawn, chances, and what is refused."""

from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from invitations import sample_table, sampling, sheet
from invitations.frame_problems import FrameUnreadable
from invitations.sampling import Candidate, SampleRefused, Share, Wish

ASIEL, GEZIN = ("asiel",), ("gezin",)


def people(**sizes: int) -> list[Candidate]:
    """`asiel=3`: three people of that stratum, who started in months 1, 2, 3 …"""
    return [
        Candidate(f"{stratum}-{number:04d}", (stratum,), str(number % 12 + 1))
        for stratum, size in sizes.items()
        for number in range(size)
    ]


def wish(**asked: Any) -> Wish:
    return Wish(**{"seed": 7, "by": ("group",), **asked})


def counts(candidates: list[Candidate], **asked: Any) -> dict[str, int]:
    return {stratum.key[0]: stratum.drawn for stratum in sampling.plan(candidates, wish(**asked)).strata}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"n": 20}, {"asiel": 14, "gezin": 6}, id="in proportion"),
        pytest.param({"n": 1}, {"asiel": 1, "gezin": 0}, id="one"),
        pytest.param({"n": 5}, {"asiel": 4, "gezin": 1}, id="equal remainders go to the larger stratum"),
        pytest.param({"n": 20, "allocation": "equal"}, {"asiel": 10, "gezin": 10}, id="equally"),
        pytest.param({"n": 21, "allocation": "equal"}, {"asiel": 11, "gezin": 10}, id="equally, one over"),
        pytest.param({"fraction": Fraction(1, 2)}, {"asiel": 35, "gezin": 15}, id="half"),
        pytest.param({"fraction": Fraction(1)}, {"asiel": 70, "gezin": 30}, id="everyone"),
        pytest.param({"per_stratum": {ASIEL: Share(7), GEZIN: Share()}}, {"asiel": 7, "gezin": 30}, id="a table"),
        pytest.param(
            {"per_stratum": {ASIEL: Share(fraction=Fraction(1, 4)), GEZIN: Share(0)}},
            {"asiel": 18, "gezin": 0},
            id="a fraction of one, none of the other; halves upwards",
        ),
    ],
)
def test_allocation(asked: dict[str, Any], expected: dict[str, int]) -> None:
    candidates = people(asiel=70, gezin=30)
    assert counts(candidates, **asked) == expected
    drawn = sampling.draw(candidates, wish(**asked)).drawn
    assert Counter(frame_id.partition("-")[0] for frame_id in drawn) == Counter(expected)


def test_apportionment_never_leaves_the_quota() -> None:
    """Largest remainder: every count is its quota rounded down or up, and they add up."""
    random = Random(1)
    for _ in range(200):
        weights = {(str(number),): random.randrange(1, 500) for number in range(random.randrange(1, 12))}
        total = random.randrange(sum(weights.values()) + 1)
        found = sampling.apportion(total, weights)
        assert sum(found.values()) == total
        for key, weight in weights.items():
            assert 0 <= abs(found[key] - Fraction(total * weight, sum(weights.values()))) < 1


def test_order_changes_nobody_and_a_seed_does() -> None:
    candidates = people(asiel=70, gezin=30)
    shuffled = Random(3).sample(candidates, len(candidates))
    drawn = sampling.draw(candidates, wish(n=20)).drawn
    assert sampling.draw(shuffled, wish(n=20)).drawn == drawn
    assert sampling.draw(candidates, wish(n=20, seed=8)).drawn != drawn


def test_one_person_more_changes_few_others() -> None:
    before = sampling.draw(people(asiel=70), wish(n=20)).drawn
    after = sampling.draw([*people(asiel=70), Candidate("new", ASIEL)], wish(n=20)).drawn
    assert len(before - after) <= 1


def test_the_sample_of_a_seed_stays_what_it_is() -> None:
    """Written down: another Python or another release must draw the same people."""
    drawn = sampling.draw(people(asiel=20), wish(n=3)).drawn
    assert sorted(drawn) == WRITTEN_DOWN


WRITTEN_DOWN = ["asiel-0002", "asiel-0003", "asiel-0010"]


def test_everyone_is_drawn_as_often_as_their_chance_says() -> None:
    candidates, times = people(asiel=10, gezin=4), 3_000
    drawn = Counter(one for seed in range(times) for one in sampling.draw(candidates, wish(n=7, seed=seed)).drawn)
    shares = [drawn[one.frame_id] / times for one in candidates]
    assert all(0.45 < share < 0.55 for share in shares), "binomial: 5.5 standard deviations"


@pytest.mark.parametrize(
    ("asked", "drawn", "chance"),
    [
        pytest.param({"months": "odd"}, {1, 3, 5, 7, 9, 11}, Fraction(1, 2), id="all of the odd months"),
        pytest.param({"months": "even"}, {2, 4, 6, 8, 10, 12}, Fraction(1, 2), id="all of the even months"),
        pytest.param({"months": "odd", "fraction": Fraction(1, 2)}, None, Fraction(1, 4), id="half of the odd months"),
        pytest.param({"months": "odd", "n": 6}, None, Fraction(1, 4), id="six of the odd months"),
    ],
)
def test_odd_and_even_months(asked: dict[str, Any], drawn: set[int] | None, chance: Fraction) -> None:
    candidates = people(asiel=24)
    sample = sampling.draw(candidates, wish(month_column="start", **asked))
    months = {sampling.month(one.month) for one in candidates if one.frame_id in sample.drawn}
    assert months == drawn if drawn else months <= {1, 3, 5, 7, 9, 11}
    (stratum,) = sample.plan.strata
    assert (stratum.size, stratum.chance) == (24, chance), "the odd months stand for the even ones too"


def test_months_of_one_stratum_only() -> None:
    table = {ASIEL: Share(months="odd"), GEZIN: Share()}
    plan = sampling.plan(people(asiel=24, gezin=10), wish(per_stratum=table, month_column="start"))
    assert [(one.drawn, float(one.chance)) for one in plan.strata] == [(12, 0.5), (10, 1.0)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("1", 1), ("09", 9), ("12", 12), ("2023-05", 5), ("202311", 11), ("2023-05-01", 5)]
    + [(bad, 0) for bad in ("", "0", "13", "2023", "12-05", "2023-13", "mei", "45047")],
)
def test_months_as_lists_write_them(written: str, expected: int) -> None:
    assert sampling.month(written) == expected


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({}, "one_size", id="no size"),
        pytest.param({"n": 1, "fraction": Fraction(1, 2)}, "one_size", id="two sizes"),
        pytest.param({"n": 0}, "n", id="nobody"),
        pytest.param({"n": -3}, "n", id="fewer than nobody"),
        pytest.param({"n": 101}, "too_few", id="more than there are"),
        pytest.param({"n": 80, "allocation": "equal"}, "stratum_too_small", id="a stratum smaller than asked"),
        pytest.param({"per_stratum": {ASIEL: Share(71), GEZIN: Share(1)}}, "stratum_too_small", id="in the table"),
        pytest.param({"fraction": Fraction(3, 2)}, "fraction", id="fraction above 1"),
        pytest.param({"fraction": Fraction(-1, 2)}, "fraction", id="fraction below 0"),
        pytest.param({"fraction": Fraction(0)}, "fraction", id="fraction 0"),
        pytest.param({"fraction": Fraction(1, 1000)}, "nothing_left", id="rounds to nobody"),
        pytest.param({"per_stratum": {ASIEL: Share(0), GEZIN: Share(0)}}, "nothing_left", id="noughts"),
        pytest.param({"per_stratum": {ASIEL: Share(1)}}, "stratum_missing", id="table lacks one"),
        pytest.param(
            {"per_stratum": {ASIEL: Share(), GEZIN: Share(), ("x",): Share()}}, "stratum_unknown", id="unknown"
        ),
        pytest.param({"months": "odd"}, "no_month_column", id="months of no column"),
        pytest.param(
            {"months": "odd", "month_column": "m", "per_stratum": {ASIEL: Share(months="even"), GEZIN: Share()}},
            "months_twice",
            id="months twice",
        ),
        pytest.param({"n": 1, "seed": -1}, "seed", id="seed below 0"),
        pytest.param({"n": 1, "seed": 2**63}, "seed", id="seed too large"),
    ],
)
def test_refusals(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(SampleRefused) as caught:
        sampling.draw(people(asiel=70, gezin=30), wish(**asked))
    assert [refusal.code for refusal in caught.value.refusals] == [code]


def test_nobody_to_draw_from_months_lacking_and_too_many_strata() -> None:
    with pytest.raises(SampleRefused, match="nobody to draw from"):
        sampling.plan([], wish(n=1))
    with pytest.raises(SampleRefused, match="1 people have no month in the column “start”"):
        sampling.plan([*people(asiel=3), Candidate("x", ASIEL, "mei")], wish(months="odd", month_column="start"))
    with pytest.raises(SampleRefused, match="2001 strata"):
        sampling.plan([Candidate(str(n), (str(n),)) for n in range(2001)], wish(n=1))


def table(text: str) -> dict[sampling.Key, Share]:
    return dict(sample_table.shares(sheet.read(text.encode()), ("group", "route")))


def test_a_table_of_strata() -> None:
    found = table("route;group;n;fraction;months\nb1;asiel;20;;\nz;asiel;;0,25;oneven\n;gezin;;;even")
    assert found == {
        ("asiel", "b1"): Share(20),
        ("asiel", "z"): Share(None, Fraction(1, 4), "odd"),
        ("gezin", ""): Share(months="even"),
    }
    assert table("group;route;months\nasiel;b1;odd") == {("asiel", "b1"): Share(months="odd")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("group;n\na;1", (1, "columns"), id="a column missing"),
        pytest.param("group;route;n;x\na;b;1;1", (1, "columns"), id="a column too many"),
        pytest.param("group;route\na;b", (1, "columns"), id="no sizes"),
        pytest.param("group;route;n\na;b;1\na;b;2", (3, "stratum_twice"), id="a stratum twice"),
        pytest.param("group;route;n\na;b;1.5", (2, "n"), id="half a person"),
        pytest.param("group;route;n\na;b;1e9", (2, "n"), id="a number in another form"),
        pytest.param("group;route;n;fraction\na;b;1;1", (2, "one_size"), id="both"),
        pytest.param("group;route;fraction\na;b;1.2", (2, "fraction"), id="above 1"),
        pytest.param("group;route;n;months\na;b;1;mei", (2, "months"), id="one month"),
    ],
)
def test_a_table_with_a_fault(text: str, expected: tuple[int, str]) -> None:
    with pytest.raises(FrameUnreadable) as caught:
        table(text)
    assert [(problem.row, problem.code) for problem in caught.value.problems] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("0.5", Fraction(1, 2)), ("0,5", Fraction(1, 2)), ("50%", Fraction(1, 2)), ("12.5 %", Fraction(1, 8))]
    + [("1/3", Fraction(1, 3)), ("1", Fraction(1)), ("0", Fraction(0))]
    + [(bad, None) for bad in ("", "1.01", "101%", "-0.5", "1/0", "half", "1e-3", "1e999999999", "5/4")],
)
def test_fractions_as_people_write_them(written: str, expected: Fraction | None) -> None:
    assert sample_table.fraction_of(written) == expected
