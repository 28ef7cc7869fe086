"""Tables as they may leave: what each profile tells, and that an attacker who tries every table finds nothing."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import disclosure
from exports.attack import Attack, Contradiction, Fact, System
from exports.disclosure import NothingToRelease, hidden_count, protect, protected, told
from exports.disclosure_merge import Note, What, added
from exports.disclosure_rules import Declared, Limits, declared, mark_of_base
from exports.disclosure_words import sentences
from exports.suppress import Told
from tests.exports.mini import mini
from tests.exports.small_tables import given_away, table, tally

SMALL = Limits(base=0, few=0, least=2, width=2)


def counts(one) -> list[list[int | None]]:
    return [[cell.count for cell in row.cells] for row in one.rows]


NARROW = {"x": 20, "y": 9}


def test_internal_hides_nothing_and_marks_what_is_small():
    (made,) = protect([table({"man": {"x": 40, "y": 60}, "woman": NARROW}, "xy", by="gender")], "internal")
    assert counts(made) == [[60, 40, 20], [69, 60, 9]]
    assert [cell.mark for cell in made.rows[0].cells] == ["", "", "few"]


@pytest.mark.parametrize(
    ("n", "mark"), [(29, "hidden"), (30, "few"), (49, "few"), (50, "")], ids=lambda value: str(value)
)
def test_a_national_percentage_rests_on_its_base(n, mark):
    """A small count within a large enough base is told: opinions by group are what the report is about."""
    (made,) = protect(
        [table({"man": {"x": n - 1, "y": 1}, "woman": {"x": 50, "y": 50}}, "xy", by="gender")], "publication"
    )
    assert [row.cells[1].mark for row in made.rows] == [mark, mark]
    assert made.rows[1].cells[1].count == (None if mark == "hidden" else 1)
    assert made.tallies[1].n == n


def test_a_column_of_nobody_is_empty_not_hidden():
    (made,) = protect([table({"man": {"x": 40, "y": 60}, "woman": {}}, "xy", by="gender")], "publication")
    assert [row.cells[2].mark for row in made.rows] == ["", ""]
    assert [row.cells[2].text for row in made.rows] == ["", ""]


def test_a_place_gets_the_local_rules_by_itself():
    places = {"a": {"x": 5, "y": 40, "z": 30}, "b": {"x": 20, "y": 30, "z": 40}, "c": {"x": 60, "y": 50, "z": 44}}
    (made,) = protect([table(places)], "publication")
    assert counts(made) == [[85, None, None, 60], [120, None, None, 50], [114, 30, 40, 44]]
    assert [found.asked for found in made.tallies] == [None] * 4
    assert all(not found.counts for found in made.tallies)


@pytest.mark.parametrize(
    ("by", "known", "local"),
    [
        pytest.param("gender", Declared(), False, id="gender"),
        pytest.param("channel", Declared(), True, id="channel"),
        pytest.param("gender", Declared(identifying=frozenset({"q"})), True, id="an identifying question"),
        pytest.param("gender", Declared(sensitive=frozenset({"q"})), True, id="health by a small group"),
        pytest.param("gender", Declared(identifying=frozenset({"gender"})), True, id="declared by the study"),
    ],
)
def test_which_tables_are_local(by, known, local):
    made = protected([table({"m": {"x": 40, "y": 4}, "w": {"x": 45, "y": 45}}, "xy", by=by)], "publication", known)
    assert (made.tables[0].rows[1].cells[1].count is None) == local


def test_two_breakdowns_beside_the_group_are_local():
    one = table({"m": {"x": 40, "y": 4}, "w": {"x": 45, "y": 45}}, "xy", by="gender", total=False)
    ages = [replace(heading, where={**heading.where, "age": frozenset({"old"})}) for heading in one.headings]
    groups = [replace(heading, where={**heading.where, "group": frozenset({"g"})}) for heading in one.headings]
    assert protect([replace(one, headings=tuple(groups))], "publication")[0].rows[1].cells[0].count == 4
    assert protect([replace(one, headings=tuple(ages))], "publication")[0].rows[1].cells[0].count is None


def test_small_places_are_put_together_and_reported():
    places = {"a": {"x": 4, "y": 2}, "b": {"x": 3, "y": 3}, "c": {"x": 70, "y": 30}, "d": {"x": 40, "y": 40}}
    made = protected([table(places, "xy", total=False)], "local", limits=Limits(width=5, least=5))
    assert [heading.key for heading in made.tables[0].headings] == ["a", "b", "c", "d"]
    made = protected([table(places, "xy", total=False)], "local")
    assert [heading.key for heading in made.tables[0].headings] == ["c", "d", "a+b"]
    assert made.tables[0].tallies[2].n == 12
    assert ("columns merged", ("a", "b")) in [(note.what, note.parts) for note in made.notes]


def test_ends_of_a_scale_are_merged_before_anything_is_hidden():
    codes = ("1", "2", "3", "4", "5")
    ends = Declared(ends={"q": (("1", "2"), ("4", "5"))})
    answers = {"1": 6, "2": 7, "3": 20, "4": 30, "5": 25}
    made = protected([table({"a": answers, "b": {code: 40 for code in codes}}, codes)], "local", ends)
    assert [row.code for row in made.tables[0].rows] == ["1+2", "3", "4", "5"]
    assert all(None not in row for row in counts(made.tables[0]))
    assert [(note.what, note.parts) for note in made.notes] == [("answers merged", ("1", "2"))]


def test_declared_neighbours_come_first():
    known = Declared(together={"q": (("x", "y"),)})
    made = protected([table({"a": {"x": 3, "y": 9, "z": 30}, "b": {"x": 40, "y": 40, "z": 40}})], "local", known)
    assert [row.code for row in made.tables[0].rows] == ["x+y", "z"]
    assert made.tables[0].rows[0].label["en"] == "x + y"


def test_several_answers_are_merged_as_people_not_ticks():
    known = Declared(together={"q": (("x", "y"),)})
    a = {"x": 5, "x+y": 4, "z": 30}
    made = protect([table({"a": a, "b": {"x": 40, "y": 40, "z": 40}}, several=True)], "local", known)
    assert [row.code for row in made[0].rows] == ["x+y", "z"]
    assert made[0].rows[0].cells[0].count in (89, None)


columns = st.dictionaries(st.sampled_from("xyz"), st.integers(0, 3), min_size=3, max_size=3)
tables = st.builds(
    table,
    st.fixed_dictionaries({"a": columns, "b": columns}, optional={"c": columns}),
    total=st.booleans(),
    unplaced=st.sampled_from([{}, {}, {"x": 1}, {"y": 2, "z": 1}]),
)


def attacked(made) -> set[str]:
    parts = {code for one in made for heading in one.headings for codes in heading.where.values() for code in codes}
    return given_away(made, [*sorted(parts), ""], "xyz", SMALL)


@settings(max_examples=20, deadline=None)
@given(tables)
def test_nobody_who_tries_every_table_finds_a_small_number(one):
    try:
        made = protect([one], "local", limits=SMALL)
    except NothingToRelease:
        return
    assert attacked(made) == set()


PATTERNS = ("x", "y", "x+y")
ticks = st.dictionaries(st.sampled_from(PATTERNS), st.integers(0, 3), min_size=3, max_size=3)
several = st.builds(
    table, st.fixed_dictionaries({"a": ticks, "b": ticks}), st.just("xy"), total=st.booleans(), several=st.just(True)
)


@settings(max_examples=15, deadline=None)
@given(several)
def test_nor_where_people_give_several_answers(one):
    try:
        made = protect([one], "local", limits=SMALL)
    except NothingToRelease:
        return
    parts = {code for shown in made for heading in shown.headings for held in heading.where.values() for code in held}
    assert given_away(made, [*sorted(parts), ""], "xy", SMALL, PATTERNS) == set()


def test_the_attacker_of_several_answers_finds_what_is_given_away():
    """Positive control: of four people three ticked x alone, so one ticked y."""
    one = table({"a": {"x": 3, "y": 1}}, "xy", total=False, several=True)
    rows = (one.rows[0], replace(one.rows[1], cells=(disclosure.HIDDEN,)))
    assert given_away([replace(one, rows=rows)], ["a"], "xy", SMALL, ("x", "y")) == {"a/y"}
    assert given_away([replace(one, rows=rows)], ["a"], "xy", SMALL, PATTERNS) == set()


def test_without_hiding_more_the_attacker_finds_cells(monkeypatch):
    """Positive control: the small cell alone is hidden, and both attackers give it back."""
    one = table({"a": {"x": 1, "y": 3, "z": 4}, "b": {"x": 4, "y": 4, "z": 4}})
    assert attacked(protect([one], "local", limits=SMALL)) == set()
    monkeypatch.setattr(disclosure, "suppress", lambda drafts, *_: (drafts, []))
    made = protect([one], "local", limits=SMALL)
    assert counts(made[0])[0] == [5, None, 4]
    assert attacked(made) == {"a/x"}


@settings(max_examples=15, deadline=None)
@given(tables)
def test_the_solver_and_the_attacker_find_the_same(one):
    """Of tables in which only small cells are hidden, where much is given away."""
    system = System(tuple("xyz"), tuple(h.where for h in one.headings), tuple(h.where for h in one.headings if h.where))
    facts, rows = [], []
    for place, heading in enumerate(one.headings):
        facts.append(Fact(heading.where, None, one.tallies[place].n))
        told = [row for row in one.rows if row.cells[place].count >= SMALL.least]
        facts += [Fact(heading.where, frozenset({row.code}), row.cells[place].count) for row in told]
    for row in one.rows:
        cells = [cell if cell.count >= SMALL.least else disclosure.HIDDEN for cell in row.cells]
        rows.append(replace(row, cells=tuple(cells)))
    pinned = Attack(system, SMALL).pinned(facts)
    found = {f"{''.join(dict(one.atom)['municipality'])}/{one.code}" for one in pinned if one.code}
    assert found == attacked([replace(one, rows=tuple(rows))])


LOCAL = {"a": {"x": 5, "y": 40, "z": 55}, "b": {"x": 51, "y": 40, "z": 55}}


def test_two_tables_of_one_question_are_held_against_each_other():
    """By channel all is well; with the country's total told beside it, the small place would follow."""
    national = table({"m": {"x": 30, "y": 40, "z": 50}, "w": {"x": 26, "y": 40, "z": 60}}, by="gender")
    local = table(LOCAL, total=False)
    alone, together = protect([local], "publication"), protect([national, local], "publication")
    assert counts(alone[0]) == [[None, 51], [None, 40], [55, 55]]
    assert counts(together[1]) == [[None, None], [None, None], [55, 55]]
    assert counts(together[0]) == counts(national)


