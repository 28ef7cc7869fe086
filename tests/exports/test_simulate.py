"""Made-up respondents walk the real study: all four groups, every page of both editions."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from exports.simulate import simulate, simulate_cover
from respondents.models import Interview
from surveys.editions import definition_of
from surveys.engine.definition import Page, is_for
from surveys.models import Edition
from tests.exports.conftest import NOW

FOUR = {"wi2021_asiel", "wi2021_gezin", "wi2013_asiel", "wi2013_gezin"}


@pytest.mark.parametrize(
    ("number", "people", "with_letter"),
    [pytest.param(1, 70, set(), id="as held"), pytest.param(2, 300, {"confirmed_type"}, id="put right")],
)
@pytest.mark.django_db
def test_every_group_is_walked_and_every_page_is_reached(number, people, with_letter):
    """Nobody here comes with a letter, so nobody can differ from the register; pages asked only in doubt are rare."""
    call_command("load_study", "perspectief-2024", "--publish", "--open-days", "60", verbosity=0)
    edition = Edition.objects.get(study__slug="perspectief-2024", number=number)
    done = simulate(edition, people, 3, NOW)
    assert set(done.groups) >= FOUR
    assert {page.name for page in definition_of(edition).all_pages()} - set(done.pages) == with_letter
    assert done.sent > done.interviews / 2
    assert_nobody_saw_what_is_not_theirs(edition)


def assert_nobody_saw_what_is_not_theirs(edition: Edition) -> None:
    definition = definition_of(edition)
    for interview in Interview.objects.filter(edition=edition):
        for name in interview.passed:
            assert is_for(definition.page_by_name[name].groups, interview.route_group), (interview.group, name)


def test_the_same_seed_gives_the_same_answers(edition):
    assert answers_of_a_run(edition, 7) == answers_of_a_run(edition, 7)
    assert answers_of_a_run(edition, 7) != answers_of_a_run(edition, 8)


def answers_of_a_run(edition: Edition, seed: int) -> list[dict[str, object]]:
    with transaction.atomic():
        simulate(edition, 5, seed, NOW)
        answers = list(Interview.objects.order_by("started_at", "respnr").values_list("answers", flat=True))
        transaction.set_rollback(True)
    return answers


def test_the_same_seed_twice_adds_people(edition):
    simulate(edition, 5, 7, NOW)
    simulate(edition, 5, 7, NOW)
    assert Interview.objects.count() == 10


def test_everybody_is_marked_as_made_up(edition):
    simulate(edition, 3, 1, NOW)
    assert set(Interview.objects.values_list("synthetic", flat=True)) == {True}


def test_command_says_what_was_reached(edition, capsys):
    call_command("simulate", "mini", "--n", "4", "--seed", "1", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["interviews"] == 4
    assert said["pages"]["work"] == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nothing", "--n", "1", "--seed", "1"], "load_study nothing --publish", id="unknown study"),
        pytest.param(["mini", "--n", "0", "--seed", "1"], "--n must be 1 or more", id="nobody"),
        pytest.param(["mini", "--n", "1", "--seed", "1", "--edition", "5"], "no such published edition", id="edition"),
    ],
)
def test_command_refuses_in_words(edition, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("simulate", *arguments)


@pytest.mark.django_db
def test_the_covering_set_answers_and_reaches_every_page():
    call_command("load_study", "perspectief-2024", "--publish", "--open-days", "60", verbosity=0)
    edition = Edition.objects.get(study__slug="perspectief-2024", number=1)
    done = simulate_cover(edition, 1, NOW)
    definition = definition_of(edition)
    assert done.without_letter == 0
    assert [page.name for page in definition.all_pages() if page.name not in done.pages] == []
    assert [page.name for page in definition.pages if page.relevant and not left_out_for_somebody(page)] == []


def left_out_for_somebody(page: Page) -> bool:
    """Whether somebody whose questionnaire has the page was led past it."""
    sent = Interview.objects.filter(state=Interview.State.SENT)
    return any(is_for(page.groups, one.route_group) and page.name not in one.passed for one in sent)


@pytest.mark.django_db
def test_who_needs_a_letter_that_nobody_has_is_left_out_and_counted():
    """Edition 2 tells who came with a letter from who did not; without a frame there is no letter for them."""
    call_command("load_study", "perspectief-2024", "--publish", "--open-days", "60", verbosity=0)
    edition = Edition.objects.get(study__slug="perspectief-2024", number=2)
    done = simulate_cover(edition, 1, NOW)
    assert done.without_letter > 0
    assert done.interviews == Interview.objects.count() > 0
