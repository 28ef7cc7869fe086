"""Stored answers through another edition: who would see what else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.answers import Choice, Choices, Number, to_json
from surveys.engine.definition import Definition
from surveys.engine.path import path
from surveys.engine.replay import Case, Replay, replay
from tests.engine.mini import option, page, study
from tests.engine.strategies import answers_to, studies

OLD = (
    page("work"),
    page("hours", "number", rule="${work} = 'yes'"),
    page("ways", "multi", options=[option("bus"), option("bike"), option("none", exclusive=True)]),
    page("end", "text"),
)
DERIVED = {"name": "worker", "label": {"nl": "x"}, "expression": "if(${work} = 'yes', 'a', 'b')"}
GIVEN = {
    "work": to_json(Choice("yes")),
    "hours": to_json(Number(12)),
    "ways": to_json(Choices(frozenset({"bus", "bike"}))),
    "end": None,
}
CASE = Case("one", GIVEN, frozenset({"work", "hours", "ways"}))


def through(*pages: dict[str, Any], case: Case = CASE, **keys: Any) -> Replay:
    return replay(study(*OLD, derived=[DERIVED]), study(*pages, **{"derived": [DERIVED], **keys}), case)


CASES = [
    pytest.param(OLD, {}, id="the same"),
    pytest.param((OLD[0], *OLD[2:]), {"lost": ("hours",), "fell_off": ("hours",)}, id="page gone"),
    pytest.param((*OLD, page("more")), {"gained": ("more",)}, id="page at the end"),
    pytest.param((page("more"), *OLD), {"gained": ("more",), "asked_again": ("more",)}, id="page in front: led back"),
    pytest.param(
        (OLD[0], page("hours", "number", rule="${work} = 'no'"), *OLD[2:]),
        {"lost": ("hours",), "fell_off": ("hours",)},
        id="rule turned round",
    ),
    pytest.param((OLD[0], OLD[2], OLD[1], OLD[3]), {"reordered": True}, id="other order"),
    pytest.param(
        (*OLD[:2], page("ways", "multi", options=[option("bus"), option("none", exclusive=True)]), OLD[3]),
        {"fell_off": ("ways",)},
        id="an option chosen is gone",
    ),
    pytest.param(
        (page("work", "text"), *OLD[1:]),
        {"lost": ("hours",), "fell_off": ("work", "hours"), "unfit": ("work",), "values": ("worker",)},
        id="type changed",
    ),
    pytest.param(
        (OLD[0], OLD[1], {"name": "ways", "questions": [*OLD[2]["questions"], *page("extra")["questions"]]}, OLD[3]),
        {"asked": ("extra",)},
        id="a question more on a page",
    ),
]


@pytest.mark.parametrize(("pages", "expected"), CASES)
def test_replay(pages: tuple[dict[str, Any], ...], expected: dict[str, Any]) -> None:
    found = through(*pages)
    assert found == Replay(**expected)
    assert found.same_path is (not expected)


def test_an_answer_off_the_path_comes_back() -> None:
    given = {**GIVEN, "work": to_json(Choice("no"))}
    found = through(OLD[0], page("hours", "number"), *OLD[2:], case=Case("one", given, frozenset({"work"})))
    assert found == Replay(gained=("hours",), came_back=("hours",))


def test_a_derived_value_that_differs_alone_keeps_the_path() -> None:
    found = through(*OLD, derived=[{**DERIVED, "expression": "'c'"}])
    assert found == Replay(values=("worker",))
    assert found.same_path
    assert not found.nothing


def test_a_question_on_another_page_is_another_path() -> None:
    moved = {"name": "work", "questions": [*OLD[0]["questions"], *OLD[3]["questions"]]}
    old = study(*OLD[:3], page("end", "text"), page("bye", "statement"))
    new = study(moved, *OLD[1:3], page("bye", "statement"))
    found = replay(old, new, CASE)
    assert (found.asked, found.lost, found.same_path) == (("end",), ("end",), False)


def test_a_group_that_is_gone() -> None:
    assert through(*OLD, case=Case("three", GIVEN, frozenset())) == Replay(group_gone=True)
    assert not Replay(group_gone=True).same_path


def test_screening_answers_count() -> None:
    screening = {"pages": [page("adult")], "outcomes": [{"name": "one", "group": "one"}]}
    case = Case("one", {"adult": to_json(Choice("yes"))}, frozenset({"adult"}))
    asked = study(page("work"), screening=screening)
    shown = study(page("work", rule="${adult} = 'no'"), page("bye"), screening=screening)
    assert replay(asked, shown, case) == Replay(gained=("bye",), lost=("work",))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_differs_on_the_same_edition_and_paths_tell_the_truth(data: st.DataObject) -> None:
    """Through itself nothing differs; through another, gained and lost are the difference of the two paths."""
    one: Definition = data.draw(studies())
    other: Definition = data.draw(studies())
    answers = data.draw(answers_to(one))
    stored = {name: to_json(answer, one.questions[name]) for name, answer in answers.items()}
    case = Case("one", stored, frozenset())
    assert replay(one, one, case).nothing
    found = replay(one, other, case)
    before = path(one, "one", answers).names
    assert set(found.lost) <= set(before)
    assert not set(found.gained) & set(before)
    assert set(found.fell_off).isdisjoint(found.came_back)
