"""Every problem leads to what it is about."""

import pytest

from surveys.design.node_words import words_of
from surveys.design.places import STUDY, page_of, place_of, within
from tests.design.trees import tree_of
from tests.engine.mini import document, load, names_of, option, page, pairs, problems

pytestmark = pytest.mark.once

_OF_THE_STUDY = """
bad_characters bad_date bad_key bad_mailing bad_value dates_order editions_left missing_translation no_catch_all
no_such_edition not_yet_known outcome_end reason_words_missing reminders_tell too_large unknown_language
unknown_placeholder unreachable_outcome
"""
OF_THE_STUDY = frozenset(_OF_THE_STUDY.split())
"""Codes whose example is about something without a page of its own in the workbench."""


@pytest.mark.parametrize("code", names_of("invalid"))
def test_every_problem_of_an_invalid_study_has_a_place(code: str) -> None:
    found = load("invalid", code)
    tree = tree_of(found)
    (problem,) = problems(found, kept=pairs(code))
    place = place_of(tree, problem.where)
    if code in OF_THE_STUDY:
        assert place.ref == STUDY
        return
    node = tree.by_ref[place.ref]
    named = [part for part in problem.where.split("/") if part == node.name or part.isdigit()]
    assert named, f"{problem.where} led to {node.kind} {node.name}"


TREE = tree_of(
    document(
        page("a", options=[option("yes"), option("no")], title={"nl": "Vraag"}),
        {"questions": [{"name": "b", "type": "text", "label": {"nl": "Naamloos"}}]},
        terms={"pip": {"label": {"nl": "PIP"}}},
        option_lists={"levels": [option("low")]},
    )
)


@pytest.mark.parametrize(
    ("where", "kind", "name", "rest"),
    [
        pytest.param("sections/start", "section", "start", (), id="section"),
        pytest.param("sections/start/pages/a/relevant", "page", "a", ("relevant",), id="key of a page"),
        pytest.param("sections/start/pages/a/questions/a/label/nl", "question", "a", ("label", "nl"), id="text"),
        pytest.param("sections/start/pages/a/questions/a/options/no", "option", "no", (), id="option by code"),
        pytest.param("sections/start/pages/a/questions/a/options/2/code", "option", "no", ("code",), id="by number"),
        pytest.param("sections/1/pages/2/questions/1/label", "question", "b", ("label",), id="all by number"),
        pytest.param("sections/start/pages/gone/questions/x", "section", "start", ("pages", "gone", "questions", "x"),
                     id="what is gone leads to what it stood in"),
        pytest.param("questions/b", "question", "b", (), id="a name that is taken twice"),
        pytest.param("groups/two", "group", "two", (), id="group"),
        pytest.param("terms/pip/label", "term", "pip", ("label",), id="term"),
        pytest.param("option_lists/levels/low", "list", "levels", ("low",), id="list"),
    ],
)  # fmt: skip
def test_place(where: str, kind: str, name: str, rest: tuple[str, ...]) -> None:
    place = place_of(TREE, where)
    node = TREE.by_ref[place.ref]
    assert (node.kind, node.name, place.rest) == (kind, name, rest)


@pytest.mark.parametrize("where", ["", "title/nl", "sections", "sections/0", "sections/99", "screening/outcomes/one"])
def test_no_place(where: str) -> None:
    assert place_of(TREE, where).ref == STUDY


def test_what_is_below_a_page_is_within_it() -> None:
    here = TREE.pages[0]
    assert within(TREE, here.ref) == {node.ref for node in here.walk()}
    assert len(within(TREE, here.ref)) == 4
    assert page_of(TREE, here.children[0].children[0].ref) == here
    assert page_of(TREE, TREE.groups[0].ref) is None


def test_a_page_without_a_title_speaks_with_its_first_question() -> None:
    assert words_of(TREE.pages[1], "nl") == "Naamloos"
    assert words_of(TREE.pages[1], "ar") == "Naamloos"
    assert words_of(tree_of(document({"name": "x", "questions": []})).pages[0], "nl") == ""
