"""The most important questions come first; after them people may send, or go on."""

from random import Random

import pytest

from exports.dataset import dataset
from respondents import flow
from respondents.models import Interview
from respondents.outcomes import Disposition
from respondents.play import play
from tests.respondents.mini import document, page, question
from tests.respondents.people import Phone
from tests.respondents.test_flow import HOW, NOW

CORE = ("scale", "said")


def with_core(core=CORE) -> dict:
    made = document()
    for item in (item for section in made["sections"] for item in section["pages"]):
        if item["name"] in core:
            item["questions"][0]["core"] = True
    return {"sections": made["sections"]}


@pytest.fixture
def phone(make_edition) -> Phone:
    make_edition(**with_core())
    return Phone().begin()


def row() -> dict:
    data = dataset("mini")
    return dict(zip([column.name for column in data.columns], next(data.rows), strict=True))


def test_core_pages_come_first_then_the_choice(phone: Phone) -> None:
    assert phone.address == "/q/scale/"
    assert "Deel 1 van 3" in phone.text
    phone.send({"go": "next", "scale": "high"})
    assert phone.address == "/q/said/"
    phone.send({"go": "next", "said": "kort"})
    assert phone.address == "/enough/"
    assert 'value="send"' in phone.text
    assert 'value="on"' in phone.text


def test_skipping_the_last_core_page_leads_to_the_choice_too(phone: Phone) -> None:
    phone.send({"go": "next", "scale": "high"})
    phone.send({"go": "skip"})
    assert phone.address == "/enough/"


def test_sending_early_is_a_partial_interview_that_says_so(phone: Phone) -> None:
    phone.answer(until="enough")
    phone.send({"go": "send"})
    assert phone.address == "/done/"
    assert phone.interview.state == Interview.State.SENT
    found = row()
    assert (found["finished"], found["sent"], found["disposition"]) == (2, 1, Disposition.PARTIAL)
    assert found["work"] == -6
    assert phone.get("/q/work/").status_code != 200 or phone.address != "/q/work/"


def test_going_on_asks_everything_and_says_so(phone: Phone) -> None:
    phone.answer(until="enough")
    phone.send({"go": "on"})
    assert phone.address == "/q/work/"
    assert "Deel 2 van 3" in phone.text
    phone.answer()
    phone.send({"go": "send"})
    assert row()["finished"] == 1


def test_stopping_there_is_not_sending(phone: Phone) -> None:
    phone.answer(until="enough")
    phone.send({"go": "stop"})
    assert phone.address == "/stopped/"
    assert Interview.objects.get().state == Interview.State.OPEN
    assert row()["finished"] == 0


def test_another_language_stays_on_the_page(phone: Phone) -> None:
    phone.answer(until="enough")
    phone.send({"lang": "en"})
    assert phone.address == "/enough/"
    assert "You answered the most important questions" in phone.text


def test_the_choice_opens_only_after_the_core(phone: Phone) -> None:
    phone.get("/enough/")
    assert phone.address == "/q/scale/"
    phone.send({"go": "send"}, "/enough/")
    assert Interview.objects.get().state == Interview.State.OPEN


def test_without_core_questions_there_is_no_choice(make_edition) -> None:
    make_edition()
    phone = Phone().begin()
    phone.answer()
    assert phone.get("/enough/").request["PATH_INFO"] == "/check/"


def test_when_all_questions_are_core_the_look_over_comes(make_edition) -> None:
    only = {"name": "start", "title": {"nl": "Begin"}, "pages": [page("scale", question("scale", "text", core=True))]}
    make_edition(sections=[only])
    phone = Phone().begin()
    phone.send({"go": "next", "scale": "ja"})
    assert phone.address == "/check/"


def test_the_flow_refuses_to_send_before_the_core_is_done(make_edition) -> None:
    interview = play(make_edition(**with_core()), random=Random(1), language="nl", now=NOW, stop_after=1)
    with pytest.raises(flow.NotFinished):
        flow.finish(interview, **HOW, early=True)


def test_the_flow_refuses_to_send_early_unasked(make_edition) -> None:
    interview = play(make_edition(**with_core()), random=Random(1), language="nl", now=NOW, stop_after=2)
    assert flow.has_enough(interview)
    with pytest.raises(flow.NotFinished):
        flow.finish(interview, **HOW)
    flow.finish(interview, **HOW, early=True)
    flow.finish(interview, **HOW, early=True)
    assert interview.events.filter(kind="sent").count() == 1