def test_what_was_told_before_counts():
    before = [Fact({}, frozenset({"x"}), 56), Fact({}, frozenset({"y"}), 80), Fact({}, None, 246)]
    made = protect([table(LOCAL, total=False)], "local", earlier={"q": Told(tuple(before))})
    assert counts(made[0]) == [[None, None], [None, None], [55, 55]]


def test_a_national_table_gives_way_to_what_a_local_one_left_out():
    """The places alone told two of three answers; everybody's third would now follow for the small place."""
    local = table(LOCAL, total=False)
    before = told(protect([local], "local"), "local", Declared(), Limits())
    national = table({"m": {"x": 30, "y": 40, "z": 50}, "w": {"x": 26, "y": 40, "z": 60}}, by="gender")
    (made,) = protect([national], "publication", earlier=before)
    assert counts(made)[0][0] is None or counts(made)[1][0] is None
    assert counts(protect([national], "publication")[0]) == counts(national)


def test_what_is_rare_in_the_country_is_told_and_hidden_by_place():
    national = table({"m": {"x": 2, "y": 70, "z": 50}, "w": {"x": 1, "y": 70, "z": 60}}, by="gender")
    local = table({"a": {"x": 3, "y": 60, "z": 50}, "b": {"y": 80, "z": 60}}, total=False)
    made = protect([national, local], "publication")
    assert counts(made[0]) == counts(national)
    assert counts(made[1])[0] == [None, None]
    assert counts(made[1])[1] == [None, None] or counts(made[1])[2] == [None, None]


