"""Decisions and undo: what is in force, what it does to rows, and that everything can be given back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.cleaning import Change, Rule, clean_rows, cleaned, restored
from exports.cleaning_report import report
from exports.decisions import (
    Decision,
    NoSuchVariable,
    NotToUndo,
    can_undo,
    check_variables,
    depending,
    emptied_by,
    in_force,
    last_word,
    removed,
    rules_of,
)
from exports.flags.case import Flag
from tests.exports.mini import mini, values
from tests.exports.test_values import ALL, EVERYTHING


def decision(number: int, action: str = "remove", *respnrs: int, rule: str = "speeding", **more: object) -> Decision:
    return Decision(number, rule, action, frozenset(respnrs), **more)


def undoing(number: int, undoes: int) -> Decision:
    return Decision(number, "speeding", "leave", frozenset(), undoes=undoes)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([decision(1), decision(2)], [1, 2], id="two"),
        pytest.param([decision(1), undoing(2, 1)], [], id="undone"),
        pytest.param([decision(1), undoing(2, 1), undoing(3, 2)], [1], id="the undo undone"),
        pytest.param([decision(1), undoing(2, 1), undoing(3, 2), undoing(4, 3)], [], id="and undone again"),
        pytest.param([undoing(2, 1), decision(1)], [], id="in whatever order they are read"),
    ],
)
def test_in_force(taken, expected):
    assert [one.number for one in in_force(taken)] == expected


@pytest.mark.parametrize("number", [1, 9])
def test_only_what_is_in_force_can_be_undone(number):
    with pytest.raises(NotToUndo, match=str(number)):
        can_undo([decision(1), undoing(2, 1)], number)


def test_an_undo_in_force_can_be_undone():
    assert can_undo([decision(1), undoing(2, 1)], 2).number == 2


def test_a_later_decision_about_the_same_flag_takes_the_place_of_an_earlier_one():
    taken = [decision(1, "remove", 5, 6), decision(2, "leave", 5), decision(3, "remove", 6, rule="double")]
    assert {place: one.number for place, one in last_word(taken).items()} == {
        ("speeding", 5): 2,
        ("speeding", 6): 1,
        ("double", 6): 3,
    }
    assert removed(taken) == {6}
    assert removed([*taken, undoing(4, 2)]) == {5, 6}


def test_a_flag_that_is_left_does_not_save_somebody_whom_another_rule_removes():
    assert removed([decision(1, "leave", 5), decision(2, "remove", 5, rule="double")]) == {5}


RAW = [{"respnr": number, **values(mini(), EVERYTHING, ALL)} for number in (1, 2, 3)]


def applied(*taken: Decision) -> tuple[list[dict], list[Change]]:
    log: list[Change] = []
    rows = clean_rows(RAW, rules_of(taken, [mini()]), log.append)
    return [dict(zip(RAW[0], row, strict=True)) for row in rows], log


def test_without_decisions_nothing_changes():
    assert applied() == (RAW, [])
    assert rules_of([decision(1, "leave", 1)], [mini()]) == ()


def test_a_removed_interview_leaves_a_line_per_value():
    clean, log = applied(decision(7, "remove", 2))
    assert [row["respnr"] for row in clean] == [1, 3]
    assert {change.variable: change.before for change in log} == {k: v for k, v in RAW[1].items() if v is not None}
    assert {(change.respnr, change.after, change.rule, change.decision) for change in log} == {(2, None, "speeding", 7)}


def test_emptied_answers_take_along_what_is_worked_out_from_them():
    clean, log = applied(decision(7, "blank", 2, variables=("work", "mood", "ways")))
    changed = {change.variable: (change.before, change.after) for change in log}
    assert changed == {
        "work": (1, -9),
        "worker": (1, -9),
        "mood": (2, -9),
        "warmth": (3.0, -9),
        "ways_bus": (1, -9),
        "ways_bike": (0, -9),
        "ways_else": (1, -9),
        "ways_other": ("=boat", None),
    }
    assert clean[0] == RAW[0]


def test_what_was_not_asked_is_not_emptied():
    assert applied(decision(7, "blank", 1, variables=("only_b",))) == (RAW, [])
    assert applied(decision(7, "blank", 1, variables=("since",)))[0][0]["since_d"] == -4


def test_derived_values_and_scales_depend_on_their_questions():
    assert depending(mini(), ["work", "trust"]) == {"worker", "warmth"}
    assert depending(mini(), ["hours"]) == frozenset()


@pytest.mark.parametrize("name", ["respnr", "ways_bus", "worker", "gone"])
def test_only_questions_can_be_emptied(name):
    with pytest.raises(NoSuchVariable, match=name):
        check_variables([name], [mini()])


def test_a_decision_about_another_editions_question_changes_nothing_here():
    assert emptied_by(["asked_later"], [mini()]) == {}
    assert applied(decision(7, "blank", 1, variables=("asked_later",))) == (RAW, [])


VARIABLES = ("work", "mood", "trust", "ways", "since", "say", "hours")
DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["leave", "remove", "blank"]),
        st.sets(st.sampled_from([1, 2, 3]), min_size=1),
        st.sampled_from(["speeding", "double"]),
        st.sets(st.sampled_from(VARIABLES), min_size=1),
        st.integers(0, 8),
    ),
    max_size=8,
)


def taken(drawn: list) -> list[Decision]:
    """Decisions as drawn; one in three undoes an earlier number, where that can be undone."""
    made: list[Decision] = []
    for number, (action, respnrs, rule, variables, undoes) in enumerate(drawn, start=1):
        if undoes in {one.number for one in made} and undoes % 3 == 1:
            made.append(undoing(number, undoes))
        else:
            made.append(Decision(number, rule, action, frozenset(respnrs), tuple(sorted(variables))))
    return made


@given(DECISIONS)
def test_clean_rows_and_log_give_the_raw_rows_back(drawn):
    clean, log = applied(*taken(drawn))
    assert restored(clean, log, list(RAW[0])) == RAW


@given(DECISIONS)
def test_undoing_every_decision_gives_the_raw_rows(drawn):
    made = taken(drawn)
    standing = in_force(made)
    undone = [undoing(100 + place, one.number) for place, one in enumerate(standing)]
    assert applied(*made, *undone) == (RAW, [])


@given(DECISIONS, st.integers(1, 3))
def test_an_undo_restores_exactly_what_stood_before_it(drawn, respnr):
    made = taken(drawn)
    more = decision(50, "remove", respnr)
    assert applied(*made, more, undoing(51, 50)) == applied(*made)


def test_a_log_that_misses_a_line_does_not_give_the_raw_rows_back():
    """Positive control of `restored`: each line is needed."""
    clean, log = applied(decision(1, "blank", 1, variables=("work",)), decision(2, "remove", 3))
    for place in range(len(log)):
        assert restored(clean, log[:place] + log[place + 1 :], list(RAW[0])) != RAW


def test_a_rule_sees_what_those_before_it_left():
    first = Rule("first", "", lambda row: {"n": 2} if row["n"] == 1 else {})
    second = Rule("second", "", lambda row: {}, lambda row: row["n"] == 2)
    row, log = cleaned({"respnr": 1, "n": 1}, (first, second))
    assert row is None
    assert [(one.variable, one.before, one.after, one.rule) for one in log] == [
        ("n", 1, 2, "first"),
        ("respnr", 1, None, "second"),
        ("n", 2, None, "second"),
    ]


def test_the_report_counts_before_and_after():
    flags = [Flag("speeding", 1, "a", {}), Flag("speeding", 2, "a", {}), Flag("double", 2, "a", {})]
    made = [decision(1, "remove", 2), decision(2, "leave", 1), decision(3, "blank", 2, rule="double")]
    found = report(flags, made, {"a": 10, "b": 4}, {2: "a"})
    lines = {one.rule: (one.flagged, one.undecided, one.left, one.blanked, one.removed) for one in found.rules}
    assert lines["speeding"] == (2, 0, 1, 0, 1)
    assert lines["double"] == (1, 0, 0, 1, 0)
    assert [(one.group, one.before, one.after, one.without["speeding"]) for one in found.groups] == [
        ("a", 10, 9, 8),
        ("b", 4, 4, 4),
    ]
    assert (found.before, found.after) == (14, 13)
    assert found.as_json()["rules"][0]["removed"] == 1


def test_who_was_removed_and_is_not_flagged_any_more_stays_counted():
    found = report([], [decision(1, "remove", 2)], {"a": 10}, {2: "a"})
    assert found.after == 9
