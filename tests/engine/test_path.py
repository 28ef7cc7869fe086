from decimal import Decimal

import pytest

from surveys.engine.answers import Choice, Choices, Number, Words
from surveys.engine.path import may_open, next_page, outcome, path, screening_path
from tests.engine.mini import document, option, page, problems, study, valid

WORK = study(
    page("has_work"),
    page("hours", "number", rule="${has_work} = 'yes'"),
    page("long_hours", "text", rule="${hours} >= 40"),
    page("why_not", "text", rule="${has_work} = 'no'"),
    page("closing", "statement"),
)
YES, NO = Choice("yes"), Choice("no")


def names(definition, group="one", **answers):
    return " ".join(path(definition, group, answers).names)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({}, "has_work closing", id="nothing answered yet"),
        pytest.param({"has_work": YES}, "has_work hours closing", id="yes"),
        pytest.param(
            {"has_work": YES, "hours": Number(Decimal(40))}, "has_work hours long_hours closing", id="boundary"
        ),
        pytest.param(
            {"has_work": NO, "hours": Number(Decimal(40))},
            "has_work why_not closing",
            id="an answer off the path does not steer",
        ),
        pytest.param({"has_work": Choice("gone")}, "has_work closing", id="an option no longer there does not count"),
    ],
)
def test_path(answers, expected):
    assert names(WORK, **answers) == expected


def test_groups_of_section_page_question_and_option():
    definition = valid("groups")
    assert names(definition, "asiel") == "work camp costs plan"
    assert names(definition, "gezin") == "work costs plan"
    assert names(definition, "unknown") == "work costs"
    costs = path(definition, "gezin", {"work": YES}).page("costs")
    assert [item.code for item in costs.questions[0].options] == ["loan", "municipality", "self"]
    assert [item.code for item in path(definition, "asiel", {}).page("costs").questions[0].options] == ["municipality"]


def test_section_rule_and_statement_page():
    definition = valid("routed_section")
    assert names(definition, "all", work=YES) == "work job_name"
    assert names(definition, "all", work=YES, job_name=Words("kok")) == "work job_name job_since"
    assert names(definition, "all", work=NO, job_name=Words("kok")) == "work"


def test_a_question_with_no_option_left_is_not_shown():
    definition = study(page("a"), page("b", options=[option("x", relevant="${a} = 'yes'")]), page("c"))
    assert names(definition, a=NO) == "a c"
    assert names(definition, a=YES) == "a b c"


def test_a_chosen_option_that_is_no_longer_offered_does_not_count():
    definition = study(
        page("a"),
        page("b", "multi", options=[option("x", relevant="${a} = 'yes'"), option("y")]),
        page("c", rule="selected(${b}, 'x')"),
        page("d", rule="selected(${b}, 'y')"),
    )
    both = Choices(frozenset({"x", "y"}))
    assert names(definition, a=YES, b=both) == "a b c d"
    assert names(definition, a=NO, b=both) == "a b d"


def test_derived_values_steer_and_are_known():
    definition = valid("derived")
    assert names(definition, "all", work=YES, hours=Number(Decimal(38))) == "work hours full_time"
    found = path(definition, "all", {"work": YES, "hours": Number(Decimal(10))})
    assert found.names == ("work", "hours")
    assert found.values["work_kind"] == "part"
    assert found.values["weeks_pay"] == 520
    assert path(definition, "all", {"work": NO, "hours": Number(Decimal(38))}).values["weeks_pay"] == ""


def test_a_rule_does_not_see_its_own_page():
    two = {"name": "two", "questions": [page("a")["questions"][0], page("b", rule="")["questions"][0]]}
    two["questions"][1]["relevant"] = "${a} = 'yes'"
    shown = path(study(two), "one", {"a": YES}).page("two")
    assert [item.question.name for item in shown.questions] == ["a"]


def test_built_ins():
    definition = study(page("a", rule="${group} = 'two'"), page("b", rule="${channel} = 'open'"), page("c"))
    assert names(definition, "two") == "a c"
    assert path(definition, "one", {}, {"channel": "open"}).names == ("b", "c")


@pytest.mark.parametrize(
    ("answers", "built_ins", "pages", "ends"),
    [
        pytest.param({"adult": NO}, {}, "adult reason_came", "under_age", id="refused"),
        pytest.param({"adult": YES, "reason_came": Choice("asiel")}, {}, "adult reason_came", "asiel", id="answers"),
        pytest.param({"adult": YES}, {"known_group": "asiel"}, "adult", "asiel", id="the code knows"),
        pytest.param({"adult": YES}, {}, "adult reason_came", "unknown", id="cannot be told"),
        pytest.param(
            {"adult": YES, "reason_came": Choice("gezin")}, {"known_group": "x"}, "adult", "unknown", id="off path"
        ),
    ],
)
def test_screening(answers, built_ins, pages, ends):
    definition = valid("groups")
    assert " ".join(screening_path(definition, answers, built_ins).names) == pages
    assert outcome(definition, answers, built_ins).name == ends


def test_screening_answers_steer_the_questionnaire():
    definition = study(
        page("late", rule="${early} = 'yes'"),
        screening={"pages": [page("early")], "outcomes": [{"name": "one", "group": "one"}]},
        groups={"one": {"label": {"nl": "een"}, "value": 1}},
    )
    assert names(definition, early=YES) == "late"
    assert names(definition, early=NO) == ""


def test_screening_without_an_end_says_so():
    with pytest.raises(LookupError, match="no rule"):
        outcome(study(screening={"outcomes": [{"name": "x", "group": "one", "relevant": "1 = 2"}]}), {})


def test_next_page_and_may_open():
    shown = path(WORK, "one", {"has_work": YES})
    assert next_page(shown, set()).name == "has_work"
    assert next_page(shown, {"has_work", "closing"}).name == "hours"
    assert next_page(shown, {"has_work", "hours", "closing"}) is None
    assert may_open(shown, {"has_work"}, "hours")
    assert not may_open(shown, {"has_work"}, "closing")
    assert not may_open(shown, {"has_work", "hours"}, "why_not")
    assert not may_open(shown, set(), "nowhere")


CORE = (
    page("a"),
    page("b", "text"),
    page("c", "text", rule="${a} = 'yes'", core=True),
    page("d", "text", rule="${b} != ''"),
    page("e", core=True),
)


def test_core_pages_come_first_in_document_order():
    definition = study(page("a", core=True), *CORE[1:])
    assert names(definition) == "a e b"
    assert names(definition, a=YES, b=Words("x")) == "a c e b d"


def test_a_core_page_that_hangs_on_a_later_page_is_a_problem():
    (found,) = problems(document(*CORE))
    assert (found.code, found.where) == ("looks_forward", "sections/start/pages/c/relevant")
    assert "core pages, which come first" in found.message
    assert "Mark the question that gives ${a} core too" in found.what_to_do


def test_a_section_that_hangs_on_a_later_page_is_a_problem_where_it_holds_a_core_page():
    made = document(page("a"), page("b", core=True))
    second = {"name": "more", "title": {"nl": "Meer"}, "relevant": "${a} = 'yes'", "pages": [page("x", core=True)]}
    made["sections"].append(second)
    assert [(one.code, one.where) for one in problems(made)] == [("looks_forward", "sections/more/relevant")]
    second["pages"] = [page("x")]
    assert problems(made) == ()
