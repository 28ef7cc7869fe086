"""Means and weighted percents that leave: an attacker with a linear program of their own finds nobody's.

The attacker holds printed numbers only, knows how they were rounded, and how many people every part has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from exports import disclosure_means, suppress_weighted
from exports.attack import Contradiction
from exports.attack_means import OPEN, Mean, MeanAttack, Numbers
from exports.attack_weighted import Share, told_share, told_weight
from exports.counting import Tally, Variable
from exports.disclosure import protected
from exports.disclosure_means import ProtectedMeans, protected_means, told_means
from exports.disclosure_rules import Declared, Limits
from exports.measures import Measured, MeasureTable, summary
from exports.suppress import Told
from exports.tables import Heading, Table, cell
from tests.exports.small_tables import table, words

pytestmark = pytest.mark.once

LIMITS, KNOWN = Limits(), Declared()
LEAST, MOST = 1, 5
People = Mapping[str, Sequence[int]]
"""Place → the number that each of its people gave; "" are people of no place that is told."""


def numbers(people: People, *, by: str = "gender", total: bool = True, weight: float = 1.0) -> MeasureTable:
    """A column of everybody, then one per place; numbers from 1 to 5."""
    everybody = [number for given in people.values() for number in given]
    columns = {"all": everybody} if total else {}
    columns |= {place: given for place, given in people.items() if place}
    headings = tuple(Heading(key, words(key), {by: frozenset({key})} if key != "all" else {}) for key in columns)
    measured = Measured("q", words("q"), "q", ("mean", "sd"), None, LEAST, MOST, whole=True)
    told = tuple(summary(sorted((float(number), weight) for number in given), len(given)) for given in columns.values())
    return MeasureTable(measured, {}, headings, told, weight != 1.0, True)


def let_out(*tables: MeasureTable, earlier: Sequence[Mean] = ()) -> ProtectedMeans:
    return protected_means(tables, "publication", KNOWN, LIMITS, {"q": tuple(earlier)})


def told_of(tables: Sequence[MeasureTable | None]) -> list[tuple[frozenset[str], float]]:
    """Places together (none: everybody) and the mean that is printed of them."""
    return [
        (frozenset().union(*heading.where.values()), one.mean)
        for made in tables
        if made
        for heading, one in zip(made.headings, made.summaries, strict=True)
        if one.mean is not None
    ]


def means_found(tables: Sequence[MeasureTable | None], people: People) -> set[str]:
    """Places of fewer than ten people of whom the mean lies within a fifth of the range of the numbers."""
    places, sizes = list(people), np.array([len(given) for given in people.values()], float)
    above, below, bounds = [], [], [(LEAST * size, MOST * size) for size in sizes]
    for codes, mean in told_of(tables):
        held = np.array([float(not codes or place in codes) for place in places])
        n = float(held @ sizes)
        above += [held, -held]
        below += [n * (mean + 0.005), -n * (mean - 0.005)]
    found = set()
    for at, place in enumerate(places):
        if 0 < sizes[at] < LIMITS.least:
            low, high = (_furthest(sign, at, above, below, bounds) for sign in (1, -1))
            if (high - low) / sizes[at] < OPEN * (MOST - LEAST) - 1e-6:
                found.add(place)
    return found


def _furthest(sign: int, at: int, above: list, below: list, bounds: list) -> float:
    aim = np.zeros(len(bounds))
    aim[at] = sign
    best = linprog(aim, A_ub=np.array(above) if above else None, b_ub=below or None, bounds=bounds)
    assert best.status == 0, best.message
    return float(best.x[at])


def medians_found(tables: Sequence[MeasureTable | None], people: People) -> set[str]:
    """Places of fewer than ten people that lie between two columns of which the median is told."""
    told = [
        frozenset().union(*heading.where.values()) or frozenset(people)
        for made in tables
        if made
        for heading, one in zip(made.headings, made.summaries, strict=True)
        if one.median is not None
    ]
    between = [larger - smaller for larger in told for smaller in (*told, frozenset()) if smaller < larger]
    return {place for left in between for place in left if 0 < sum(len(people[one]) for one in left) < LIMITS.least}


def drawn(seed: int, sizes: Mapping[str, int]) -> dict[str, list[int]]:
    random = Random(seed)
    return {place: [random.randint(LEAST, MOST) for _ in range(size)] for place, size in sizes.items()}


GIVES_AWAY = drawn(3, {"a": 34, "b": 4, "c": 31})


def test_a_mean_of_few_does_not_follow_from_the_others() -> None:
    made = let_out(numbers(GIVES_AWAY))
    assert means_found(made.in_place, GIVES_AWAY) == set()
    assert [note.what for note in made.notes] == ["means hidden", "medians hidden"]
    (out,) = made.in_place
    assert out is not None
    assert [one.mark for one in out.summaries].count("hidden") == 2


def test_without_the_audit_the_attacker_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the small column alone is hidden, and follows from the rest."""
    monkeypatch.setattr(disclosure_means._Work, "_hide", lambda work: None)
    made = let_out(numbers(GIVES_AWAY))
    assert means_found(made.in_place, GIVES_AWAY) == {"b"}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_sizes(seed: int) -> None:
    random = Random(100 + seed)
    sizes = {place: random.choice((1, 3, 6, 9, 12, 35, 60)) for place in "abcd"} | {"": random.choice((0, 2, 8, 40))}
    people = drawn(seed, sizes)
    made = let_out(numbers(people))
    assert means_found(made.in_place, people) == set()


