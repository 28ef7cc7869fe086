"""Stored interviews through another edition: the report, and moving those for whom nothing changes."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import call_command

from exports.dataset import row_of
from respondents import flow
from respondents.append import append
from respondents.models import AnswerEvent, Interview, InterviewLink
from respondents.play import play
from respondents.replay import Moved, interviews_of, move_of, replay_interviews, report
from respondents.state import path_of, refold
from staff.models import AuditEntry
from surveys.editions import definition_of
from surveys.engine.answers import Choice
from surveys.models import Edition
from surveys.publish import publish
from tests.respondents.mini import document, option, page, question
from tests.respondents.test_append import event, in_threads

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOW = {"language": "nl", "now": NOW}
pytestmark = pytest.mark.django_db


def in_other_words() -> dict[str, Any]:
    made = deepcopy(document())
    pages(made)["choice"]["questions"][0]["label"] = {"nl": "Anders gezegd", "en": "In other words"}
    pages(made)["choice"]["questions"][0]["options"].append(option("c"))
    return made


def with_a_page_in_front() -> dict[str, Any]:
    made = deepcopy(document())
    made["sections"][0]["pages"].insert(0, page("first", question("first", "text")))
    return made


def pages(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for section in made["sections"] for one in section["pages"]}


@pytest.fixture
def running(edition: Edition) -> Interview:
    """Somebody on the way: three pages answered."""
    return play(edition, random=Random(3), language="nl", now=NOW, stop_after=3)


@pytest.fixture
def sent(edition: Edition) -> Interview:
    return play(edition, random=Random(4), language="nl", now=NOW)


@pytest.fixture
def follow(edition: Edition) -> Callable[..., Edition]:
    def make(made: dict[str, Any], **how: Any) -> Edition:
        return publish(edition.study, made, **how)

    return make


def test_the_report_counts_who_would_see_what_else(edition, running, sent) -> None:
    told = report(replay_interviews(interviews_of(edition), definition_of(edition)))
    assert (told.interviews, told.same, told.running, told.running_same, told.differing) == (2, 2, 1, 1, ())
    new = publish(edition.study, with_a_page_in_front())
    told = report(replay_interviews(interviews_of(edition), definition_of(new)))
    assert (told.same, told.running_same) == (0, 0)
    assert told.counts["gained"] == told.counts["asked_again"] == {"first": 2}
    assert {item.respnr for item in told.differing} == {running.respnr, sent.respnr}


def test_a_running_interview_moves_as_an_event(edition, running, follow) -> None:
    before = Interview.objects.get(pk=running.pk)
    target = follow(in_other_words())
    assert flow.move_to_edition(running.pk, target, now=NOW + timedelta(days=2)) == Moved.MOVED
    after = Interview.objects.get(pk=running.pk)
    event = after.events.last()
    assert (event.kind, event.edition, event.patch) == ("edition", target, {"edition": {"from": 1, "to": 2}})
    assert (after.edition, after.seq, event.seq) == (target, before.seq + 1, before.seq + 1)
    assert (after.answers, after.passed, after.last_at) == (before.answers, before.passed, before.last_at)
    assert refold(after).answers == after.answers
    assert path_of(after).names == path_of(before).names


def test_answers_say_in_which_edition_they_were_given(running, follow) -> None:
    flow.move_to_edition(running.pk, follow(in_other_words()), now=NOW)
    moved = Interview.objects.get(pk=running.pk)
    name = flow.next_page_of(moved)
    shown, _ = flow.page_to_open(moved, name)
    given = {item.question.name: None for item in shown.questions if item.question.asks}
    flow.save_page(moved, name, given, key="after", **HOW)
    kinds = moved.events.values_list("kind", "edition__number").order_by("seq")
    assert {number for kind, number in kinds if kind == "screening"} == {1}
    assert list(kinds)[-2:] == [("edition", 2), ("answer", 2)]
    assert row_of(moved).definition == definition_of(moved.edition)


def test_moving_twice_is_moving_once(running, follow) -> None:
    target = follow(in_other_words())
    outcomes = [flow.move_to_edition(running.pk, target, now=NOW) for _ in range(2)]
    assert outcomes == [Moved.MOVED, Moved.THERE]
    assert AnswerEvent.objects.filter(kind="edition").count() == 1


def other_consent() -> dict[str, Any]:
    made = in_other_words()
    made["consent"]["version"] = "2"
    return made


def one_language() -> dict[str, Any]:
    """Dutch is the source, so a person who answers in English cannot go on here."""
    made = deepcopy(document())
    made["title"] = {"nl": "Klein onderzoek"}
    return made


@pytest.mark.parametrize(
    ("made", "how", "outcome"),
    [
        pytest.param(with_a_page_in_front(), {}, Moved.PATH, id="the path would change"),
        pytest.param(other_consent(), {}, Moved.CONSENT, id="other consent"),
        pytest.param(in_other_words(), {"basis": "none"}, Moved.NOT_FOLLOWING, id="another questionnaire"),
    ],
)
def test_who_stays(running, follow, made: dict[str, Any], how: dict[str, Any], outcome: Moved) -> None:
    before = Interview.objects.values().get(pk=running.pk)
    assert flow.move_to_edition(running.pk, follow(made, **how), now=NOW) == outcome
    assert Interview.objects.values().get(pk=running.pk) == before
    assert not AnswerEvent.objects.filter(kind="edition").exists()


def test_who_was_sent_stays(sent, follow) -> None:
    assert flow.move_to_edition(sent.pk, follow(in_other_words()), now=NOW) == Moved.OVER


def test_who_reads_a_language_that_is_gone_stays(edition, follow) -> None:
    english = play(edition, random=Random(3), language="en", now=NOW, stop_after=2)
    target = follow(one_language())
    assert target.offered == ["nl"]
    assert move_of(english, target) == Moved.LANGUAGE


def test_an_older_edition_is_not_a_target(running, follow) -> None:
    target = follow(in_other_words())
    flow.move_to_edition(running.pk, target, now=NOW)
    back = Edition.objects.get(study=target.study, number=1)
    assert flow.move_to_edition(running.pk, back, now=NOW) == Moved.NOT_FOLLOWING


def test_withdrawing_still_works_after_a_move(edition, follow, make_unit) -> None:
    unit, _ = make_unit()
    moved = play(edition, random=Random(3), language="nl", now=NOW, unit=unit, stop_after=2)
    assert flow.move_to_edition(moved.pk, follow(in_other_words()), now=NOW) == Moved.MOVED
    flow.withdraw(InterviewLink.objects.get(interview=moved).unit.codes.first(), now=NOW)
    assert not AnswerEvent.objects.filter(interview=moved).exists()


def call(*arguments: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_compare_editions_says_what_differs(edition, running, follow) -> None:
    follow(with_a_page_in_front())
    code, out = call("compare_editions", "mini", 1, 2, "--replay")
    assert code == 0
    assert "page_added at sections/start/pages/first" in out
    assert "Replay: 1 interviews, 0 keep their path" in out
    assert "1 would be led back to the page first" in out
    assert str(running.respnr) in out


def test_compare_editions_refuses_before_publishing(edition, running, tmp_path) -> None:
    made = deepcopy(document())
    pages(made)["choice"]["questions"][0]["options"].pop()
    file = tmp_path / "new.yaml"
    file.write_text(json.dumps(made), encoding="utf-8")
    code, out = call("compare_editions", "mini", 1, file, "--replay", "--json")
    found = json.loads(out)
    assert (code, found["follows"]) == (1, False)
    assert {problem["code"] for problem in found["problems"]} == {"edition_option_removed"}
    assert found["replay"]["interviews"] == 1
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "arguments",
    [("mini", 1, 9), ("mini", 1, "nowhere.yaml"), ("nope", 1, 2), ("mini", "draft", 1, "--replay"), ("mini", 1, "")],
    ids=["no edition", "no file", "no study", "no draft", "no name"],
)
def test_compare_editions_with_nothing_to_read(edition, arguments: tuple[Any, ...]) -> None:
    code, out = call("compare_editions", *arguments)
    assert code == 2
    assert out.strip()


def test_move_interviews_moves_who_can_and_says_why_others_stay(edition, running, sent, follow) -> None:
    made = in_other_words()
    pages(made)["hours"]["relevant"] = "${work} = 'no'"
    other = play(edition, random=Random(8), language="nl", now=NOW, stop_after=0)
    assert other.answers.get("work") is None
    follow(made)
    code, out = call("move_interviews", "mini", 1, 2, "--json")
    counts = json.loads(out)
    assert (code, counts) == (0, {"moved": 1, "the path would change": 1})
    assert AuditEntry.objects.get(action="interviews.move").details == {"counts": counts}
    assert Interview.objects.get(pk=other.pk).edition.number == 2
    assert {Interview.objects.get(pk=one.pk).edition.number for one in (running, sent)} == {1}


def test_move_interviews_to_nowhere(edition) -> None:
    assert call("move_interviews", "mini", 1, 2)[0] == 2


def test_work_given_steers_on_after_a_move(edition, follow) -> None:
    """Rules of the new edition hold from then on, for what was not answered yet."""
    made = deepcopy(document())
    pages(made)["hours"]["relevant"] = "${work} = 'yes' or ${work} = 'dont_know'"
    fresh = play(edition, random=Random(8), language="nl", now=NOW, stop_after=0)
    assert flow.move_to_edition(fresh.pk, follow(made), now=NOW) == Moved.MOVED
    moved = Interview.objects.get(pk=fresh.pk)
    assert flow.save_page(moved, "work", {"work": Choice("no")}, key="w", **HOW).next_page == "choice"


@pytest.mark.django_db(transaction=True)
def test_moving_and_saving_at_the_same_time_lose_nothing(make_edition) -> None:
    edition = make_edition()
    running = play(edition, random=Random(3), language="nl", now=NOW, stop_after=2)
    target = publish(edition.study, in_other_words())
    before = running.seq

    def work(number: int) -> None:
        if number == 0:
            assert flow.move_to_edition(running.pk, target, now=NOW) == Moved.MOVED
        else:
            append(running.pk, event(f"k{number}", {f"q{number}": {"code": "a"}}, f"p{number}"))

    assert in_threads(work, 5) == []
    after = Interview.objects.get(pk=running.pk)
    events = list(after.events.order_by("seq"))
    assert [one.seq for one in events] == list(range(1, before + 6))
    assert (after.seq, after.edition) == (before + 5, target)
    assert {f"q{number}" for number in range(1, 5)} <= set(after.answers)
    moved_at = next(one.seq for one in events if one.kind == "edition")
    assert all((one.edition_id == target.pk) is (one.seq >= moved_at) for one in events)
