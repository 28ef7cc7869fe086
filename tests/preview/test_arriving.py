"""Trials, pure: who gets to which page with which answers, also in drafts that are still wrong."""

import pytest

from respondents.preview.arriving import arrive, as_somebody, begun, groups_for, question_named, screened
from respondents.preview.trial import Trial, answers_of, before, end_of, path_with, trial_from
from respondents.preview.why import given_of, why
from surveys.engine.parse import parse
from surveys.engine.path import path
from surveys.engine.problems import DefinitionError
from tests.engine.mini import document, load, names_of, option, page, study, valid

pytestmark = pytest.mark.once


def readable(code: str):
    try:
        return parse(load("invalid", code))
    except DefinitionError:
        return None


SENSELESS = [code for code in names_of("invalid") if readable(code)]
"""Drafts that can be read and have an error of sense."""


@pytest.mark.parametrize("code", SENSELESS)
def test_a_draft_with_errors_can_be_tried_out(code: str) -> None:
    definition = readable(code)
    for group in ("", *definition.groups):
        trial = begun(definition, Trial("nl"), group)
        for here in definition.all_pages():
            name = question_named(definition, here.name)
            if not name:
                continue
            arrival = arrive(definition, trial, name, {})
            told = why(definition, arrival.trial, here.name, "nl")
            assert told.shown or arrival.how != "there"
            assert list(given_of(definition, arrival.trial, arrival.trial.answers, "en")) is not None


def test_there_are_such_drafts() -> None:
    assert len(SENSELESS) > 40


SCREENED = document(
    page("hours", "number", min=0, rule="${law} = 'wi'"),
    page("only_two", page_keys={"groups": ["two"]}),
    screening={
        "pages": [page("adult", routing_key=True), page("kind", options=[option("a"), option("b")])],
        "outcomes": [
            {"name": "child", "relevant": "${adult} = 'no'", "refuse": True},
            {"name": "first", "relevant": "${kind} = 'a'", "group": "one"},
            {"name": "rest", "group": "two"},
        ],
    },
)


@pytest.mark.parametrize("group", ["one", "two"])
def test_straight_in_a_group_the_screening_leads_there(group: str) -> None:
    definition = parse(SCREENED)
    trial = begun(definition, Trial("nl"), group)
    assert trial.group == group
    end = end_of(definition, trial)
    assert end is not None
    assert end.group == group
    assert set(trial.filled) == set(trial.answers)
    assert screened(definition, group) is screened(definition, group)


def test_a_group_that_nobody_gets_into_is_walked_all_the_same() -> None:
    definition = study(page("a"), screening={"pages": [], "outcomes": [{"name": "all", "group": "one"}]})
    assert screened(definition, "two") is None
    assert begun(definition, Trial("nl"), "two").group == "two"


def test_a_page_of_another_group_moves_the_trial() -> None:
    definition = parse(SCREENED)
    arrival = arrive(definition, begun(definition, Trial("nl"), "one"), "only_two", {})
    assert (arrival.how, arrival.moved, arrival.trial.group, arrival.trial.at) == ("there", True, "two", "only_two")
    back = arrive(definition, arrival.trial, "kind", {})
    assert (back.trial.group, back.trial.at, back.trial.passed) == ("", "kind", ("adult",))


def test_the_present_group_is_tried_first() -> None:
    definition = parse(SCREENED)
    assert groups_for(definition, Trial("nl", group="two"), "hours") == ("two", "one")
    assert groups_for(definition, Trial("nl", group="two"), "adult") == ("",)


def test_never_only_where_every_group_was_proved() -> None:
    definition = study(page("a"), page("b", rule="${a} = 'yes' and ${a} = 'no'"))
    half, whole = {"never": {"one": ["b"]}}, {"never": {"one": ["b"], "two": ["b"]}}
    assert arrive(definition, Trial("nl"), "b", {}).how == "unknown"
    assert arrive(definition, Trial("nl"), "b", half).how == "unknown"
    assert arrive(definition, Trial("nl"), "b", whole).how == "never"


def test_somebody_of_an_older_text() -> None:
    """What the draft no longer has is left out."""
    definition = study(page("a"), page("b", rule="${a} = 'yes'"), page("c"))
    found = {
        "group": "gone",
        "built_ins": {},
        "answers": {"a": {"code": "yes"}, "old": {"code": "x"}, "c": {"number": "1"}},
    }
    arrival = as_somebody(definition, Trial("nl"), {**found, "group": "one"}, "b")
    assert (arrival.how, arrival.trial.at, arrival.trial.answers) == ("there", "b", {"a": {"code": "yes"}})
    assert as_somebody(definition, Trial("nl"), found, "b").trial.group == ""


def test_why_not() -> None:
    definition = study(page("a"), page("b", rule="${a} = 'yes'"), page("c", page_keys={"groups": ["two"]}))
    told = why(definition, Trial("nl", group="one", answers={"a": {"code": "no"}}), "b", "en")
    assert (told.shown, [(rule.level, rule.holds) for rule in told.rules]) == (False, [("page", False)])
    assert [(given.name, given.answer) for given in told.hangs_on] == [("a", "no")]
    assert why(definition, Trial("nl", group="one"), "c", "en").wrong_group


@pytest.mark.parametrize("found", [None, 3, "x", [], {"odd": 1}])
def test_what_is_no_trial(found: object) -> None:
    assert trial_from(found) is None


def test_a_trial_comes_back_from_the_session() -> None:
    trial = Trial("ar", "en", "one", "one", True, {"a": {"code": "yes"}}, ("a",), ("a",), "b")
    assert trial_from(trial.as_json()) == trial


def test_pages_before_this_one_are_passed_those_of_the_screening_too() -> None:
    definition = valid("groups")
    group = next(iter(definition.groups))
    on_path = path(definition, group, {})
    last = on_path.names[-1]
    assert before(on_path, last, ("screened",)) == ("screened", *on_path.names[:-1])
    assert before(on_path, "nowhere", ("x",)) == ("x",)
    assert answers_of(definition, Trial(answers={"nothing": 1})) == {}
    assert path_with(definition, Trial(group=group), last).names == on_path.names
