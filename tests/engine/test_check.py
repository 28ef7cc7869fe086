"""What one example per code does not show: variants, places, and languages."""

import pytest

from surveys.engine.check import check, missing_texts, offered_languages
from surveys.engine.texts import texts
from tests.engine.mini import document, option, page, problems, study, valid

MULTI = page("m", "multi", options=[option("x"), option("y"), option("z", relevant="${s} = 'yes'")])
FIRST = (
    page("s", routing_key=True),
    page("t", "text"),
    page("n", "number", min=0),
    page("d", "date"),
    MULTI,
    page("c", "country"),
)


def codes(rule):
    return [problem.code for problem in problems(document(*FIRST, page("last", rule=rule)))]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param("${s} = 'yes'", [], id="code"),
        pytest.param("'yes' = ${s}", [], id="the other way round"),
        pytest.param("${s} != 'yes'", [], id="a routing key cannot be skipped"),
        pytest.param("${s} = ''", [], id="asks whether it was skipped"),
        pytest.param("${s} = 'dont_know'", ["unknown_code"], id="reason not offered"),
        pytest.param("${c} = 'SY'", [], id="country"),
        pytest.param("${c} = 'syria'", ["unknown_code"], id="no country"),
        pytest.param("${m} = ''", [], id="multi empty"),
        pytest.param("${m} = ${s}", ["equals_on_multi"], id="multi with a name"),
        pytest.param("selected(${m}, 'w')", ["unknown_code"], id="selected unknown code"),
        pytest.param("count-selected(${m}) > 1", [], id="count"),
        pytest.param("count-selected(${s}) > 1", ["selected_on_single"], id="count of a single"),
        pytest.param("selected('x', 'x')", ["selected_on_single"], id="selected of a text"),
        pytest.param("${d} < date('2024-01-01')", [], id="date"),
        pytest.param("${d} < '2024-01-01'", ["kind_mismatch"], id="date with text"),
        pytest.param("${n} < date('2024-01-01')", ["kind_mismatch"], id="number with date"),
        pytest.param("${n} = 'x'", ["kind_mismatch"], id="number with text"),
        pytest.param("${d} = ${n}", ["kind_mismatch"], id="date with number"),
        pytest.param("${s} > ${s}", ["order_on_choice"], id="order of codes"),
        pytest.param("${t} < ${t}", ["kind_mismatch"], id="order of texts"),
        pytest.param("${group} = 'three'", ["unknown_code"], id="no such group"),
        pytest.param("${n} mod 2 = 1", [], id="fixed factor"),
        pytest.param("2 * ${n} = 4", [], id="fixed factor in front"),
        pytest.param("2 div ${n} = 4", ["variable_factor"], id="divided by an answer"),
        pytest.param("-${t} = 4", ["arithmetic_on_text"], id="minus a text"),
        pytest.param("${s} = 'yes' and ${s}", ["not_a_condition"], id="bare name"),
        pytest.param("if(${s} = 'yes', ${n} > 1, ${n} > 2)", [], id="if as a condition"),
        pytest.param("if(${n}, 1 = 1, 1 = 2)", ["not_a_condition"], id="number as test"),
        pytest.param("${t} != 'x'", ["holds_when_skipped"], id="unguarded"),
        pytest.param("not(${t} = 'x')", ["holds_when_skipped"], id="unguarded not"),
        pytest.param("not(selected(${m}, 'x'))", ["holds_when_skipped"], id="unguarded selected"),
        pytest.param("${t} != '' and ${t} != 'x'", [], id="guarded"),
        pytest.param("not(${t} = '' or ${t} = 'x')", [], id="guarded inside not"),
        pytest.param("count-selected(${m}) > 0 and not(selected(${m}, 'x'))", [], id="guarded by a count"),
        pytest.param("${s} = 'yes' or ${t} != 'x'", ["holds_when_skipped"], id="or guards nothing"),
        pytest.param("${s} = 'yes' and (${n} > 1 or ${t} != 'x')", ["holds_when_skipped"], id="another guard"),
    ],
)
def test_rule(rule, expected):
    assert codes(rule) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        pytest.param({"relevant": "${b} = 'yes'"}, ["looks_forward"], id="forward"),
        pytest.param({"relevant": "${a} = 'yes'"}, ["looks_forward"], id="its own page"),
        pytest.param({"relevant": "${late} = 'yes'"}, ["looks_forward"], id="derived from later"),
        pytest.param({"relevant": "${group} = 'one'"}, [], id="built-in"),
    ],
)
def test_looks_back(places, expected):
    late = {"name": "late", "label": {"nl": "later"}, "expression": "${b}"}
    found = problems(document({**page("a"), **places}, page("b"), derived=[late]))
    assert [problem.code for problem in found] == expected


def test_derived_values_look_up_only():
    pair = [
        {"name": "d_one", "label": {"nl": "een"}, "expression": "${d_two}"},
        {"name": "d_two", "label": {"nl": "twee"}, "expression": "${a}"},
    ]
    assert [p.code for p in problems(document(page("a"), derived=pair))] == ["looks_forward"]
    assert problems(document(page("a"), derived=pair[::-1])) == ()


def test_problems_are_sorted_and_say_where():
    found = problems(document(page("b", options=[]), page("a", options=[])))
    assert [problem.where for problem in found] == [
        "sections/start/pages/a/questions/a",
        "sections/start/pages/b/questions/b",
    ]


def test_languages():
    complete = valid("languages")
    assert offered_languages(complete) == ("nl", "ar", "ti")
    partly = study(page("work"), languages=["nl", "ar"], title={"nl": "Klein", "ar": "صغير"})
    assert offered_languages(partly) == ("nl",)
    missing = missing_texts(partly, "ar")
    assert "title" not in missing
    assert "sections/start/pages/work/questions/work/options/yes/label" in missing
    (warning,) = check(partly)
    assert str(len(missing)) in warning.message


def test_texts_of_a_shared_list_come_once():
    places = [where for where, _ in texts(valid("scale"))]
    assert places.count("option_lists/agree/neutral/label") == 1
    assert len(places) == len(set(places))


def test_texts_of_materials():
    places = {where for where, _ in texts(valid("materials"))}
    assert {"consent/text/1", "materials/landing/points/1", "materials/letters/invitation/body/1"} <= places
