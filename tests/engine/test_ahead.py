"""A path that is walked as far as somebody looks is the path, whatever is asked of it first and however it goes on."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from surveys.engine.answers import Answer, Choice, Choices, Months, Number, Refusal, Words
from surveys.engine.definition import Definition, Page, Question
from surveys.engine.path import Path, ahead, may_open, next_page, path
from tests.engine.mini import valid

pytestmark = pytest.mark.once
STUDIES = ("rules", "derived", "groups", "routed_section", "same_page", "multi")


def _answer(question: Question, chance: Random) -> Answer | None:
    if not question.asks or chance.random() < 0.2:
        return None
    if chance.random() < 0.1:
        return Refusal("dont_know")
    codes = [option.code for option in question.options]
    if not codes:
        number = chance.choice([0, 1, 16, 40, 2020])
        kinds = {"number": Number(Decimal(number)), "duration": Months(number)}
        return kinds.get(question.type, Words(str(number)))
    some = frozenset(chance.sample(codes, chance.randint(1, len(codes))))
    return Choices(some) if question.type == "multi" else Choice(chance.choice(codes))


def _given(pages: tuple[Page, ...], chance: Random) -> dict[str, Answer]:
    found = {question.name: _answer(question, chance) for page in pages for question in page.questions}
    return {name: answer for name, answer in found.items() if answer is not None}


def _people() -> Iterator[tuple[Definition, str, dict[str, Answer], Random]]:
    for name in STUDIES:
        definition = valid(name)
        for group in definition.groups:
            for seed in range(12):
                chance = Random(f"{name} {group} {seed}")
                yield definition, group, _given(tuple(definition.all_pages()), chance), chance


def _same(one: Path, other: Path) -> bool:
    return one.pages == other.pages and one.values == other.values and one.names == other.names


def test_walked_at_once_or_bit_by_bit() -> None:
    seen = set()
    for definition, group, answers, chance in _people():
        whole, bit_by_bit = path(definition, group, answers), ahead(definition, group, answers)
        passed = set(chance.sample(whole.names, chance.randint(0, len(whole.names))))
        asked = chance.choice([page.name for page in definition.pages])
        assert bit_by_bit.page(asked) == whole.page(asked)
        assert may_open(bit_by_bit, passed, asked) == may_open(whole, passed, asked)
        assert next_page(bit_by_bit, passed) == next_page(whole, passed)
        assert _same(bit_by_bit, whole)
        assert _same(ahead(definition, group, answers), whole)
        seen.add(whole.names)
    assert len(seen) > 10, "many ways are compared"


def _other_answers(definition: Definition, pages: tuple[Page, ...], answers: dict, chance: Random) -> dict:
    own = {question.name for page in pages for question in page.questions}
    return {name: answer for name, answer in answers.items() if name not in own} | _given(pages, chance)


def test_going_on_after_an_answer() -> None:
    """Another answer to a page that was walked to leads on as a walk from the beginning does, and hurts no other."""
    changed = 0
    for definition, group, answers, chance in _people():
        for shown in path(definition, group, answers).pages:
            before = ahead(definition, group, answers)
            assert before.page(shown.name) == before.here == shown
            new = _other_answers(definition, (shown.page,), answers, chance)
            whole = path(definition, group, new)
            assert _same(before.answered(new), whole)
            assert _same(before, path(definition, group, answers))
            changed += whole.names != path(definition, group, answers).names
    assert changed > 10, "answers change the way"


def test_going_on_after_an_earlier_answer_control() -> None:
    """Where the answer changed on a page that was passed already, it would be another way: hence respondents.state."""
    wrong = 0
    for definition, group, answers, chance in _people():
        before = ahead(definition, group, answers)
        names = path(definition, group, answers).names
        before.page(names[-1])
        new = _other_answers(definition, tuple(definition.pages), answers, chance)
        wrong += not _same(before.answered(new), path(definition, group, new))
    assert wrong > 10


def test_at_the_end_there_is_no_page_to_go_on_from() -> None:
    way = ahead(valid("rules"), next(iter(valid("rules").groups)), {})
    assert way.here is None
    first = next(way.shown())
    assert way.here == first
    assert way.pages
    assert way.here is None
