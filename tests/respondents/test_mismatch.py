"""The register says one group, the person's answer another: they are asked once more, and nothing is lost of it."""

from typing import Any

import pytest

from exports.case_columns import case_columns, case_values
from exports.dataset import row_of
from respondents.models import AnswerEvent, Interview
from respondents.replay import case_of
from respondents.state import path_of, refold
from surveys.editions import definition_of
from surveys.models import Edition
from tests.respondents.mini import YES_NO, document, option, page, question, t
from tests.respondents.people import Phone

DIFFERS = "(${known_group} = 'gezin' and ${kind} = 'refugee') or (${known_group} = 'asiel' and ${kind} = 'family')"


def with_confirming() -> dict[str, Any]:
    """The small study, whose screening asks once more, and with a page for each group alone."""
    found = document()
    pages, outcomes = found["screening"]["pages"], found["screening"]["outcomes"]
    pages[1]["relevant"] = "${adult} = 'yes'"
    told = question("told", "statement") | {"label": t("DUO schreef iets anders op.")}
    sure = question("sure", "single", options=[option("asiel"), option("gezin")], reasons=["dont_know"])
    pages.append(page("sure", told, sure | {"routing_key": True}, relevant=f"${{adult}} = 'yes' and ({DIFFERS})"))
    outcomes[1]["relevant"] = (
        "(${known_group} = 'gezin' and ${sure} != 'asiel') or ${sure} = 'gezin' "
        "or (${known_group} = '' and ${kind} = 'family')"
    )
    start = found["sections"][0]["pages"]
    start.insert(0, page("camp", question("camp", "single", options=YES_NO), groups=["asiel"]))
    start.insert(0, page("partner", question("partner", "single", options=YES_NO), groups=["gezin"]))
    return found


@pytest.fixture
def edition(make_edition) -> Edition:
    changes = with_confirming()
    return make_edition(screening=changes["screening"], sections=changes["sections"])


def asked_again(code: str, kind: str = "refugee") -> Phone:
    phone = Phone().agree(code)
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "next", "kind": kind})
    return phone


def exported(interview: Interview) -> dict[str, Any]:
    definition = definition_of(interview.edition)
    values = case_values(interview, row_of(interview))
    return {name: values[name] for name in ("group", "group_asked", "reg_group") if name in values} | {
        "columns": [column.name for column in case_columns([definition]) if column.name.startswith("group")]
    }


def test_who_agrees_with_the_register_is_not_asked_again(letter: str) -> None:
    phone = asked_again(letter, "family")
    assert phone.name == "partner"
    assert (phone.interview.group, phone.interview.asked_group) == ("gezin", "")


def test_who_does_not_is_told_and_may_choose(letter: str) -> None:
    phone = asked_again(letter)
    assert phone.address == "/screening/sure/"
    assert "DUO schreef iets anders op." in phone.text
    assert [f'value="{code}"' in phone.text for code in ("asiel", "gezin", "dont_know")] == [True, True, True]


def test_nothing_is_stored_before_the_choice(letter: str) -> None:
    phone = asked_again(letter)
    assert (Interview.objects.count(), AnswerEvent.objects.count()) == (0, 0)
    phone.send({"go": "next", "sure": "asiel"})
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("go", ["skip", "next"])
def test_it_cannot_be_passed_without_an_answer(letter: str, go: str) -> None:
    phone = asked_again(letter)
    assert phone.send({"go": go}).status_code == 422
    assert (phone.address, Interview.objects.count()) == ("/screening/sure/", 0)


@pytest.mark.parametrize(
    ("sure", "asked", "first"),
    [
        pytest.param("asiel", "asiel", "camp", id="their own answer holds"),
        pytest.param("gezin", "", "partner", id="the register is right after all"),
        pytest.param("dont_know", "", "partner", id="still in doubt: the register"),
    ],
)
def test_both_are_kept_and_the_questions_follow(letter: str, sure: str, asked: str, first: str) -> None:
    phone = asked_again(letter)
    phone.send({"go": "next", "sure": sure})
    interview = phone.interview
    assert phone.name == first
    assert (interview.group, interview.asked_group, interview.strata["group"]) == ("gezin", asked, "gezin")
    assert refold(interview).answers["kind"] == {"code": "refugee"}
    assert refold(interview).answers["sure"] in ({"code": sure}, {"reason": sure})
    assert first in path_of(interview).names
    assert len({"camp", "partner"} & set(path_of(interview).names)) == 1


def test_the_reporting_group_and_the_one_asked_are_both_exported(letter: str) -> None:
    phone = asked_again(letter)
    phone.send({"go": "next", "sure": "asiel"})
    told = exported(phone.interview)
    assert (told["group"], told["group_asked"]) == (2, 1)
    assert told["columns"] == ["group", "group_asked", "group_screened"]


def test_what_was_not_asked_is_not_missing_by_the_wrong_questionnaire(letter: str) -> None:
    """Cells follow the questionnaire that was asked: a page of it that was not reached is not "routed past"."""
    phone = asked_again(letter)
    phone.send({"go": "next", "sure": "asiel"})
    cells = row_of(phone.interview).cells
    assert cells["camp"] != cells["partner"]


def test_moving_to_another_edition_keeps_the_questionnaire(letter: str) -> None:
    phone = asked_again(letter)
    phone.send({"go": "next", "sure": "asiel"})
    assert case_of(phone.interview).group == "asiel"


def test_it_can_be_gone_back_on(letter: str) -> None:
    """Back, and another answer to the first question: nobody is asked twice any more."""
    phone = asked_again(letter)
    phone.send({"go": "back"})
    assert phone.name == "kind"
    phone.send({"go": "next", "kind": "family"})
    assert (phone.name, phone.interview.asked_group) == ("partner", "")


def test_the_choice_survives_coming_back_with_the_code(letter: str) -> None:
    asked_again(letter).send({"go": "next", "sure": "asiel"})
    again = Phone()
    again.get("/start/")
    again.send({"go": "start", "code": letter})
    if again.name == "consent":
        again.send({"go": "yes"})
    assert (again.name, Interview.objects.count()) == ("camp", 1)


def test_without_a_code_there_is_nothing_to_disagree_with(edition) -> None:
    phone = Phone().begin(kind="family")
    assert (phone.name, phone.interview.group, phone.interview.asked_group) == ("partner", "gezin", "")


def test_withdrawing_takes_this_away_too(letter: str) -> None:
    phone = asked_again(letter)
    phone.send({"go": "next", "sure": "asiel"})
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": letter})
    phone.send({"go": "remove"})
    left = Interview.objects.get()
    assert (left.group, left.asked_group, left.answers) == ("", "", {})