def test_many_people_protect_by_rounding_alone() -> None:
    people = drawn(1, {"a": 3000, "b": 4, "c": 2000})
    (out,) = let_out(numbers(people)).in_place
    assert out is not None
    assert [one.mark for one in out.summaries] == ["", "", "hidden", ""]


MEDIAN_BESIDE = drawn(5, {"a": 3000, "b": 4})


def test_medians_do_not_stand_around_few_people() -> None:
    """Rounding keeps the means of so many people apart; the medians with and without four people are not told."""
    made = let_out(numbers(MEDIAN_BESIDE))
    (out,) = made.in_place
    assert out is not None
    assert [one.mean is not None for one in out.summaries] == [True, True, False]
    assert medians_found(made.in_place, MEDIAN_BESIDE) == set()
    assert [(note.what, note.parts) for note in made.notes] == [("medians hidden", ("all", "a"))]


def test_without_hiding_medians_they_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure_means, "_of", lambda draft, place: draft.table.summaries[place])
    assert medians_found(let_out(numbers(MEDIAN_BESIDE)).in_place, MEDIAN_BESIDE) == {"b"}


def test_medians_of_many_stay() -> None:
    (out,) = let_out(numbers(drawn(2, {"a": 60, "b": 40}))).in_place
    assert out is not None
    assert all(one.median is not None for one in out.summaries)


def test_two_releases_are_held_against_each_other() -> None:
    """First everybody, then all but four of them."""
    first = let_out(numbers({"": GIVES_AWAY["a"] + GIVES_AWAY["b"]}))
    rest = numbers({"a": GIVES_AWAY["a"]}, total=False)
    told = told_means([one for one in first.in_place if one], KNOWN)["q"]
    (alone,), (second,) = let_out(rest).in_place, let_out(rest, earlier=told).in_place
    assert alone is not None
    assert second is not None
    people = {"a": GIVES_AWAY["a"], "": GIVES_AWAY["b"]}
    assert means_found([*first.in_place, alone], people) == {""}
    assert means_found([*first.in_place, second], people) == set()


def test_new_answers_are_not_the_difference_of_two_releases() -> None:
    before = [
        replace(one, where={"@1": frozenset({"then"})}) for one in told_means([numbers({"": [3] * 40})], KNOWN)["q"]
    ]
    (out,) = let_out(numbers({"": [3] * 40 + [5, 5]}), earlier=before).in_place
    assert out is not None
    assert [one.mean for one in out.summaries] == [None]


def test_what_was_told_with_other_numbers_cannot_be_checked() -> None:
    before = told_means([numbers({"": [1] * 40})], KNOWN)["q"]
    made = let_out(numbers({"": [5] * 40}), earlier=before)
    assert made.in_place == (None,)
    assert [note.what for note in made.notes] == ["cannot be checked"]


def test_places_of_few_people_are_not_counted_either() -> None:
    """By a place the number of people is a secret too, and one that a total would tell."""
    people = drawn(2, {"a": 40, "b": 4, "c": 45})
    (out,) = let_out(numbers(people, by="municipality")).in_place
    assert out is not None
    assert [(heading.key, one.n) for heading, one in zip(out.headings, out.summaries, strict=True)] == [
        ("all", 89),
        ("c", 45),
    ]
    assert {one.asked for one in out.summaries} == {None}


