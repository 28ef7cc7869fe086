"""The questionnaire on a phone: pages, buttons, two phones, the end."""

import re

import pytest
from django.utils import timezone

from respondents.models import AnswerEvent, DoorCount, Interview, Visit
from respondents.visits import AWAY, IDLE
from surveys.editions import definition_of
from tests.respondents.mini import ANSWERS
from tests.respondents.people import Phone

LEFT = re.compile(r"nog ongeveer (\d+) minu")


def test_from_door_to_thanks(phone: Phone) -> None:
    phone.begin()
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", phone.own_code)
    assert (phone.name, "Deel 1 van 2" in phone.text) == ("work", True)
    phone.answer()
    for words in ("Vraag hours", "32", "Syrië", "Utrecht", "lang verhaal", "maart 2024", "Jaren: 1. Maanden: 2."):
        assert words in phone.text
    phone.send({"go": "send"})
    assert (phone.address, "Verstuurd." in phone.text) == ("/done/", True)
    assert Interview.objects.get().state == "sent"
    assert phone.get("/q/work/").status_code == 410
    assert phone.get("/check/").status_code == 410


def test_how_long_the_rest_takes(phone: Phone) -> None:
    """By the share of pages left, rounded up: it never says none, and never more than the study's own length."""
    phone.begin()
    said = []
    while phone.name in ANSWERS:
        said.append(int(LEFT.search(phone.text)[1]))
        phone.send({"go": "next", **ANSWERS[phone.name]})
    assert said[0] == definition_of(phone.interview.edition).materials["landing"]["minutes"]
    assert said == sorted(said, reverse=True)
    assert said[-1] == 1


def test_every_page_is_kept_out_of_caches_and_titles(phone: Phone) -> None:
    phone.begin()
    assert phone.page["Cache-Control"] == "no-store"
    assert "<title>Vragenlijst</title>" in phone.text


@pytest.mark.parametrize(
    "address", ["/q/work/", "/check/", "/done/", "/on/", "/code/"], ids=lambda address: address.strip("/")
)
def test_without_a_visit(db, edition, address: str) -> None:
    stranger = Phone()
    assert stranger.get(address).status_code == 403
    assert "Typ uw code" in stranger.text


def test_another_persons_visit_is_another_interview(phone: Phone) -> None:
    phone.begin()
    other = Phone().begin()
    other.send({"go": "next", "work": "no"})
    assert "work" not in phone.interview.answers or phone.interview.pk != Interview.objects.order_by("started_at")[0].pk
    assert Interview.objects.order_by("started_at")[0].answers.keys() == {"adult", "kind"}


def test_a_double_tap_and_a_refresh_count_once(phone: Phone) -> None:
    phone.begin()
    fields, address = phone.fields(), phone.address
    for _ in range(3):
        phone.send({"go": "next", "work": "yes"}, address, fields)
        assert phone.name == "hours"
    assert AnswerEvent.objects.filter(page="work").count() == 1


def test_the_last_screening_page_sent_twice_begins_once(phone: Phone) -> None:
    phone.agree()
    phone.send({"go": "next", "adult": "yes"})
    fields, address = phone.fields(), phone.address
    phone.send({"go": "next", "kind": "refugee"}, address, fields)
    first = re.search(r"digits\">([0-9 ]+)<", phone.text).group(1)
    phone.send({"go": "next", "kind": "refugee"}, address, fields)
    second = re.search(r"digits\">([0-9 ]+)<", phone.text).group(1)
    assert Interview.objects.count() == 1
    assert first != second
    other = Phone()
    other.get("/start/")
    other.send({"go": "start", "code": second})
    assert other.name == "work"


def test_empty_is_asked_once_more_and_then_skipped(phone: Phone) -> None:
    phone.begin().answer("choice")
    assert phone.send({"go": "next"}).status_code == 200
    assert (phone.name, "U gaf geen antwoord" in phone.text) == ("choice", True)
    phone.send({"go": "next"})
    assert phone.name == "multi"
    assert AnswerEvent.objects.last().kind == "skip"


def test_skip_is_one_tap(phone: Phone) -> None:
    phone.begin().answer("choice")
    phone.send({"go": "skip"})
    assert phone.name == "multi"


@pytest.mark.parametrize("go", ["next", "skip"])
def test_a_routing_key_asks_for_an_answer(phone: Phone, go: str) -> None:
    phone.begin()
    for _ in range(2):
        assert phone.send({"go": go}).status_code == 422
    assert "dit antwoord nodig" in phone.text
    assert ">Overslaan<" not in phone.text
    phone.send({"go": "next", "work": "dont_know"})
    assert phone.name == "choice"


