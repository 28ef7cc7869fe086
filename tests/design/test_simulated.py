"""Made-up respondents: they go where the real path leads, in every group that somebody can get into."""

from random import Random

import pytest

from surveys.design.seen import Count, GroupSeen, Seen, carried, from_json
from surveys.design.simulated import _Maker, simulate
from surveys.engine.path import outcome, walk
from surveys.engine.prove import cover
from tests.design.small import page, small


def test_every_way_is_the_real_path() -> None:
    """Answers that were made up page by page, given to the engine in one go, lead along the same pages."""
    definition = small()
    made = _Maker(definition, Random(3))
    starts = made.starts(30, [one for one in cover(definition) if one.group])
    for group, ways in starts.items():
        assert len(ways) == 30
        for start in ways:
            assert outcome(definition, start.answers, start.built_ins).group == group
            way = made.questionnaire(group, start)
            real = walk(definition, group, way.answers, way.built_ins)
            assert way.pages == real.questionnaire.pages
            assert start.pages == real.screening.pages


def test_the_counts_of_a_run() -> None:
    seen = simulate(small(), per_group=40, seed=1)
    one, two = seen.groups["one"], seen.groups["two"]
    assert (one.people, two.people, seen.people) == (40, 40, 80)
    assert one.page("work") == one.page("only_one") == 40
    assert (one.page("by_law"), two.page("by_law")) == (0, 40)
    assert 0 < (one.page("hours") or 0) < 40
    assert one.page("hours") == one.page("boss") == one.question("hours")
    assert one.question("m2") == 0
    assert "only_one" not in seen.reached["two"]
    assert {"hours", "e3"} <= seen.reached["two"]


def test_the_same_seed_gives_the_same() -> None:
    assert simulate(small(), per_group=10, seed=5) == simulate(small(), per_group=10, seed=5)
    assert simulate(small(), per_group=10, seed=5) != simulate(small(), per_group=10, seed=6)


def test_a_group_that_chance_hardly_finds_and_one_that_nobody_enters() -> None:
    """One way in a million comes from the proof; where there is none, there are no people."""
    number = {"name": "n", "type": "number", "label": {"nl": "N", "en": "N"}, "min": 0, "max": 1_000_000}
    outcomes = [
        {"name": "to_one", "group": "one", "relevant": "${n} = 77"},
        {"name": "to_two", "group": "two", "relevant": "${n} = 1.5"},
        {"name": "none", "refuse": True, "title": {"nl": "Nee", "en": "No"}, "text": {"nl": "Nee", "en": "No"}},
    ]
    definition = small(screening={"pages": [page("n", number)], "outcomes": outcomes})
    seen = simulate(definition, per_group=5)
    assert (seen.groups["one"].people, seen.groups["two"].people) == (5, 0)
    assert seen.reached["two"] == frozenset()


def test_a_study_without_screening() -> None:
    seen = simulate(small(screening={"pages": [], "outcomes": []}), per_group=3)
    assert [one.people for one in seen.groups.values()] == [3, 3]


def test_there_and_back_as_json() -> None:
    seen = Seen({"one": GroupSeen(12, {"a": 12, "b": None}, {"q": 10})}, {"one": frozenset({"a"})})
    assert from_json(seen.as_json()) == seen
    assert seen.groups["one"].page("never") == 0


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        pytest.param(50, 53, 50, id="three more would be told of"),
        pytest.param(50, 60, 60, id="ten more"),
        pytest.param(50, 50, 50, id="none more"),
        pytest.param(None, 12, 12, id="too few before"),
    ],
)
def test_counts_that_differ_by_few_stay(before: int | None, now: int, kept: int) -> None:
    old, new = Seen({"one": GroupSeen(before, {}, {})}), Seen({"one": GroupSeen(now, {}, {})})
    assert carried(new, old).groups["one"].people == kept


def test_nobody_counted_is_nobody() -> None:
    assert Count().groups(["one"]) == {"one": GroupSeen(0, {}, {})}
