from decimal import Decimal

import pytest

from surveys.engine.answers import Choice, Choices, Number, Refusal, Words
from surveys.engine.cells import Missing, cell, cells, derived_cells
from tests.engine.mini import option, page, study, valid

YES, NO, REFUSES, UNSURE = Choice("yes"), Choice("no"), Refusal("prefer_not"), Refusal("dont_know")
CHAIN = study(
    page("a", reasons=["prefer_not", "dont_know"]),
    page("b", rule="${a} = 'yes'"),
    page("c", "text", rule="${b} = 'yes'"),
    page("d", "text", rule="${a} = 'yes' and ${b} = 'yes'"),
    page("e", "text", page_keys={"groups": ["two"]}),
    page("f", "text", rule="${a} = '' or ${a} = 'prefer_not'"),
    page("g", "text", rule="${a} != 'no'"),
)


def numbers(answers, passed, group="one", definition=CHAIN):
    found = cells(definition, group, answers, set(passed))
    return {name: int(value) for name, value in found.items() if isinstance(value, Missing)}


@pytest.mark.parametrize(
    ("answers", "passed", "expected"),
    [
        pytest.param({}, "", {"a": -6, "b": -6, "c": -6, "d": -6, "f": -6, "g": -6}, id="nothing done"),
        pytest.param({"a": NO}, "afg", {"b": -4, "c": -4, "d": -4, "f": -4, "g": -4}, id="no decides all that follows"),
        pytest.param({"a": YES}, "a", {"b": -6, "c": -6, "d": -6, "f": -4, "g": -6}, id="broken off"),
        pytest.param({"a": YES}, "abg", {"b": -5, "c": -8, "d": -8, "f": -4, "g": -5}, id="b skipped"),
        pytest.param({}, "afg", {"a": -5, "b": -8, "c": -8, "d": -8, "f": -5, "g": -8}, id="a skipped"),
        pytest.param({"a": REFUSES}, "afg", {"a": -2, "b": -8, "c": -8, "d": -8, "f": -5, "g": -8}, id="a refused"),
        pytest.param({"a": UNSURE}, "ag", {"a": -1, "b": -4, "c": -4, "d": -4, "f": -4, "g": -5}, id="a not known"),
        pytest.param({"a": NO, "b": YES}, "abg", {"b": -4, "c": -4, "d": -4, "f": -4, "g": -4}, id="routed away"),
    ],
)
def test_reasons(answers, passed, expected):
    assert numbers(answers, passed) == expected | {"e": -7}


def test_an_answer_on_the_path_is_itself():
    assert cell(CHAIN, "one", {"a": YES}, {"a"}, "a") == YES
    assert cell(CHAIN, "one", {"g": Words("x")}, set(), "g") == Words("x")
    assert cell(CHAIN, "two", {"e": Words("x")}, set(), "e") == Words("x")


def test_a_question_of_another_edition_is_not_included():
    assert cell(CHAIN, "one", {}, set(), "nowhere") == Missing.NOT_INCLUDED


def test_another_answer_decides_over_a_skipped_one():
    definition = study(page("a"), page("b"), page("c", rule="${a} = 'yes' and ${b} = 'yes'"))
    assert numbers({"b": NO}, "ab", definition=definition)["c"] == -4
    assert numbers({"b": YES}, "ab", definition=definition)["c"] == -8


def test_reasons_in_and_outside_the_base():
    definition = valid("reasons")
    inside = cell(definition, "all", {"happy": Choice("dont_know")}, set(), "happy")
    assert inside == Choice("dont_know")
    assert cell(definition, "all", {"happy": Choice("not_applicable")}, set(), "happy") == Missing.NOT_APPLICABLE


def test_a_multi_with_only_a_reason_outside_the_base():
    options = [option("x"), option("dont_know", reason="dont_know", exclusive=True)]
    definition = study(page("a", "multi", options=options))
    assert cell(definition, "one", {"a": Choices(frozenset({"dont_know"}))}, set(), "a") == Missing.DONT_KNOW
    ticked = Choices(frozenset({"x"}))
    assert cell(definition, "one", {"a": ticked}, set(), "a") == ticked


def test_options_all_routed_away_is_not_asked():
    definition = study(page("a"), page("b", options=[option("x", relevant="${a} = 'yes'")]))
    assert numbers({"a": NO}, "a", definition=definition) == {"b": -4}
    assert numbers({}, "a", definition=definition) == {"a": -5, "b": -8}


def test_no_option_for_the_group_is_not_included():
    definition = study(page("a", options=[option("x", groups=["two"])]))
    assert numbers({}, "", definition=definition) == {"a": -7}


def test_statements_have_no_cell():
    assert "closing" not in cells(valid("rules"), "all", {}, set())


def test_screening_cells():
    definition = valid("groups")
    found = cells(definition, "asiel", {"adult": YES}, {"adult"}, {"known_group": "asiel"})
    assert found["adult"] == YES
    assert found["reason_came"] == Missing.NOT_ASKED


@pytest.mark.parametrize(
    ("answers", "passed", "expected"),
    [
        pytest.param({"work": NO}, {"work"}, {"work_kind": "none", "weeks_pay": -4}, id="no work"),
        pytest.param(
            {"work": YES, "hours": Number(Decimal(10))},
            {"work"},
            {"work_kind": "part", "weeks_pay": 520},
            id="part time",
        ),
        pytest.param({"work": YES}, {"work", "hours"}, {"work_kind": -8, "weeks_pay": -8}, id="hours skipped"),
        pytest.param({"work": YES}, {"work"}, {"work_kind": -6, "weeks_pay": -6}, id="hours not reached"),
        pytest.param({}, {"work"}, {"work_kind": -8, "weeks_pay": -8}, id="work skipped"),
    ],
)
def test_derived_cells(answers, passed, expected):
    assert derived_cells(valid("derived"), "all", answers, passed) == expected


def test_derived_cells_take_over_reasons():
    definition = study(
        page("a", reasons=["dont_know", "prefer_not"]),
        page("n", "number", reasons=["dont_know"]),
        derived=[
            {"name": "copy", "label": {"nl": "kopie"}, "expression": "${a}"},
            {"name": "twice", "label": {"nl": "dubbel"}, "expression": "${n} * 2"},
            {"name": "other_group", "label": {"nl": "anders"}, "expression": "${a}", "groups": ["two"]},
        ],
    )
    found = derived_cells(definition, "one", {"a": REFUSES, "n": UNSURE}, {"a", "n"})
    assert found == {"copy": -2, "twice": -1, "other_group": -7}
    assert derived_cells(definition, "one", {"a": UNSURE}, {"a", "n"})["copy"] == -1