def test_released_numbers_are_those_that_are_printed() -> None:
    (out,) = let_out(numbers(drawn(5, {"a": 101, "b": 102}), weight=1.237)).in_place
    assert out is not None
    for one in out.summaries:
        assert one.mean is not None
        assert (round(one.mean, 2), round(one.weighted_n), one.low) == (one.mean, one.weighted_n, None)


def test_weighted_means_are_audited_by_their_weights() -> None:
    people = drawn(9, {"a": 33, "b": 3})
    (out,) = let_out(numbers(people, weight=0.5)).in_place
    assert out is not None
    assert [one.mark for one in out.summaries].count("hidden") == 2


def test_sums_that_are_whole_are_kept_whole() -> None:
    """Between 2.9 and 3.9 lies one sum of a whole number: the attacker knows it, and so does the audit."""
    told = [
        Mean({}, 31, (31.0, 31.0), (92.1 / 31, 92.9 / 31)),
        Mean({"g": frozenset({"a"})}, 30, (30.0, 30.0), (89.0 / 30, 89.0 / 30)),
    ]
    regions = tuple(one.where for one in told)
    assert MeanAttack(regions, Numbers(1, 5, whole=False), LIMITS).pinned(told) == ()
    with pytest.raises(Contradiction):
        MeanAttack(regions, Numbers(1, 5, whole=True), LIMITS).pinned(told)
    near = [replace(told[0], mean=(91.1 / 31, 92.9 / 31)), told[1]]
    assert MeanAttack(regions, Numbers(1, 5, whole=False), LIMITS).pinned(near) == ()
    assert len(MeanAttack(regions, Numbers(1, 5, whole=True), LIMITS).pinned(near)) == 1


# Weighted percents

PLACES = {
    "a": {"x": 4, "y": 30, "z": 25, "v": 14},
    "b": {"x": 40, "y": 35, "z": 45, "v": 38},
    "c": {"x": 38, "y": 50, "z": 41, "v": 33},
}
LIGHT = {("a", "x"): 0.05, ("a", "v"): 0.02}
"""In place a, who chose x or v weighs next to nothing: a percent of both together tells of each."""


def weighted(places: Mapping[str, Mapping[str, int]], factors: Mapping[tuple[str, str], float] = LIGHT) -> Table:
    made = table(places, "xyzv", by="municipality", total=False)
    tallies = tuple(
        _weighed(found, {code: factors.get((heading.key, code), 1.0) for code in "xyzv"})
        for heading, found in zip(made.headings, made.tallies, strict=True)
    )
    rows = tuple(replace(row, cells=tuple(cell(found, (row.code,)) for found in tallies)) for row in made.rows)
    return replace(made, tallies=tallies, rows=rows, weighted=True)


def _weighed(found: Tally, factor: Mapping[str, float]) -> Tally:
    weights = {codes: count * factor[next(iter(codes))] for codes, count in found.counts.items()}
    return replace(found, weights=weights, weighted_n=sum(weights.values()))


def shares_found(tables: Sequence[Table], width: float) -> set[tuple[str, str]]:
    """Hidden cells of which the weight lies within less than `width`."""
    cells = sorted({(heading.key, row.code) for made in tables for heading in made.headings for row in made.rows})
    bases = sorted({place for place, _ in cells})
    names: list[object] = [*cells, *bases]
    above, below, equal = [], [], []
    for place in bases:
        equal.append([float(name[0] == place) if isinstance(name, tuple) else -float(name == place) for name in names])
    for row, bound in _told(tables, names):
        above.append(row)
        below.append(bound)
    hidden = {
        (heading.key, row.code)
        for made in tables
        for row in made.rows
        for heading, one in zip(made.headings, row.cells, strict=True)
        if one.mark == "hidden"
    }
    found = set()
    for one in hidden:
        ends = []
        for sign in (1.0, -1.0):
            aim = [sign if name == one else 0.0 for name in names]
            best = linprog(aim, A_ub=above, b_ub=below, A_eq=equal, b_eq=[0.0] * len(equal))
            assert best.status == 0, best.message
            ends.append(best.x[names.index(one)])
        if ends[1] - ends[0] < width * 0.999:
            found.add(one)
    return found