def test_a_second_release_after_more_answers_does_not_tell_the_new_ones():
    """Two people answered since: their answers are the difference of the two tables."""
    first = table({"a": {"x": 20, "y": 30}, "b": {"x": 40, "y": 30}}, "xy", total=False)
    second = table({"a": {"x": 21, "y": 31}, "b": {"x": 40, "y": 30}}, "xy", total=False)
    before = told(protect([first], "local"), "local", Declared(), Limits())["q"]
    then = Told(
        tuple(Fact({**fact.where, "@1": frozenset({"then"})}, fact.codes, fact.count) for fact in before.facts),
        tuple({**where, "@1": frozenset({"then"})} for where in before.watched),
    )
    made = protect([second], "local", earlier={"q": then})
    assert [heading.key for heading in made[0].headings] == ["b"]
    assert counts(made[0]) == [[40], [30]]


LINKED = Declared(roots={"three": frozenset({"nine"}), "two": frozenset({"nine"}), "band": frozenset({"age"})})
LARGE = {"a": {"x": 40, "y": 40}, "b": {"x": 40, "y": 40}}


@pytest.mark.parametrize(
    ("names", "places", "before", "left"),
    [
        pytest.param(["nine", "three"], LOCAL, (), ["nine"], id="a value beside its question"),
        pytest.param(["three", "nine"], LOCAL, (), ["three"], id="the first that is asked for stays"),
        pytest.param(["three", "two"], LOCAL, (), ["three"], id="two values of one question"),
        pytest.param(["nine", "band"], LOCAL, (), ["nine", "band"], id="of other answers"),
        pytest.param(["nine", "three"], LARGE, (), ["nine", "three"], id="where nothing is hidden both may leave"),
        pytest.param(["three", "band"], LOCAL, ("nine",), ["band"], id="the other left before"),
    ],
)
def test_tables_of_the_same_answers_do_not_leave_together(names, places, before, left):
    tables = [table(places, "xyz"[: len(places["a"])], name=name, total=False) for name in names]
    earlier = {name: Told(watched=({"municipality": frozenset({"a"})},)) for name in before}
    made = protected(tables, "local", LINKED, earlier=earlier)
    assert [one.variable.name for one in made.tables] == left
    assert {note.of for note in made.notes if note.what == "same answers"} == set(names) - set(left)


