"""Looking for answers that lead to a question, held against the proof."""

import pytest

from surveys.engine.answers import Choice, Choices
from surveys.engine.definition import Definition
from surveys.engine.path import path
from surveys.engine.seek import Seeker, fewest
from tests.engine.mini import names_of, option, page, study, valid

pytestmark = pytest.mark.once
NOBODY = {"channel": "", "known_group": ""}


def way(definition: Definition, name: str, answers=None, group: str = "one"):
    return Seeker(definition, group, NOBODY).way(name, answers or {})


FIRST = (
    page("work", routing_key=True),
    page("hours", "number", rule="${work} = 'yes'", min=0, max=80),
    page("many", rule="${hours} > 40"),
    page("kinds", "multi", options=[option("a"), option("b"), option("c", exclusive=True)]),
    page("day", "date", precisions=["day", "year"]),
    page("stay", "duration", max=50),
    page("said", "text"),
    page("born", "country", reasons=["prefer_not"]),
)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("${work} = 'no'", id="a code"),
        pytest.param("${many} = 'yes'", id="a rule that hangs on a rule that hangs on a rule"),
        pytest.param("${hours} = 0", id="a number at its edge"),
        pytest.param("${hours} > 39 and ${hours} < 41", id="a number between"),
        pytest.param("count-selected(${kinds}) > 1", id="two ticks"),
        pytest.param("selected(${kinds}, 'c')", id="an exclusive tick"),
        pytest.param("${day} < date('2020-05-01')", id="before a day"),
        pytest.param("${day} > date('2020-05-01')", id="after a day"),
        pytest.param("${stay} > 30", id="months"),
        pytest.param("${said} = 'Delft'", id="a text"),
        pytest.param("${born} = 'ER'", id="a country"),
        pytest.param("${born} = 'prefer_not'", id="a reason"),
        pytest.param("${work} != 'yes' or ${many} = 'no'", id="either"),
        pytest.param("${work} = 'yes' and ${hours} = '' and ${born} = ''", id="nothing"),
        pytest.param("${busy} = 'yes'", id="a derived value"),
        pytest.param("${group} = 'one'", id="the group"),
    ],
)
def test_a_way_is_found_and_walked(rule: str) -> None:
    derived = [{"name": "busy", "label": {"nl": "Druk"}, "expression": "if(${hours} > 40, 'yes', 'no')"}]
    definition = study(*FIRST, page("last", rule=rule), derived=derived)
    found = way(definition, "last")
    assert found is not None
    assert path(definition, "one", found, NOBODY).page("last")


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("${work} = 'yes' and ${work} = 'no'", id="contradiction"),
        pytest.param("${many} = 'yes' and ${work} = 'no'", id="a contradiction further back"),
        pytest.param("${hours} > 80", id="outside the bounds"),
        pytest.param("${group} = 'two'", id="another group"),
    ],
)
def test_where_nobody_comes_no_way_is_found(rule: str) -> None:
    assert way(study(*FIRST, page("last", rule=rule)), "last") is None


def test_a_question_that_another_group_gets() -> None:
    definition = study(page("a"), page("b", page_keys={"groups": ["two"]}))
    assert way(definition, "b") is None
    assert way(definition, "b", group="two") == {}


def test_what_was_answered_is_kept() -> None:
    definition = study(*FIRST)
    given = {"kinds": Choices(frozenset({"a"})), "work": Choice("yes")}
    found = way(definition, "many", given)
    assert found is not None
    assert {name: found[name] for name in given} == given


def test_a_hidden_question_on_a_page_that_is_shown() -> None:
    own = {"name": "b", "type": "text", "label": {"nl": "b"}, "relevant": "${work} = 'yes'"}
    definition = study(page("work"), {"name": "both", "questions": [page("a")["questions"][0], own]})
    assert way(definition, "a") == {}
    assert way(definition, "b") == {"work": Choice("yes")}


def test_fewest_leaves_out_what_is_not_needed() -> None:
    definition = study(page("a"), page("work"), page("c", rule="${work} = 'yes'"))
    given = {"a": Choice("no"), "work": Choice("yes")}
    assert fewest(definition, "one", NOBODY, "c", given) == {"work": Choice("yes")}


@pytest.mark.parametrize("name", names_of("valid"))
def test_every_question_of_the_sound_studies_is_found(name: str) -> None:
    """Each of them is reached by somebody: the proof of these studies has no such finding."""
    definition = valid(name)
    lost = {
        question.name
        for here in definition.pages
        for question in here.questions
        if not any(Seeker(definition, group, NOBODY).way(question.name, {}) for group in definition.groups)
        and not any(
            Seeker(definition, group, {"channel": "letter", "known_group": group}).way(question.name, {}) is not None
            for group in definition.groups
        )
    }
    assert lost == set()


def test_it_gives_up_in_time() -> None:
    """Thirty numbers that have to add up to too much: the search ends, with nothing."""
    numbers = [page(f"n{place}", "number", min=0, max=9) for place in range(30)]
    rule = " + ".join(f"${{n{place}}}" for place in range(30)) + " > 999"
    seeker = Seeker(study(*numbers, page("last", rule=rule)), "one", NOBODY)
    assert seeker.way("last", {}) is None
