"""The page of advice: who may see it, what it says, and where it leads."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone, translation

from exports.advice_models import AdviceRecord
from exports.advice_record import Advice, Expected, Reach, as_json
from exports.advice_tasks import KIND, advise
from exports.advice_words import said
from staff import jobs
from staff.models import Job, User
from surveys.editions import definition_of
from surveys.models import Edition
from tests.exports.small_fieldwork import held, small_study

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Clients = Callable[..., Client]
BOXES = ("group:gezin", "gender:woman", "group:asiel", "gender:man")
PAGE = "/staff/fieldwork/mini/advice/"
ONE = Advice(
    stratum=(("group", "gezin"), ("gender", "woman")),
    people=860,
    partial=-0.0312,
    se=0.004,
    r=0.8512,
    r_without=0.9021,
    others=0.31,
    rate=0.06,
    few=False,
    missing=220,
    reaches=(Reach("session", 30, 0.5, 0.14),),
    reminder=Expected("estimate", "reminder_2", 700, 21, 8, 34),
)


def english(client: Client) -> Client:
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


def kept(edition: Edition, *found: Advice, responses: int | None = 1500) -> AdviceRecord:
    about = {"people": 6000, "responses": responses, "synthetic": True, "advice": as_json(found)}
    return AdviceRecord.objects.create(study=edition.study, made_at=timezone.now(), **about)


@pytest.mark.parametrize("role", ["fieldwork", "researcher", "analyst"])
def test_who_may_see_it(role: str, staff_client: Clients) -> None:
    small_study()
    assert staff_client(role).get(PAGE).status_code == 200
    assert PAGE in staff_client(role).get("/staff/fieldwork/advice/").content.decode()


@pytest.mark.parametrize("role", ["municipality", "translator", "privacy", "fg"])
def test_other_roles_may_not(role: str, staff_client: Clients) -> None:
    small_study()
    client = staff_client(role)
    assert [client.get(PAGE).status_code, client.post(f"{PAGE}anew/").status_code] == [403, 403]
    assert client.get("/staff/fieldwork/advice/").status_code == 403


def test_strangers_and_people_of_other_studies_may_not(client: Client, staff_client: Clients) -> None:
    small_study()
    assert client.get(PAGE).status_code == 302
    other = staff_client("fieldwork", study="other")
    assert [other.get(PAGE).status_code, other.post(f"{PAGE}anew/").status_code] == [403, 403]
    assert "Klein onderzoek" not in other.get("/staff/fieldwork/advice/").content.decode()
    assert not Job.objects.exists()


def test_what_is_not_there_is_not_found(staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    assert client.get("/staff/fieldwork/nothing/advice/").status_code == 404
    small_study()
    assert client.post(PAGE).status_code == 405
    assert client.get(f"{PAGE}anew/").status_code == 405


def test_it_says_who_lags_and_leads_to_a_reminder(staff_client: Clients) -> None:
    edition = small_study()
    kept(edition, ONE)
    client = english(staff_client("fieldwork"))
    text = client.get(PAGE).content.decode()
    for words in ("Of 860 people 6% answered", "0.851", "0.902", "-0.031", "about 21 answers (8 to 34)", "50%"):
        assert words in text, words
    assert "Made-up people" in text
    leads_to = "/staff/invitations/?study=mini&amp;kind=reminder_2&amp;only=group%3Agezin&amp;only=gender%3Awoman"
    assert leads_to in text
    form = client.get(leads_to.replace("&amp;", "&")).content.decode()
    ticked = {name: "checked" in form.split(f'value="{name}"')[1].split(">")[0] for name in BOXES}
    assert ticked == {"group:gezin": True, "gender:woman": True, "group:asiel": False, "gender:man": False}
    assert 'value="reminder_2" selected' in form


def test_who_does_no_fieldwork_plans_nothing(staff_client: Clients) -> None:
    kept(small_study(), ONE)
    text = english(staff_client("analyst")).get(PAGE).content.decode()
    assert "6% answered" in text
    assert "only=group" not in text


def test_small_numbers_are_words(staff_client: Clients) -> None:
    hidden = {"rate": None, "few": True, "reaches": (), "reminder": Expected("too_little", "reminder_2", None)}
    few = Advice(**{**vars(ONE), **hidden})
    kept(small_study(), few, responses=None)
    text = english(staff_client("fieldwork")).get(PAGE).content.decode()
    assert "fewer than ten answered; of all others 31%" in text
    assert "to fewer than ten people" in text


@pytest.mark.parametrize(
    ("reminder", "words"),
    [
        (Expected("no_letters"), "nog geen brief"),
        (Expected("nobody"), "alle gehad"),
        (Expected("too_little", "reminder_1", 80), "minder dan tien"),
        (Expected("at_most", "reminder_1", 80, high=12), "hoogstens ongeveer 12"),
        (Expected("estimate", "reminder_2", 80, 6, 1, 11, fresh=True), "ongeveer 6 antwoorden op (1 tot 11)"),
    ],
    ids=lambda value: value.why if isinstance(value, Expected) else "",
)
def test_what_a_reminder_brings_is_said_in_dutch(reminder: Expected, words: str) -> None:
    definition = definition_of(small_study())
    with translation.override("nl"):
        told = said(Advice(**{**vars(ONE), "reminder": reminder}), definition, "mini")
    assert words in told.reminder
    assert told.title == "Groep: Gezin · Geslacht: vrouwen"
    assert ("kind=" in told.query) == bool(reminder.kind)


def test_a_job_works_it_out(staff_client: Clients) -> None:
    edition = small_study()
    client = english(staff_client("researcher", study="mini"))
    response = client.post(f"{PAGE}anew/")
    job = Job.objects.get(kind=KIND)
    assert response.url.endswith(f"{job.pk}/")
    assert jobs.run(str(job.pk)).state == Job.State.DONE
    record = AdviceRecord.objects.get(study=edition.study)
    assert record.problem["template"]
    assert "no list" in client.get(PAGE).content.decode()


def test_the_clock_works_it_out_while_the_study_is_open() -> None:
    held(120, lowest={"group": "asiel"})
    advise()
    first = AdviceRecord.objects.get()
    assert (first.synthetic, first.problem, first.made_by) == (True, {}, None)
    advise()
    assert AdviceRecord.objects.get().made_at > first.made_at
