"""One answer at a time, as the script sends it: saved, refused, overtaken; and the form that goes on after it."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from exports.dataset import row_of
from invitations.models import Code
from respondents import flow
from respondents.models import AnswerEvent, Interview, Visit
from respondents.state import Folded, refold
from respondents.visits import AWAY
from tests.respondents.people import Phone


class Script(Phone):
    """A phone whose page saves each change; `turn` counts them as the script does."""

    turn = 0

    def save(self, page: str = "", fields: dict[str, str] | None = None, **answers: Any) -> HttpResponse:
        self.turn += 1
        hidden = {**(self.fields() if fields is None else fields), "turn": str(self.turn)}
        touched = {"touched": list({name.split("-")[0] for name in answers})}
        self.sent = {**hidden, **touched, **answers}
        return self.client.post(f"/q/{page or self.name}/save/", self.sent)

    def again(self) -> HttpResponse:
        """The same once more, as when no reply came."""
        return self.client.post(f"/q/{self.name}/save/", self.sent)


@pytest.fixture
def script(edition) -> Script:
    return Script().begin()


def stored() -> Interview:
    interview = Interview.objects.order_by("-started_at").first()
    assert refold(interview) == Folded(interview.answers, interview.passed)
    return interview


def answers_sent() -> int:
    return AnswerEvent.objects.filter(kind__in=("answer", "superseded", "skip")).count()


def test_saved_is_not_passed(script: Script) -> None:
    reply = script.save(work="yes")
    assert (reply.status_code, reply.json()) == (200, {"saved": stored().seq})
    assert reply["Cache-Control"] == "no-store"
    assert (stored().answers["work"], "work" in stored().passed) == ({"code": "yes"}, False)
    script.get("/on/")
    assert script.name == "work"
    script.send({"go": "next", "work": "yes"})
    assert (script.name, "work" in stored().passed) == ("hours", True)


def test_the_same_twice_is_saved_once_and_told_the_same(script: Script) -> None:
    first = script.save(work="yes").json()
    for _ in range(3):
        assert script.again().json() == first
    assert answers_sent() == 1


def test_there_and_back_again_is_three_answers(script: Script) -> None:
    for code in ("yes", "no", "yes"):
        script.save(work=code)
    assert (stored().answers["work"], answers_sent()) == ({"code": "yes"}, 3)


def test_an_older_turn_that_comes_late_is_not_folded(script: Script) -> None:
    script.save(work="yes")
    late = script.sent
    fields = script.fields()
    script.turn = 5
    script.save(work="no", fields=fields)
    reply = script.client.post("/q/work/save/", {**late, "turn": "3"})
    assert "superseded" in reply.json()
    assert stored().answers["work"] == {"code": "no"}


def test_only_what_was_touched_is_saved(script: Script) -> None:
    script.answer("both")
    script.save(one="a")
    script.save(two="3")
    assert (stored().answers["one"], stored().answers["two"]) == ({"code": "a"}, {"number": "3"})
    assert script.save(two="").status_code == 200
    assert (stored().answers["one"], stored().answers["two"]) == ({"code": "a"}, None)


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("hours", {"hours": "9<b>"}),
        ("hours", {"hours": "61"}),
        ("day", {"day-month": "3", "day-year": ""}),
        ("said", {"said": "x" * 51}),
        ("said", {"said": "a\x00b" * 30}),
        ("choice", {"choice": "nothing"}),
    ],
    ids=["no number", "too large", "half a date", "too long", "no text", "no such option"],
)
def test_what_is_no_answer_is_not_saved(script: Script, page: str, answers: dict[str, str]) -> None:
    script.answer(page)
    before = answers_sent()
    assert script.save(**answers).status_code == 422
    assert answers_sent() == before


@pytest.mark.parametrize("text", ["a\x00b", "\ud800".encode("utf-8", "surrogatepass"), "\u2028𐍈"], ids=repr)
def test_what_no_keyboard_types_breaks_nothing(script: Script, text: Any) -> None:
    script.answer("said")
    assert script.save(said=text).status_code in (200, 422)
    stored()


def test_a_key_of_the_path_cannot_be_emptied(script: Script) -> None:
    assert script.save(work="").status_code == 422
    assert "work" not in stored().answers


def test_the_wrong_method(script: Script) -> None:
    reply = script.client.get("/q/work/save/")
    assert (reply.status_code, reply["Allow"]) == (405, "POST")


def test_without_a_visit_it_says_that_it_is_not_saved(script: Script) -> None:
    Visit.objects.all().delete()
    reply = script.save(work="yes")
    assert (reply.status_code, "niet opgeslagen" in reply.json()["text"]) == (403, True)
    assert answers_sent() == 0


def test_from_another_site(script: Script) -> None:
    fields = {name: value for name, value in script.fields().items() if name != "csrfmiddlewaretoken"}
    assert script.save(work="yes", fields=fields).status_code == 403
    assert answers_sent() == 0


@pytest.mark.parametrize(("page", "status"), [("nowhere", 404), ("bye", 409), ("adult", 404)])
def test_another_page(script: Script, page: str, status: int) -> None:
    reply = script.save(page, bye="x")
    assert (reply.status_code, bool(reply.json()["text"])) == (status, True)
    assert answers_sent() == 0


def test_after_sending(script: Script) -> None:
    script.answer()
    fields = script.fields()
    script.send({"go": "send"})
    reply = script.save("work", fields=fields, work="no")
    assert (reply.status_code, bool(reply.json()["text"])) == (410, True)
    assert stored().answers["work"] == {"code": "yes"}


def test_a_question_of_another_page_is_left_alone(script: Script) -> None:
    script.answer("choice")
    assert script.save(hours="7").json() == {"saved": stored().seq}
    assert stored().answers["hours"] == {"number": "32"}


def second_phone(script: Script) -> Script:
    other = Script("en")
    other.get("/start/")
    other.send({"go": "start", "code": script.own_code})
    return other


def test_of_two_phones_the_first_is_kept_and_the_second_is_told(script: Script) -> None:
    other = second_phone(script)
    script.get("/q/work/")
    assert "saved" in script.save(work="yes").json()
    reply = other.save(work="no").json()
    assert (set(reply), "somewhere else" in reply["text"]) == ({"superseded", "seq", "text"}, True)
    assert stored().answers["work"] == {"code": "yes"}
    late = AnswerEvent.objects.get(kind="superseded")
    assert (late.patch, late.based_on < late.seq - 1) == ({"superseded": {"work": {"code": "no"}}}, True)
    fields = {**other.fields(), "based_on": str(reply["seq"])}
    other.send({"go": "next", "work": "no"}, fields=fields)
    assert (stored().answers["work"], other.name) == ({"code": "no"}, "choice")


def test_a_form_without_script_is_told_too_and_its_answer_waits_for_one_more_press(script: Script) -> None:
    other = second_phone(script)
    script.get("/q/work/")
    script.save(work="yes")
    assert other.send({"go": "next", "work": "no"}).status_code == 409
    assert "somewhere else" in other.text
    assert 'href="/q/work/"' in other.text
    assert re.search(r'value="no"[^>]* checked', other.text)
    assert stored().answers["work"] == {"code": "yes"}
    other.send({"go": "next", "work": "no"})
    assert (stored().answers["work"], other.name) == ({"code": "no"}, "choice")


def test_next_after_saving_is_not_overtaken_by_itself(script: Script) -> None:
    """The form still says the seq of before its own saves, as when no reply came."""
    fields = script.fields()
    script.save(work="no")
    script.save(work="yes", fields=fields)
    script.send({"go": "next", "work": "yes", "turn": "3"}, fields=fields)
    assert (script.name, stored().answers["work"]) == ("hours", {"code": "yes"})


def test_superseded_answers_reach_no_dataset_and_no_other_page(script: Script, edition) -> None:
    other = second_phone(script)
    script.get("/q/work/")
    script.save(work="yes")
    other.save(work="no")
    script.get("/q/work/")
    assert re.search(r'value="yes"[^>]* checked', script.text)
    row = row_of(stored())
    assert row == row_of(Interview(**{**vars_of(stored()), "answers": refold(stored()).answers}))
    assert "superseded" not in str(row)


def vars_of(interview: Interview) -> dict[str, Any]:
    return {field.attname: getattr(interview, field.attname) for field in Interview._meta.concrete_fields}


def test_withdrawing_removes_superseded_answers_too(script: Script) -> None:
    other = second_phone(script)
    script.get("/q/work/")
    script.save(work="yes")
    other.save(work="no")
    flow.withdraw(Code.objects.get(purpose="entry"), now=timezone.now())
    assert AnswerEvent.objects.count() == 0
    assert Interview.objects.values_list("answers", "changed").get() == ({}, {})


def test_an_answer_of_before_the_pause_is_stored_and_not_shown(script: Script) -> None:
    horizon = re.search(r'data-horizon="(\d+)"', script.text)[1]
    fields = script.fields()
    Visit.objects.update(last_at=timezone.now() - AWAY * 1.1)
    script.get("/q/work/")
    script.save(work="yes", fields={**fields, "horizon": horizon})
    assert stored().answers["work"] == {"code": "yes"}
    script.get("/q/work/")
    assert "U gaf hier al antwoord" in script.text
    assert not re.search(r'value="yes"[^>]* checked', script.text)
    script.send({"go": "next"})
    assert (script.name, "work" in stored().passed) == ("hours", True)


def test_the_script_is_told_where_to_go_on(script: Script) -> None:
    how = {"HTTP_ACCEPT": "application/json"}
    fields = script.fields()
    reply = script.client.post("/q/work/", {**fields, "go": "next"}, **how)
    assert (reply.status_code, reply.json()) == (422, {"again": True})
    reply = script.client.post("/q/work/", {**fields, "go": "next", "work": "yes"}, **how)
    assert (reply.status_code, reply.json()) == (200, {"go": "/q/hours/"})
    script.get("/q/hours/")
    reply = script.client.post("/q/hours/", {**script.fields(), "go": "stop"}, **how)
    assert reply.json() == {"go": "/stopped/"}
    assert (script.client.cookies["visit"].value, Visit.objects.count()) == ("", 0)


def test_each_visit_locks_with_a_key_of_its_own_that_is_in_no_database(script: Script, edition) -> None:
    key = re.search(r'data-key="([^"]{44})"', script.text)[1]
    script.get("/q/work/")
    assert key in script.text
    other = Script().begin()
    assert key not in other.text
    assert key not in str(list(Visit.objects.values()))


def test_pages_before_the_questionnaire_keep_nothing(edition) -> None:
    phone = Script().agree()
    assert "save.js" not in phone.text
    assert 'name="based_on"' not in phone.text
