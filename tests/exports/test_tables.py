"""Tables beside a second, independent count: plain loops over the answers as they are stored, without the columns."""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from exports.counting import Base, Data, NoSuchVariable, tally
from exports.made_up_data import made_up_data
from exports.tables import base_in_words, headings_by, newcombe, table, wilson
from respondents.models import Interview
from respondents.play import play
from surveys.engine.answers import to_json
from surveys.models import Study
from surveys.publish import publish
from tests.exports import printed
from tests.exports.conftest import NOW
from tests.exports.mini import mini

PEOPLE = 24
FIVE = ("very_bad", "bad", "so_so", "good", "very_good")


@pytest.fixture(scope="module")
def simulated():
    """Made-up people: the data by column, and the answers as the flow stores them."""
    people = printed.people(seed=5)
    questions = printed.definition().questions
    stored = [
        (one.group, {name: to_json(answer, questions[name]) for name, answer in one.answers.items()}) for one in people
    ]
    return printed.data_of(people), stored


def counted(stored: Any, question: str, group: str, gender: str | None = None) -> tuple[int, dict[str, int]]:
    """The second count: who is in the base, and how many chose each code."""
    base, codes = 0, {}
    for own, answers in stored:
        if own != group or (gender and (answers.get("gender") or {}).get("code") != gender):
            continue
        chosen = _stands(answers, question)
        base += bool(chosen)
        for code in chosen:
            codes[code] = codes.get(code, 0) + 1
    return base, codes


def _stands(answers: Mapping[str, Any], question: str) -> list[str]:
    """The codes of an answer, where the filter above the question lets it stand."""
    if question in ("rating", "ways") and (answers.get("started") or {}).get("code") != "yes":
        return []
    if question == "content" and (answers.get("paid") or {}).get("code") != "yes":
        return []
    given = answers.get(question) or {}
    return given.get("codes") or ([given["code"]] if "code" in given else [])