def test_a_faulty_answer_comes_back_with_what_was_typed(phone: Phone) -> None:
    phone.begin().answer("hours")
    assert phone.send({"go": "next", "hours": "9<b>"}).status_code == 422
    assert "geen getal" in phone.text
    assert "9&lt;b&gt;" in phone.text
    assert 'href="#hours"' in phone.text


def test_back_shows_the_answer_and_a_change_changes_the_path(phone: Phone) -> None:
    phone.begin().answer("choice")
    phone.send({"go": "back"})
    assert (phone.name, 'value="32"' in phone.text) == ("hours", True)
    phone.send({"go": "back", "hours": "33"})
    assert phone.name == "work"
    phone.send({"go": "next", "work": "no"})
    assert (phone.name, phone.interview.answers["hours"]) == ("choice", {"number": "33"})
    phone.get("/q/hours/")
    assert phone.name == "choice"
    phone.send({"go": "back"})
    phone.send({"go": "next", "work": "yes"})
    phone.get("/q/hours/")
    assert 'value="33"' in phone.text


def test_stop_ends_the_visit_and_keeps_what_was_typed(phone: Phone) -> None:
    phone.begin()
    phone.send({"go": "stop", "work": "no"})
    assert phone.address == "/stopped/"
    assert Visit.objects.count() == 0
    assert Interview.objects.get().answers["work"] == {"code": "no"}
    assert phone.get("/q/choice/").status_code == 403


def test_on_another_phone_nothing_of_before_is_shown(phone: Phone) -> None:
    phone.begin().answer("scale", choice={"choice": "b"}, said={"said": "geheim"})
    code = phone.own_code
    other = Phone()
    other.get("/start/")
    other.send({"go": "start", "code": code})
    assert other.name == "scale"
    other.get("/q/choice/")
    assert "U gaf hier al antwoord" in other.text
    assert "checked" not in other.text
    other.send({"go": "next"})
    assert (other.name, Interview.objects.get().answers["choice"]) == ("scale", {"code": "b"})
    other.get("/q/choice/")
    other.send({"go": "next", "choice": "a"})
    assert Interview.objects.get().answers["choice"] == {"code": "a"}
    other.answer()
    assert "Uw eerdere antwoorden zijn ook opgeslagen" in other.text
    assert "Vraag hours" not in other.text
    assert "Vraag choice" in other.text
    phone.get("/q/choice/")
    assert phone.page.status_code == 200


def test_two_phones_at_once_lose_nothing(phone: Phone, letter: str) -> None:
    phone.begin(letter)
    other = Phone()
    other.get("/start/")
    other.send({"go": "start", "code": letter})
    phone.send({"go": "next", "work": "yes"})
    other.send({"go": "next", "work": "yes"})
    phone.send({"go": "next", "hours": "10"})
    assert other.send({"go": "next", "hours": "20"}).status_code == 409
    interview = Interview.objects.get()
    assert (interview.answers["hours"], "hours" in interview.passed) == ({"number": "10"}, True)
    other.answer("multi", hours={"hours": "20"})
    interview.refresh_from_db()
    assert interview.answers["hours"] == {"number": "20"}
    assert [event.kind for event in interview.events.filter(page="hours")] == ["answer", "superseded", "answer"]


def test_half_an_hour_away_hides_answers(phone: Phone) -> None:
    phone.begin().answer("choice")
    Visit.objects.update(last_at=timezone.now() - AWAY * 1.1)
    phone.get("/q/hours/")
    assert 'value="32"' not in phone.text
    assert Interview.objects.get().answers["hours"] == {"number": "32"}


def test_a_day_away_ends_the_visit(phone: Phone) -> None:
    phone.begin()
    Visit.objects.update(last_at=timezone.now() - IDLE * 1.1)
    assert phone.get("/q/work/").status_code == 403


def test_the_language_changes_in_the_middle_and_keeps_what_was_typed(phone: Phone) -> None:
    phone.begin().answer("hours")
    phone.send({"lang": "en", "hours": "nonsense"})
    assert (phone.name, '<html lang="en"' in phone.text, 'value="nonsense"' in phone.text) == ("hours", True, True)
    assert "summary-title" not in phone.text
    phone.send({"go": "next", "hours": "12"})
    assert '<html lang="en"' in phone.text
    interview = Interview.objects.get()
    assert (interview.language, interview.answers["hours"]) == ("en", {"number": "12"})
    assert interview.events.last().language == "en"


@pytest.mark.parametrize(("page", "status"), [("nowhere", 404), ("bye", 200), ("adult", 404)])
def test_unknown_and_forged_pages(phone: Phone, page: str, status: int) -> None:
    phone.begin()
    assert phone.get(f"/q/{page}/").status_code == status
    if status == 200:
        assert phone.name == "work"


