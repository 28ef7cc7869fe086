"""Cells of many interviews at once are those of each one by itself; faults planted in the one show beside the other."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respondents.plausible import plausible
from surveys.engine import blocks
from surveys.engine.answers import Answer, Choice, Choices, Number, Refusal
from surveys.engine.blocks import Block, BlockCells, block_cells
from surveys.engine.cells import Cells, all_cells
from surveys.engine.coded import Coded, each, same
from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.path import next_page
from surveys.load import read_folder
from tests.engine.mini import option, page, study
from tests.engine.strategies import answers_to, studies

GROUPS = ("one", "two")
Person = tuple[Mapping[str, Answer], frozenset[str], Mapping[str, str]]
"""Answers, pages passed, built-ins."""


def coded(values: Sequence[Any]) -> Coded[Any]:
    """Each value by itself, as different as can be."""
    return Coded(np.arange(len(values)), list(values))


def block_of(definition: Definition, people: Sequence[Person]) -> Block:
    return Block(
        len(people),
        {name: coded([answers.get(name) for answers, _, _ in people]) for name in definition.questions},
        {page.name: coded([page.name in passed for _, passed, _ in people]) for page in definition.all_pages()},
        {name: coded([known[name] for _, _, known in people]) for name in ("channel", "known_group")},
    )


def plainly(found: Cells, passed: frozenset[str]) -> dict[str, Any]:
    way = found.way
    shown = [item for page in (*way.screening.pages, *way.questionnaire.pages) for item in page.questions]
    offered = {
        item.question.name: frozenset(option.code for option in item.options)
        for item in shown
        if item.question.type == "multi"
    }
    return {
        "questions": found.questions,
        "derived": found.derived,
        "offered": offered,
        "whole": next_page(way.questionnaire, passed) is None,
    }


def at(found: BlockCells, place: int) -> dict[str, Any]:
    """The same of one interview of a block."""

    def one(columns: Mapping[str, Coded[Any]]) -> dict[str, Any]:
        return {name: column.values[column.places[place]] for name, column in columns.items()}

    offered = {name: codes for name, codes in one(found.offered).items() if codes}
    return {
        "questions": one(found.questions),
        "derived": one(found.derived),
        "offered": offered,
        "whole": bool(found.whole[place]),
    }


def differences(definition: Definition, group: str, people: Sequence[Person]) -> list[int]:
    """Places of the interviews of which the block says something else than the engine does of them alone."""
    block = block_cells(definition, group, block_of(definition, people))
    return [
        place
        for place, (answers, passed, known) in enumerate(people)
        if at(block, place) != plainly(all_cells(definition, group, answers, passed, known), passed)
    ]


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Definition, list[Person]]:
    definition = draw(studies())
    pages = st.frozensets(st.sampled_from([page.name for page in definition.all_pages()]))
    known = st.fixed_dictionaries({"channel": st.sampled_from(["", "flyer"]), "known_group": st.just("")})
    person = st.tuples(answers_to(definition), pages, known)
    return definition, draw(st.lists(person, min_size=1, max_size=12))


@settings(max_examples=60, deadline=None)
@given(crowds(), st.sampled_from(GROUPS))
def test_a_block_says_what_the_engine_says_of_each(crowd, group):
    assert differences(crowd[0], group, crowd[1]) == []


MINI = study(
    page("a", reasons=["prefer_not"]),
    page("b", rule="${a} = 'yes'"),
    page("c", "multi", options=[option("yes", relevant="${b} = 'yes'"), option("no")]),
    page("d", "number", rule="${a} = '' or selected(${c}, 'yes')", reasons=["dont_know"]),
    page("e", rule="${d} > 1 or ${made} = 'x'"),
    derived=[{"name": "made", "label": {"nl": "m"}, "expression": "if(${a} = 'yes', 'x', ${b})"}],
)
CHOICES: Mapping[str, tuple[Answer | None, ...]] = {
    "a": (Choice("yes"), Choice("no"), Refusal("prefer_not"), None),
    "b": (Choice("yes"), None),
    "c": (Choices(frozenset({"yes"})), Choices(frozenset({"yes", "no"})), None),
    "d": (Number(Decimal(1)), Number(Decimal("1.50")), Refusal("dont_know"), None),
    "e": (Choice("yes"), None),
}


def everybody() -> list[Person]:
    """Every combination of these answers, by somebody who passed the first pages and by somebody who passed all."""
    every = [dict(zip(CHOICES, found, strict=True)) for found in product(*CHOICES.values())]
    known = {"channel": "", "known_group": ""}
    given_ones = [{name: answer for name, answer in one.items() if answer is not None} for one in every]
    return [(one, frozenset(passed), known) for one in given_ones for passed in ("ab", "abcde")]


def test_all_answers_to_a_small_study():
    assert differences(MINI, "one", everybody()) == []


@pytest.mark.parametrize("number", [1, 2])
def test_made_up_people_of_a_large_study(number):
    """Random answers to every question, those that no path leads to included."""
    definition = parse(select_edition(read_folder("perspectief-2024"), number))
    random = Random(number)
    for group in definition.groups:
        people = [_anybody(definition, random) for _ in range(25)]
        assert differences(definition, group, people) == []


def _anybody(definition: Definition, random: Random) -> Person:
    share = random.choice((0.5, 0.95, 1.0))
    answers = {
        name: answer
        for name, question in definition.questions.items()
        if random.random() < share and (answer := plausible(question, question.options, random)) is not None
    }
    passed = frozenset(page.name for page in definition.all_pages() if random.random() < share)
    return answers, passed, {"channel": random.choice(("", "flyer")), "known_group": ""}


FAULTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "skipped and not reached change places": (
        "why_empty",
        lambda verdict, passed_over: blocks_as_they_are["why_empty"](verdict, not passed_over),
    ),
    "an answer counts off the path": ("counts", lambda shown, answer: answer),
    "refusals are unknown to no rule": ("as_input", lambda question, answer: "x"),
    "a rule sees nothing of the path": ("rule_value", lambda question, answer: ""),
    "chosen reasons stay answers": ("own_reason", lambda question, answer: None),
}
blocks_as_they_are = {name: getattr(blocks, name) for name, _ in FAULTS.values()}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_shows(fault, monkeypatch):
    name, wrong = FAULTS[fault]
    people = everybody()
    assert differences(MINI, "one", people) == []
    monkeypatch.setattr(blocks, name, wrong)
    assert differences(MINI, "one", people)


@pytest.mark.parametrize("size", [1, 3, 400])
def test_each_asks_once_for_every_combination(size):
    """With tables so large that combinations are sorted, and so small that they are looked up."""
    asked: list[tuple[int, str]] = []
    numbers = Coded(np.arange(60) % size, range(size))
    letters = Coded(np.arange(60) % 2, "ab")
    found = each(
        lambda number, letter, same: asked.append((number, letter)) or f"{number}{letter}{same}",
        numbers,
        letters,
        same("!", 60),
    )
    assert found.listed() == [f"{place % size}{'ab'[place % 2]}!" for place in range(60)]
    assert len(asked) == len(set(asked))


def test_tables_too_large_to_multiply():
    columns = [Coded(np.arange(50) % (7 + nth), range(10**6)) for nth in range(8)]
    assert each(lambda *values: values, *columns).listed() == [
        tuple(place % (7 + nth) for nth in range(8)) for place in range(50)
    ]


def test_equal_numbers_written_differently_stay_apart():
    found = each(Decimal, Coded(np.array([0, 1, 0]), ("1", "1.0")))
    assert [str(value) for value in found.listed()] == ["1", "1.0", "1"]
    assert each(lambda value: value, Coded(np.array([0, 1]), (True, 1))).listed()[1] is not True