QUESTIONS = ["permit", "gender", "started", "rating", "ways", "paid", "content", "guided", "colour"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_cell_agrees_with_a_second_count(simulated, question):
    assert_agrees(*simulated, question)


def test_every_cell_agrees_with_what_the_flow_stored(db):
    """The same through database and dataset; every eighth person breaks off."""
    study = Study.objects.create(slug="printed", title="Gedrukt")
    edition = publish(study, copy.deepcopy(printed.DOCUMENT), user=None, note="")
    random = Random(11)
    for number in range(PEOPLE):
        play(edition, random=random, language="nl", now=NOW, stop_after=3 if number % 8 == 0 else None)
    data = made_up_data("printed", 1)
    stored = [(one.group, one.answers) for one in Interview.objects.order_by("respnr")]
    for question in QUESTIONS:
        assert_agrees(data, stored, question)


def assert_agrees(data: Data, stored: Any, question: str) -> None:
    made = table(data, question, headings_by(data, ["group"]))
    for place, group in enumerate("abu"):
        base, codes = counted(stored, question, group)
        assert made.tallies[place].n == base
        for row in made.rows:
            if row.kind == "option":
                assert row.cells[place].count == codes.get(row.code, 0), (row.code, group)
                assert row.cells[place].text == _printed(codes.get(row.code, 0), base)


def _printed(count: int, base: int) -> str:
    """Whole percent with halves upwards, in whole numbers only."""
    if not base:
        return ""
    whole = (200 * count + base) // (2 * base)
    return "<1" if count and not whole else str(whole)


def test_the_second_count_sees_a_difference(simulated):
    """Positive control: one answer less in one column, and the two counts part."""
    data, stored = simulated
    column = list(data.columns["started"])
    column[column.index(1)] = -5
    other = Data(data.definition, {**data.columns, "started": column})
    bases = [tally(other, "started", {"group": frozenset({group})}).n for group in "abu"]
    assert bases != [counted(stored, "started", group)[0] for group in "abu"]


def test_two_breakdowns_at_once(simulated):
    data, stored = simulated
    made = table(data, "started", headings_by(data, ["group", "gender"]))
    keys = [heading.key for heading in made.headings]
    for place, key in enumerate(keys):
        group, gender = key.split(".")
        assert made.tallies[place].n == counted(stored, "started", group, gender)[0], key
    assert keys[:3] == ["a.man", "a.woman", "a.prefer_not"]
    assert made.headings[0].label["en"] == "A (en), man (en)"


def data_of(codes: list[int], groups: list[int] | None = None, **columns: list[int]) -> Data:
    numbers = groups or [1] * len(codes)
    return Data(mini(), {"group": numbers, "work": codes, **columns})


A, B = {"group": frozenset({"a"})}, {"group": frozenset({"b"})}


@pytest.mark.parametrize(
    ("base", "n", "yes"),
    [
        pytest.param(Base(), 3, 2, id="who answered"),
        pytest.param(Base(reasons=True), 4, 2, id="with don't know"),
        pytest.param(Base(asked=True), 6, 2, id="all who were asked"),
        pytest.param(Base(without=frozenset({"no"})), 2, 2, id="without an answer"),
        pytest.param(Base(only=frozenset({"no"})), 1, 0, id="only of one answer"),
    ],
)
def test_bases(base, n, yes):
    """Two yes, one no, one don't know, two skipped, one not asked, one of another group."""
    found = tally(data_of([1, 1, 2, -1, -5, -5, -4, 1], [1] * 7 + [2]), "work", A, base)
    assert (found.n, found.count(frozenset({"yes"}))) == (n, yes)
    assert found.asked == 6


def test_a_multi_counts_respondents_not_ticks():
    columns = {"ways_bus": [1, 1, 0, -5], "ways_bike": [1, 0, 0, -5], "ways_else": [0, 0, 1, -5]}
    found = tally(data_of([1] * 4, **columns), "ways", A)
    assert found.n == 3
    assert found.count(frozenset({"bus", "bike"})) == 2
    assert found.share(frozenset({"bus", "bike"})) == pytest.approx(2 / 3)


def test_weights_give_both_bases():
    found = tally(data_of([1, 2, 2]), "work", A, weights=[2.0, 1.0, 1.0])
    assert (found.n, found.weighted_n, found.share(frozenset({"yes"}))) == (3, 4.0, 0.5)
    assert found.effective == pytest.approx(16 / 6)


def test_intervals_of_the_sources():
    """Wilson: 81 of 263 (Newcombe 1998, Stat. Med. 17:857, table I). Newcombe: 56/70 and 48/80 (same, table II a)."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert newcombe(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("many", "verdict"),
    [pytest.param(100, ["differs", "differs"], id="many"), pytest.param(1, ["uncertain"] * 2, id="few")],
)
def test_a_difference_is_marked_with_how_sure_it_is(many, verdict):
    data = data_of([1] * 4 * many + [2] * many + [1] * 2 * many + [2] * 3 * many, [1] * 5 * many + [2] * 5 * many)
    made = table(data, "work", headings_by(data, ["group"]))
    assert [one.verdict for one in made.differences] == verdict
    assert [round(one.points) for one in made.differences] == [40, -40]


def test_a_small_difference_is_not_marked():
    data = data_of([1] * 54 + [2] * 46 + [1] * 50 + [2] * 50, [1] * 100 + [2] * 100)
    assert table(data, "work", headings_by(data, ["group"])).differences == ()
    assert len(table(data, "work", headings_by(data, ["group"]), points=3).differences) == 2


def test_both_ends_of_a_scale_are_added_up(simulated):
    data, _ = simulated
    made = table(data, "rating", headings_by(data, ["group"]))
    assert [row.code for row in made.rows] == [*FIVE, "first_two", "last_two"]
    assert made.rows[-1].cells[0].count == made.rows[3].cells[0].count + made.rows[4].cells[0].count


def test_the_base_is_said_in_words_from_the_rule():
    said = base_in_words(printed.definition(), "content")
    assert said["en"].startswith("A (en). ")
    assert "paid" in said["en"]
    assert base_in_words(printed.definition(), "colour")["nl"] != said["nl"]


def test_what_has_no_options_is_refused_by_name():
    with pytest.raises(NoSuchVariable, match="hours"):
        table(data_of([1]), "hours", ())