def test_a_forged_post_stores_nothing(phone: Phone) -> None:
    phone.begin()
    phone.send({"go": "next", "bye": "x"}, "/q/bye/")
    phone.send({"go": "send"}, "/check/", phone.fields())
    assert phone.name == "work"
    assert AnswerEvent.objects.filter(kind__in=("answer", "sent")).count() == 0


def test_answers_are_escaped_everywhere(phone: Phone) -> None:
    evil = "<script>alert(1)</script>"
    phone.begin().answer(said={"said": evil}, story={"story": f"</textarea>{evil}"})
    assert evil not in phone.text
    assert "&lt;script&gt;" in phone.text
    phone.get("/q/story/")
    assert evil not in phone.text


def test_not_for_you_is_kind_and_counted_once(phone: Phone) -> None:
    phone.agree()
    fields, address, door = phone.fields(), phone.address, phone.client.cookies["door"].value
    for _ in range(2):
        phone.client.cookies["door"] = door
        phone.send({"go": "next", "adult": "no"}, address, fields)
    assert (phone.address, "Nog geen 18" in phone.text) == ("/outcome/young/", True)
    assert list(DoorCount.objects.values_list("outcome", "channel__slug", "count")) == [("young", "open", 1)]
    assert Interview.objects.count() == 0


def test_a_letter_that_knows_the_group_asks_less(phone: Phone, letter: str) -> None:
    phone.begin(letter)
    assert (phone.name, phone.own_code) == ("work", "")
    interview = Interview.objects.get()
    assert (interview.group, interview.coded, interview.channel.slug) == ("gezin", True, "letter-invitation")
    assert not interview.events.filter(page="kind").exists()


def test_screening_goes_back_and_keeps_its_answers(phone: Phone) -> None:
    phone.agree()
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "back", "kind": "family"})
    assert (phone.name, "checked" in phone.text) == ("adult", True)
    phone.get("/screening/nowhere/")
    assert phone.page.status_code == 404
    assert Interview.objects.count() == 0


def test_stop_during_screening_forgets_everything(phone: Phone) -> None:
    phone.agree()
    phone.send({"go": "stop", "adult": "yes"})
    assert phone.address == "/stopped/"
    assert phone.client.cookies["door"].value == ""


def test_a_lost_code_is_replaced(phone: Phone) -> None:
    phone.begin()
    old = phone.own_code
    phone.get("/code/")
    phone.send({"go": "new"})
    new = re.search(r"digits\">([0-9 ]+)<", phone.text).group(1)
    other = Phone()
    other.get("/start/")
    assert other.send({"go": "start", "code": old}).status_code == 410
    other.send({"go": "start", "code": new}, "/start/")
    assert other.name == "work"


def test_who_has_a_letter_keeps_that_code(phone: Phone, letter: str) -> None:
    phone.begin(letter)
    phone.get("/code/")
    phone.send({"go": "new"})
    assert phone.name == "work"


def test_withdrawing(phone: Phone) -> None:
    phone.begin().answer("choice")
    other = Phone()
    other.get("/withdraw/")
    assert other.send({"go": "find", "code": "1234"}).status_code == 400
    other.send({"go": "find", "code": phone.own_code}, "/withdraw/")
    assert Interview.objects.get().state == "open"
    assert phone.own_code.replace(" ", "") not in other.text.replace(" ", "")
    other.send({"go": "remove"}, "/withdraw/")
    assert other.address == "/withdrawn/"
    assert (Interview.objects.get().state, AnswerEvent.objects.count()) == ("withdrawn", 0)
    assert phone.get("/q/choice/").status_code == 403
    assert other.get("/privacy/").status_code == 200


@pytest.mark.parametrize("proof", ["", "forged", "e30:1abc:xyz"])
def test_a_forged_confirmation_removes_nothing(phone: Phone, proof: str) -> None:
    phone.begin()
    phone.get("/withdraw/")
    assert phone.send({"go": "remove", "proof": proof}).status_code == 400
    assert Interview.objects.get().state == "open"


def test_nothing_about_the_phone_is_stored(phone: Phone) -> None:
    phone.client.defaults.update({"HTTP_USER_AGENT": "PlantedAgent/1.0", "REMOTE_ADDR": "203.0.113.77"})
    phone.begin().answer()
    stored = str([list(model.objects.values()) for model in (Interview, AnswerEvent, Visit, DoorCount)])
    assert "Vraag" not in stored
    assert "PlantedAgent" not in stored
    assert "203.0.113.77" not in stored
    assert phone.client.cookies["visit"].value not in stored
    assert "lang verhaal" in stored


def test_cookies_are_closed(phone: Phone) -> None:
    phone.begin()
    for name in ("visit", "door"):
        cookie = phone.client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 86400)


def test_every_type_was_sent(phone: Phone) -> None:
    phone.begin().answer()
    assert set(Interview.objects.get().passed) == {*ANSWERS, "adult", "kind"}
