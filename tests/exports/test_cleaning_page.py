"""Pages of cleaning: who may see and decide, what they show, and that they show nothing personal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exports.judge import judge
from exports.models import CleaningDecision, Flagged, TextDecision
from respondents.models import Interview
from staff.models import Job
from tests.exports.conftest import NOW

URL = "/staff/exports/cleaning/"
LATER = NOW + timedelta(days=1)
PAGES = ("mini/", "mini/break_off/", "mini/texts/", "")
POSTS = ("mini/look/", "mini/texts/decide/", "mini/undo/1/", "mini/break_off/")
SECRET = "Ik heet Fatma Yılmaz en mijn man helpt"


@pytest.fixture
def judged(interviews):
    third = interviews[2]
    Interview.objects.filter(pk=third.pk).update(answers={**third.answers, "say": {"text": SECRET}})
    return judge("mini", now=LATER)


def test_addresses():
    assert reverse("exports:cleaning_rule", args=["mini", "speeding"]) == f"{URL}mini/speeding/"


@pytest.mark.parametrize("role", ["fieldwork", "fg"])
def test_other_roles_may_not(edition, staff_client, role):
    client = staff_client(role)
    assert {client.get(URL + page).status_code for page in PAGES} == {403}
    assert {client.post(URL + page).status_code for page in POSTS} == {403}


def test_another_study_is_not_theirs(edition, staff_client):
    assert staff_client("analyst", study="other").get(f"{URL}mini/").status_code == 403


def test_privacy_reads_texts_and_does_not_decide_about_people(judged, staff_client):
    client = staff_client("privacy")
    assert client.get(f"{URL}mini/texts/").status_code == 200
    assert client.get(f"{URL}mini/break_off/").status_code == 403
    offered = client.get(URL).content.decode()
    assert f'href="{URL}mini/texts/"' in offered
    assert f'href="{URL}mini/"' not in offered
    assert f'href="{URL}mini/"' in staff_client("analyst").get(URL).content.decode()


def test_a_stranger_is_led_to_the_log_in(edition, client):
    assert {client.get(URL + page).status_code for page in PAGES} == {302}


def test_wrong_method_and_missing_things(judged, staff_client):
    client = staff_client("analyst")
    assert {client.put(URL + page).status_code for page in PAGES} == {405}
    assert {client.get(f"{URL}mini/{page}").status_code for page in ("look/", "texts/decide/")} == {405}
    missing = ("gone/", "mini/gone/", "mini/undo/98765432/", "gone/texts/")
    assert {client.get(URL + page).status_code for page in missing} == {404}


def test_before_anything_was_looked_at(edition, staff_client):
    client = staff_client("researcher")
    assert "niets bekeken" in client.get(f"{URL}mini/").content.decode()
    assert client.get(f"{URL}mini/speeding/").status_code == 404
    assert client.get(f"{URL}mini/texts/").status_code == 200


def test_the_list_shows_evidence_and_nothing_that_was_typed(judged, interviews, staff_client):
    client = staff_client("analyst")
    said = client.get(f"{URL}mini/break_off/").content.decode()
    assert str(interviews[7].respnr) in said
    assert "vragen die golden zijn beantwoord" in said
    overview = client.get(f"{URL}mini/").content.decode()
    assert "te snel onder 0.5 × de mediaan" in overview
    assert not any(part in said + overview for part in ("Fatma", "mijn man helpt"))


def test_looking_anew_is_a_job(edition, staff_client, monkeypatch):
    monkeypatch.setattr("staff.jobs._dispatch", lambda job: None)
    response = staff_client("analyst").post(f"{URL}mini/look/")
    assert response.url == reverse("staff:job", args=[Job.objects.get().id])


def decide(client, **changed):
    wish = {"action": "remove", "why": "te weinig", "everybody": "on", **changed}
    return client.post(f"{URL}mini/break_off/", {name: value for name, value in wish.items() if value})


def test_decide_and_undo(judged, staff_client):
    client = staff_client("analyst")
    assert decide(client).status_code == 302
    made = CleaningDecision.objects.get()
    assert (made.by, made.action, made.why) == (client.user, "remove", "te weinig")
    assert "uit de schone data halen" in client.get(f"{URL}mini/break_off/").content.decode()
    assert client.get(f"{URL}mini/undo/{made.pk}/").status_code == 200
    assert client.post(f"{URL}mini/undo/{made.pk}/", {"why": ""}).status_code == 400
    assert client.post(f"{URL}mini/undo/{made.pk}/", {"why": "toch niet"}).status_code == 302
    assert client.post(f"{URL}mini/undo/{made.pk}/", {"why": "nog eens"}).status_code == 400
    assert CleaningDecision.objects.count() == 2
    assert "niet van kracht" in client.get(f"{URL}mini/").content.decode()


def test_a_wrong_wish_decides_nothing_and_says_why(judged, staff_client):
    client = staff_client("analyst")
    wrong = [
        ({"why": ""}, "errorlist"),
        ({"everybody": ""}, "Vink iemand op de lijst aan"),
        ({"everybody": "", "respnr": "7"}, "Geen vlag van deze regel: 7"),
        ({"everybody": "", "respnr": "٧"}, "Vink iemand op de lijst aan"),
        ({"action": "blank"}, "Noem de vragen"),
        ({"action": "blank", "variables": "gone"}, "errorlist"),
        ({"action": "burn"}, "errorlist"),
    ]
    for changed, words in wrong:
        response = decide(client, **changed)
        assert response.status_code == 400
        assert words in response.content.decode()
    assert not CleaningDecision.objects.exists()


def test_one_person_and_some_questions(judged, interviews, staff_client):
    flag = Flagged.objects.get(rule="break_off")
    response = decide(
        staff_client("researcher"), everybody="", respnr=str(flag.respnr), action="blank", variables=["work", "mood"]
    )
    assert response.status_code == 302
    made = CleaningDecision.objects.get()
    assert (made.respnrs, made.variables) == ([flag.respnr], ["work", "mood"])


def text(client, interviews, **changed):
    wish = {"respnr": interviews[2].respnr, "column": "say", "choice": "clear", "why": "naam", **changed}
    return client.post(f"{URL}mini/texts/decide/", wish, follow=True)


def test_texts_are_shown_masked_and_decided_about(judged, interviews, staff_client):
    client = staff_client("analyst")
    said = client.get(f"{URL}mini/texts/").content.decode()
    assert "Ik heet [naam] en mijn man helpt" in said
    assert "Fatma" not in said
    assert 'value="keep"' not in said
    assert "Het is besloten" in text(client, interviews).content.decode()
    for wrong in ({"choice": "keep"}, {"why": ""}, {"column": "work"}, {"choice": "burn"}):
        assert 'class="note error"' in text(client, interviews, **wrong).content.decode()
    assert text(client, interviews, respnr=1).status_code == 404
    assert TextDecision.objects.get().choice == "clear"
    privacy = staff_client("privacy")
    assert 'value="keep"' in privacy.get(f"{URL}mini/texts/").content.decode()
    text(privacy, interviews, choice="keep")
    assert TextDecision.objects.count() == 2


def test_a_text_in_which_nothing_was_found_can_be_left_out_too(judged, interviews, staff_client):
    client = staff_client("analyst")
    assert '<option value="ways_other">' in client.get(f"{URL}mini/texts/").content.decode()
    assert "Het is besloten" in text(client, interviews, column="ways_other").content.decode()
    assert TextDecision.objects.get().column == "ways_other"