def _told(tables: Sequence[Table], names: Sequence[object]) -> Iterator[tuple[list[float], float]]:
    for made in tables:
        for place, heading in enumerate(made.headings):
            n = round(made.tallies[place].weighted_n)
            base = [float(name == heading.key) for name in names]
            yield base, n + 0.5
            yield [-one for one in base], -(n - 0.5)
            for row in made.rows:
                if row.cells[place].mark == "hidden":
                    continue
                text = row.cells[place].text
                low, high = (0.0, 0.005) if text == "<1" else (0.0, 0.0)
                if text not in ("0", "<1"):
                    low, high = (int(text) - 0.5) / 100, (int(text) + 0.5) / 100
                held = [float(name == (heading.key, row.code)) for name in names]
                yield [one - high * at for one, at in zip(held, base, strict=True)], 0.0
                yield [low * at - one for one, at in zip(held, base, strict=True)], 0.0


WIDTH = LIMITS.width / suppress_weighted.ROOM * 0.9
"""In weighted people; the mean weight of the widest column is a little below 1 in these tables."""


def test_a_weighted_percent_of_few_does_not_follow_from_the_others() -> None:
    made = protected([weighted(PLACES)], "publication", KNOWN, LIMITS)
    assert shares_found(made.tables, WIDTH) == set()
    assert any(one.mark == "hidden" for row in made.tables[0].rows for one in row.cells)


def test_without_the_audit_of_weights_the_attacker_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the counts leave room enough, the weights do not."""
    monkeypatch.setattr(suppress_weighted.Weighted, "pinned", lambda audit: ())
    made = protected([weighted(PLACES)], "publication", KNOWN, LIMITS)
    assert ("a", "x") in shares_found(made.tables, WIDTH)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_weights(seed: int) -> None:
    random = Random(seed)
    places = {place: {code: random.choice((2, 12, 25, 40)) for code in "xyzv"} for place in "abc"}
    factors = {(place, code): random.choice((0.1, 1.0, 2.0)) for place in "abc" for code in "xyzv"}
    made = protected([weighted(places, factors)], "publication", KNOWN, LIMITS)
    least = min(1.0, *(found.weighted_n / found.n for found in weighted(places, factors).tallies))
    assert shares_found(made.tables, WIDTH * least) == set()


def test_released_shares_are_those_that_are_printed() -> None:
    (made,) = protected([weighted(PLACES)], "publication", KNOWN, LIMITS).tables
    assert {found.weighted_n % 1 for found in made.tallies} == {0.0}
    shares = [one.share for row in made.rows for one in row.cells if one.share is not None]
    assert shares
    assert {round(share, 2) for share in shares} == set(shares)


def test_weighted_numbers_of_two_releases_are_held_against_each_other() -> None:
    """Of the same weights: the percent that was hidden beside the small one was told before, so another goes."""
    where = {"municipality": frozenset({"a"})}
    told = Told(shares=(Share(where, None, 72.5, 73.5), Share(where, frozenset("v"), 0.185, 0.195)))
    alone = protected([weighted(PLACES, {})], "publication", KNOWN, LIMITS)
    both = protected([weighted(PLACES, {})], "publication", KNOWN, LIMITS, {"q": told})
    assert [note.parts for note in alone.notes] == [("x/a", "v/a")]
    assert both.hidden > alone.hidden


@pytest.mark.parametrize(
    ("text", "told"),
    [("<1", (0.0, 0.005)), ("0", (0.0, 0.0)), ("", (0.0, 0.0)), ("12", (0.115, 0.125)), ("100", (0.995, 1.0))],
)
def test_what_a_printed_percentage_tells(text: str, told: tuple[float, float]) -> None:
    assert told_share(text) == pytest.approx(told)


def test_what_a_printed_weight_tells() -> None:
    assert told_weight(0.2) == (0.0, 0.5)
    assert told_weight(72.6) == (72.5, 73.5)


def test_weighted_numbers_that_cannot_be_are_noticed() -> None:
    """In place a somebody told 1 or 2 weighted people, of 73."""
    impossible = Told(shares=(Share({"municipality": frozenset({"a"})}, None, 1.0, 2.0),))
    other = replace(table({"x": {"x": 40, "y": 50}}, "xyzv", by="municipality"), variable=words_of("other"))
    found = protected([weighted(PLACES, {}), other], "publication", KNOWN, LIMITS, {"q": impossible})
    assert "cannot be checked" in [note.what for note in found.notes]
    assert found.in_place[0] is None


def words_of(name: str) -> Variable:
    return replace(table({"x": {"x": 1}}).variable, name=name)
