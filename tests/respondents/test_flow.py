"""The writer: what begins, what is kept, what is refused."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from invitations.entry_lookup import find
from invitations.models import Code
from respondents import entry, flow
from respondents.append import InterviewSent, InterviewWithdrawn
from respondents.door import Door
from respondents.models import AnswerEvent, DoorCount, Interview, InterviewLink
from respondents.play import NoWayThere, play
from respondents.state import path_of, refold, shown_answers, state_of
from surveys.editions import definition_of
from surveys.engine.answers import Choice, Number
from surveys.engine.path import outcome

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOW = {"language": "nl", "now": NOW}


def start(edition, door: Door, code: Code | None = None) -> flow.Begun:
    definition = definition_of(edition)
    answers = {"adult": Choice("yes"), "kind": Choice("refugee")}
    end = outcome(definition, answers, entry.built_ins_at(door, code))
    return flow.begin(door, flow.Start(edition, end, code, "nl", NOW), Random(1))


def door(edition, **more) -> Door:
    agreed = entry.agreeing(
        Door(study="mini", **more), entry.OpenStudy(edition, definition_of(edition)), "nl", NOW.isoformat()
    )
    return agreed.answering("adult", {"adult": {"code": "yes"}}).answering("kind", {"kind": {"code": "refugee"}})


def with_letter(edition, text: str) -> flow.Begun:
    code = find(edition.study, text)
    return start(edition, door(edition, digest=bytes(code.digest).hex(), channel="letter-invitation"), code)


@pytest.fixture
def interview(edition) -> Interview:
    return start(edition, door(edition)).interview


def test_begin_without_a_code(edition) -> None:
    begun = start(edition, door(edition))
    interview = begun.interview
    kinds = list(interview.events.values_list("kind", "page"))
    assert kinds == [("consent", ""), ("screening", "adult"), ("screening", "kind")]
    assert interview.events.first().patch["consent"] == {"version": "1", "language": "nl", "at": NOW.isoformat()}
    assert (interview.group, interview.coded, interview.strata, interview.channel.slug) == ("asiel", False, {}, "open")
    assert find(edition.study, begun.code).purpose == Code.Purpose.ENTRY
    assert refold(interview).answers == interview.answers
    assert interview.respnr


def test_begin_with_a_letter_takes_the_register_group_and_declared_strata_only(edition, letter) -> None:
    begun = with_letter(edition, letter)
    assert (begun.interview.group, begun.interview.screened_group, begun.code) == ("gezin", "asiel", "")
    assert begun.interview.strata == {"gender": "woman", "group": "gezin"}
    assert (begun.interview.coded, begun.interview.link.code) == (True, None)


def test_two_phones_with_one_code_are_one_interview(edition, letter) -> None:
    first, second = with_letter(edition, letter), with_letter(edition, letter)
    assert (second.interview, second.resumed) == (first.interview, True)
    assert Interview.objects.count() == 1


def test_the_same_door_twice_is_one_interview_with_a_code_that_works(edition) -> None:
    here = door(edition)
    first, second = start(edition, here), start(edition, here)
    assert second.interview == first.interview
    assert InterviewLink.objects.get().code == find(edition.study, second.code)
    with pytest.raises(entry.CodeBlocked):
        find(edition.study, first.code)


def test_saving_twice_is_saving_once(interview) -> None:
    for _ in range(2):
        saved = flow.save_page(interview, "work", {"work": Choice("no")}, key="k1", **HOW)
    assert (saved.next_page, saved.seq, saved.new) == ("choice", 4, False)
    assert interview.events.filter(page="work").count() == 1


def test_answers_off_the_path_are_kept_and_come_back(interview) -> None:
    flow.save_page(interview, "work", {"work": Choice("yes")}, key="1", **HOW)
    flow.save_page(interview, "hours", {"hours": Number(32)}, key="2", **HOW)
    flow.save_page(interview, "work", {"work": Choice("no")}, key="3", **HOW)
    assert "hours" not in path_of(interview).names
    assert "hours" in interview.answers
    assert flow.save_page(interview, "work", {"work": Choice("yes")}, key="4", **HOW).next_page == "choice"
    assert state_of(interview)[0]["hours"] == Number(32)


@pytest.mark.parametrize("page", ["choice", "bye", "hours"], ids=["too far", "the last", "not on the path"])
def test_a_forged_order_leads_to_the_page_that_may_be_opened(interview, page: str) -> None:
    with pytest.raises(flow.PageClosed) as refused:
        flow.save_page(interview, page, {}, key="k", **HOW)
    assert refused.value.next_page == "work"
    assert interview.events.count() == 3


def test_a_page_of_no_study(interview) -> None:
    with pytest.raises(flow.PageUnknown):
        flow.skip(interview, "nowhere", key="k", **HOW)


def test_a_routing_key_cannot_be_skipped_but_others_can(interview) -> None:
    with pytest.raises(flow.AnswerNeeded):
        flow.skip(interview, "work", key="k", **HOW)
    flow.save_page(interview, "work", {"work": Choice("no")}, key="1", **HOW)
    assert flow.skip(interview, "choice", key="2", **HOW).next_page == "multi"
    assert interview.events.last().kind == AnswerEvent.Kind.SKIP


def test_skipping_takes_an_answer_back(interview) -> None:
    flow.save_page(interview, "work", {"work": Choice("no")}, key="1", **HOW)
    flow.save_page(interview, "choice", {"choice": Choice("a")}, key="2", **HOW)
    flow.skip(interview, "choice", key="3", **HOW)
    assert "choice" not in state_of(interview)[0]


def test_resume_hides_what_was_answered_before(interview) -> None:
    flow.save_page(interview, "work", {"work": Choice("no")}, key="1", **HOW)
    horizon = flow.resume(interview, "nl", now=NOW)
    flow.save_page(interview, "choice", {"choice": Choice("a")}, key="2", **HOW)
    assert shown_answers(interview, horizon) == {"choice": Choice("a")}
    assert shown_answers(interview, 0).keys() == {"adult", "kind", "work", "choice"}


def test_it_cannot_be_sent_before_the_end(interview) -> None:
    with pytest.raises(flow.NotFinished):
        flow.finish(interview, **HOW)
    assert Interview.objects.get().state == Interview.State.OPEN


def test_languages_are_events(interview) -> None:
    flow.switch_language(interview, "en", now=NOW)
    flow.switch_language(interview, "en", now=NOW)
    assert list(interview.events.filter(kind="language").values_list("language", flat=True)) == ["en"]
    assert Interview.objects.get().language == "en"


def test_withdrawing_removes_everything_but_the_fact(edition, letter) -> None:
    with_letter(edition, letter)
    flow.withdraw(find(edition.study, letter), now=NOW)
    left = Interview.objects.get()
    assert (left.state, left.answers, left.passed, left.strata, left.group) == ("withdrawn", {}, {}, {}, "")
    assert AnswerEvent.objects.count() == 0
    with pytest.raises(InterviewWithdrawn):
        flow.withdraw(find(edition.study, letter), now=NOW)
    with pytest.raises(InterviewWithdrawn):
        with_letter(edition, letter)


def test_withdrawing_ends_on_the_promised_day(make_edition) -> None:
    edition = make_edition(dates={"open": "2020-01-01", "close": "2090-12-31", "withdraw_until": "2091-01-31"})
    begun = start(edition, door(edition))
    code = find(edition.study, begun.code)
    assert definition_of(edition).dates.withdraw_until == date(2091, 1, 31)
    with pytest.raises(flow.WithdrawalOver):
        flow.withdraw(code, now=datetime(2091, 2, 1, 12, tzinfo=UTC))
    assert AnswerEvent.objects.exists()
    flow.withdraw(code, now=datetime(2091, 1, 31, 12, tzinfo=UTC))
    assert not AnswerEvent.objects.exists()


def test_nothing_to_withdraw(edition, letter) -> None:
    with pytest.raises(flow.NothingToWithdraw):
        flow.withdraw(find(edition.study, letter), now=NOW)


def test_door_counts_add_up(edition) -> None:
    for _ in range(3):
        flow.count_at_door(Door(study="mini"), edition.study, "nl", "young", now=NOW)
    assert list(DoorCount.objects.values_list("outcome", "count", "day")) == [("young", 3, date(2026, 11, 1))]


def test_units_that_are_done(edition, make_unit) -> None:
    done, _ = make_unit("done")
    make_unit("busy")
    play(edition, random=Random(1), unit=done, language="nl", now=NOW)
    assert list(flow.done_units(edition.study)) == [done.pk]


@pytest.mark.parametrize("group", ["asiel", "gezin"])
def test_play_goes_through_the_real_flow(edition, group: str) -> None:
    played = play(edition, random=Random(7), group=group, language="en", now=NOW)
    played.refresh_from_db()
    assert (played.group, played.state, played.synthetic) == (group, "sent", True)
    assert set(path_of(played).names) <= set(played.passed)
    assert refold(played).answers == played.answers
    with pytest.raises(InterviewSent):
        flow.skip(played, "choice", key="late", **HOW)


def test_play_is_reproducible_and_can_break_off(edition) -> None:
    twins = [play(edition, random=Random(3), group="asiel", language="nl", now=NOW) for _ in range(2)]
    assert twins[0].answers == twins[1].answers
    assert twins[0].pk != twins[1].pk
    stopped = play(edition, random=Random(3), language="nl", now=NOW, stop_after=2)
    assert (stopped.state, len(set(stopped.passed) - {"adult", "kind"})) == ("open", 2)


def test_play_says_when_there_is_no_way(edition) -> None:
    with pytest.raises(NoWayThere):
        play(edition, random=Random(3), group="nobody", language="nl", now=NOW)