def test_what_a_value_is_worked_out_from_is_read():
    assert declared(mini()).roots == {"worker": frozenset({"work"})}


def test_numbers_that_contradict_what_was_told_are_not_released():
    local = table({"a": {"x": 50, "y": 40}, "b": {"x": 51, "y": 40}}, "xy", total=False)
    with pytest.raises(NothingToRelease):
        protect([local], "local", earlier={"q": Told((Fact({}, None, 7),))})


def test_people_without_a_place_are_not_given_away():
    """Everybody minus the places told would be two people: a place goes too."""
    places = {"a": {"x": 40, "y": 30}, "b": {"x": 20, "y": 20}}
    made = protected([table(places, "xy", unplaced={"x": 2})], "local")
    assert [heading.key for heading in made.tables[0].headings] == ["all", "a"]
    assert "column left out" in [note.what for note in made.notes]


@pytest.mark.parametrize(
    "places",
    [
        pytest.param({"a": {}, "b": {}}, id="nobody"),
        pytest.param({"a": {"x": 1}, "b": {}}, id="one interview"),
        pytest.param({"a": {"x": 4}, "b": {"y": 5}}, id="nine together"),
    ],
)
def test_where_nothing_can_be_released_that_is_said(places):
    with pytest.raises(NothingToRelease, match="from 10 people on"):
        protect([table(places, "xy")], "local")
    assert hidden_count([table(places, "xy")], "local") == 6


def test_counted_is_what_is_not_told():
    one = table({"a": {"x": 5, "y": 40, "z": 30}, "b": {"x": 20, "y": 30, "z": 40}, "c": {"x": 60, "y": 50, "z": 44}})
    assert hidden_count([one], "publication") == 4
    assert hidden_count([one], "internal") == 0


def test_only_the_tables_that_may_leave_do():
    small, large = (
        table({"a": {"x": 3}}, "xy", name="p"),
        table({"a": {"x": 30, "y": 30}, "b": {"x": 40, "y": 30}}, "xy"),
    )
    made = protected([small, large], "local")
    assert [one.variable.name for one in made.tables] == ["q"]
    assert made.in_place == (None, made.tables[0])
    assert [note.of for note in made.notes if note.what == "table left out"] == ["p"]


def test_facts_that_cannot_be_are_found():
    system = System(("x",), ({},), ({},))
    with pytest.raises(Contradiction):
        Attack(system, SMALL).pinned([Fact({}, None, 3), Fact({}, frozenset({"x"}), 4)])


@pytest.mark.parametrize(
    ("n", "profile", "local", "mark"),
    [
        (9, "internal", True, "few"),
        (29, "publication", False, "hidden"),
        (30, "publication", False, "few"),
        (9, "local", True, "hidden"),
        (10, "local", True, "few"),
        (50, "publication", False, ""),
        (0, "publication", True, ""),
    ],
)
def test_marks_of_a_mean(n, profile, local, mark):
    assert mark_of_base(n, profile, local=local, limits=Limits()) == mark


@pytest.mark.parametrize("what", get_args(What))
def test_what_was_done_is_said(what):
    (said,) = sentences([Note("health", what, ("a", "b"), 4)])
    assert "health" in said
    assert "%(" not in said


def test_weights_of_merged_columns_add_up():
    one = replace(tally({"x": 2, "y": 2}), weighted_n=6.0, effective=36 / 10)  # weights 1 1 2 2
    other = replace(tally({"x": 1, "y": 1}), weighted_n=4.0, effective=16 / 10)  # weights 1 3
    assert added([one, other]).effective == pytest.approx(100 / 20)
