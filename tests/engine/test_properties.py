"""What must hold for any study and any answers."""

import random
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.answers import Answer, from_json, to_json
from surveys.engine.cells import Missing, all_cells, cells
from surveys.engine.check import check
from surveys.engine.definition import Definition, Page
from surveys.engine.dump import canonical, dump
from surveys.engine.expressions import references
from surveys.engine.parse import parse
from surveys.engine.path import counts, may_open, next_page, path
from tests.engine.strategies import answers_to, studies

many = settings(max_examples=60, deadline=None)
groups = st.sampled_from(["one", "two"])


def on_path(definition: Definition, group: str, answers: dict[str, Answer]) -> set[str]:
    return {item.question.name for page in path(definition, group, answers).pages for item in page.questions}


@many
@given(studies(), groups, st.data())
def test_answers_off_the_path_never_steer(definition, group, data):
    answers = data.draw(answers_to(definition))
    kept = {name: answers[name] for name in on_path(definition, group, answers) & answers.keys()}
    assert path(definition, group, kept) == path(definition, group, answers)


@many
@given(studies(), groups, st.data())
def test_saving_a_page_never_takes_it_off_the_path(definition, group, data):
    before, other = data.draw(answers_to(definition)), data.draw(answers_to(definition))
    for shown in path(definition, group, before).pages:
        own = {item.question.name: other.get(item.question.name) for item in shown.questions}
        after = {name: answer for name, answer in {**before, **own}.items() if answer is not None}
        assert path(definition, group, after).page(shown.name) == shown


@many
@given(studies(), groups, st.data())
def test_back_and_forth_restores(definition, group, data):
    before, other = data.draw(answers_to(definition)), data.draw(answers_to(definition))
    start = path(definition, group, before)
    changed = {**before, **other}
    path(definition, group, changed)
    assert path(definition, group, {**changed, **before}).names == path(definition, group, {**other, **before}).names
    assert path(definition, group, before) == start


@many
@given(studies(), groups, st.data())
def test_the_order_of_answers_does_not_matter(definition, group, data):
    answers = data.draw(answers_to(definition))
    shuffled = list(answers.items())
    random.Random(7).shuffle(shuffled)
    assert path(definition, group, dict(shuffled)) == path(definition, group, answers)


@many
@given(studies(), groups, st.data())
def test_walking_page_by_page_ends(definition, group, data):
    """Nobody loops: answering what is shown comes to an end, and only earlier pages that were passed open a page."""
    answers, given_answers, passed = data.draw(answers_to(definition)), {}, set()
    for _ in range(len(definition.pages) + 1):
        now = path(definition, group, given_answers)
        shown = next_page(now, passed)
        if shown is None:
            break
        assert may_open(now, passed, shown.name)
        names = {item.question.name for item in shown.questions}
        given_answers |= {name: answers[name] for name in names & answers.keys()}
        passed.add(shown.name)
    assert next_page(path(definition, group, given_answers), passed) is None


@many
@given(studies(), groups, st.data())
def test_every_cell_is_an_answer_on_the_path_or_one_reason(definition, group, data):
    answers = data.draw(answers_to(definition))
    passed = data.draw(st.sets(st.sampled_from([page.name for page in definition.pages])))
    found = cells(definition, group, answers, passed)
    shown = {i.question.name: i for page in path(definition, group, answers).pages for i in page.questions}
    assert found.keys() == definition.questions.keys()
    for name, cell in found.items():
        counted = counts(shown[name], answers[name]) if name in shown and name in answers else None
        if isinstance(cell, Missing):
            assert counted is None or cell in {-1, -2, -3}
        else:
            assert cell == counted
        if cell in {Missing.NOT_ASKED, Missing.NOT_INCLUDED}:
            assert name not in shown
        if cell == Missing.SKIPPED:
            assert definition.page_of[name].name in passed
            assert name in shown


@many
@given(studies(), groups, st.data())
def test_a_finished_interview_has_nothing_unreached(definition, group, data):
    answers = data.draw(answers_to(definition))
    everything = {page.name for page in definition.pages}
    found = all_cells(definition, group, answers, everything)
    assert Missing.NOT_REACHED not in [*found.questions.values(), *found.derived.values()]


@many
@given(studies(), st.data())
def test_stored_answers_come_back(definition, data):
    for name, answer in data.draw(answers_to(definition)).items():
        question = definition.questions[name]
        assert from_json(question, to_json(answer, question)) == answer


@many
@given(studies())
def test_dump_and_parse_are_each_others_way_back(definition):
    again = parse(dump(definition))
    assert again == definition
    assert dump(again) == definition.document
    assert canonical(again.document) == canonical(definition.document)


@st.composite
def with_core(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """A study, and the same with some pages marked core, along with every page that those hang on."""
    plain = draw(studies())
    names = [page.name for page in plain.pages]
    core = {name for name in names if draw(st.booleans())}
    for page in reversed(plain.pages):
        if page.name in core:
            core |= {plain.page_of[name].name for name in asked_by(page)}
    document = deepcopy(dict(plain.document))
    for page in document["sections"][0]["pages"]:
        if page["name"] in core:
            page["questions"][0]["core"] = True
    return plain, parse(document)


def asked_by(page: Page) -> set[str]:
    """Questions that the rules of a page ask for; the one derived value comes from the first question."""
    options = [option for question in page.questions for option in question.options]
    rules = [item.relevant for item in (page, *page.questions, *options) if item.relevant]
    return {"q0_0" if name == "made" else name for rule in rules for name in references(rule)}


@many
@given(with_core(), groups, st.data())
def test_core_first_changes_the_order_only(both, group, data):
    plain, core_first = both
    assert not [found for found in check(core_first) if found.code == "looks_forward"]
    answers = data.draw(answers_to(plain))
    before, after = path(plain, group, answers), path(core_first, group, answers)
    assert sorted(before.names) == sorted(after.names)
    marks = [shown.page.core for shown in after.pages]
    assert marks == sorted(marks, reverse=True)
    assert cells(plain, group, answers, set(before.names)) == cells(core_first, group, answers, set(before.names))
    assert dump(core_first) == core_first.document
