"""Interviewers: who may, how one begins, the marks that stay, and what is left between two respondents: nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from exports.dataset import dataset
from invitations import codes
from invitations.models import Code, SampleUnit
from respondents.models import AnswerEvent, DoorCount, Interview, Visit
from staff.models import AuditEntry
from surveys.models import Edition
from tests.respondents.mini import t
from tests.respondents.people import Phone
from tests.respondents.wishers import BOTH, kept

PAGE = "/staff/interviewing/"
BEGIN = "/staff/interviewing/mini/begin/"
STOP = "/interviewer/stop/"
UNKNOWN = "0" * 15 + codes.check_character("0" * 15, "digits")
RESPONDENTS_COOKIES = {"visit", "door", "wish", "interviewing", "django_language"}
Clients = Callable[..., Client]


class Desk(Phone):
    """The browser of an interviewer who is logged in."""

    def __init__(self, logged_in: Client) -> None:
        super().__init__()
        self.client.cookies = logged_in.cookies
        self.user = logged_in.user

    def start(self, code: str = "", study: str = "mini", **more: str) -> HttpResponse:
        """To the consent page, or to where the interview was left."""
        self.get(PAGE)
        data = {"go": "start" if code else "nocode", "code": code, "language": "nl", **more}
        return self.send(data, f"/staff/interviewing/{study}/begin/")

    def interviews(self, code: str = "") -> "Desk":
        """Through consent and screening to the first question."""
        self.start(code)
        self.send({"go": "yes"})
        self.send({"go": "next", "adult": "yes"})
        if self.name == "kind":
            self.send({"go": "next", "kind": "refugee"})
            self.get("/on/")
        return self

    @property
    def held(self) -> set[str]:
        """Cookies of respondents' pages that this browser has."""
        return {name for name, cookie in self.client.cookies.items() if cookie.value} & RESPONDENTS_COOKIES

    def lose(self, *names: str) -> None:
        for name in names:
            self.client.cookies.pop(name, None)

    def log_out(self) -> None:
        self.get(PAGE)
        self.send({}, "/staff/account/logout/")


@pytest.fixture
def desk(edition: Edition, staff_client: Clients) -> Desk:
    return Desk(staff_client("fieldwork"))


def modes() -> list[int]:
    data = dataset("mini")
    place = [column.name for column in data.columns].index("mode")
    return sorted(row[place] for row in data.rows)


# Who may


@pytest.mark.parametrize("role", ["researcher", "translator", "municipality", "analyst", "privacy", "fg"])
def test_other_roles(edition: Edition, staff_client: Clients, letter: str, role: str) -> None:
    client = staff_client(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(BEGIN, {"code": letter, "language": "nl"}).status_code == 403
    assert PAGE not in client.get("/staff/").content.decode()
    assert not AuditEntry.objects.filter(action="interviewing.begin").exists()


def test_fieldwork_finds_the_page(desk: Desk) -> None:
    assert PAGE in desk.get("/staff/").content.decode()
    assert desk.get(PAGE).status_code == 200
    assert "no-store" in desk.page["Cache-Control"]


def test_a_visitor_is_sent_to_log_in(client: Client, edition: Edition, letter: str) -> None:
    assert client.get(PAGE).status_code == 302
    answer = client.post(BEGIN, {"code": letter, "language": "nl"})
    assert answer["Location"].startswith("/staff/account/login/")
    assert "interviewing" not in answer.cookies


def test_who_has_no_second_factor(edition: Edition, staff_client: Clients, letter: str) -> None:
    client = staff_client("fieldwork", second_factor=False)
    assert "interviewing" not in client.post(BEGIN, {"code": letter, "language": "nl"}).cookies


def test_fieldwork_of_another_study(make_edition: Callable[..., Edition], staff_client: Clients, letter: str) -> None:
    make_edition(study="other")
    desk = Desk(staff_client("fieldwork", study="other"))
    assert 'action="/staff/interviewing/other/begin/"' in desk.get(PAGE).content.decode()
    assert BEGIN not in desk.text
    assert desk.start(letter).status_code == 403
    assert "interviewing" not in desk.held


def test_a_study_that_does_not_exist(desk: Desk) -> None:
    assert desk.start(study="nothing").status_code == 404


def test_wrong_methods(desk: Desk, letter: str) -> None:
    assert desk.client.get(BEGIN)["Location"] == PAGE
    desk.get(PAGE)
    assert desk.client.post(PAGE, desk.fields()).status_code == 405
    assert desk.client.post(STOP, desk.fields()).status_code == 405
    assert desk.client.put(BEGIN).status_code in (403, 405)


def test_a_form_of_another_site_begins_nothing(desk: Desk, letter: str) -> None:
    assert desk.send({"code": letter, "language": "nl"}, BEGIN, fields={}).status_code == 403
    assert "interviewing" not in desk.held


# Codes


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        pytest.param("", 400, "Typ de code van de brief", id="nothing typed"),
        pytest.param("12", 400, "De code heeft 16 tekens", id="too short"),
        pytest.param("1234567890123456", 400, "Eén van de tekens klopt niet", id="mistyped"),
        pytest.param(UNKNOWN, 404, "Geen brief van dit onderzoek", id="unknown"),
    ],
)
def test_a_code_that_is_none(desk: Desk, letter: str, typed: str, status: int, said: str) -> None:
    assert desk.start(code=typed, go="start").status_code == status
    assert said in desk.text
    assert f'value="{typed}"' in desk.text or not typed
    assert desk.held == set()


def test_guessing_is_throttled_as_anywhere(desk: Desk, letter: str, settings) -> None:
    settings.CODE_MISSES_PER_MINUTE = 1
    assert [desk.start(UNKNOWN).status_code for _ in range(2)] == [404, 429]
    assert desk.page["Retry-After"]
    assert desk.start(letter).status_code == 200


def test_a_blocked_code(desk: Desk, letter: str) -> None:
    Code.objects.update(blocked_at=timezone.now())
    assert desk.start(letter).status_code == 410
    assert "werkt niet meer" in desk.text


def test_somebody_who_refused(desk: Desk, letter: str) -> None:
    SampleUnit.objects.update(state=SampleUnit.State.REFUSED)
    assert desk.start(letter).status_code == 410


def test_a_used_code(desk: Desk, letter: str) -> None:
    Phone().begin(letter).answer().send({"go": "send"})
    assert desk.start(letter).status_code == 410
    assert "al verstuurd" in desk.text


def test_a_removed_one(desk: Desk, letter: str) -> None:
    phone = Phone().begin(letter)
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": letter})
    phone.send({"go": "remove"})
    assert desk.start(letter).status_code == 410
    assert "laten weghalen" in desk.text


def test_a_code_of_another_study(make_edition: Callable[..., Edition], staff_client: Clients, letter: str) -> None:
    make_edition(study="other")
    desk = Desk(staff_client("fieldwork"))
    assert desk.start(letter, study="other").status_code == 404
    assert desk.start(letter).status_code == 200


@pytest.mark.parametrize(
    ("dates", "said"),
    [({"open": "2020-01-01", "close": "2020-12-31"}, "gesloten"), ({"open": "2090-01-01"}, "nog niet open")],
)
def test_a_study_that_takes_no_answers(make_edition, staff_client: Clients, dates: dict, said: str) -> None:
    make_edition(study="shut", dates=dates)
    desk = Desk(staff_client("fieldwork"))
    assert said in desk.get(PAGE).content.decode()
    assert "/shut/begin/" not in desk.text
    desk.get("/staff/")
    assert desk.send({"go": "nocode", "language": "nl"}, "/staff/interviewing/shut/begin/").status_code in (403, 410)
    assert said in desk.text
    assert desk.held == set()


def test_no_code_where_a_letter_is_needed(make_edition, staff_client: Clients) -> None:
    make_edition(mode="coded")
    desk = Desk(staff_client("fieldwork"))
    assert 'value="nocode"' not in desk.get(PAGE).content.decode()
    assert desk.start().status_code == 403
    assert "alleen mensen met een brief" in desk.text.lower()


def test_a_language_that_is_not_offered(desk: Desk, letter: str) -> None:
    assert desk.start(letter, language="tr").status_code == 400
    assert desk.held == set()


def test_the_study_is_read_aloud_in_each_language(desk: Desk) -> None:
    text = desk.get(PAGE).content.decode()
    assert "Wij vragen iets." in text
    assert '<div lang="en" dir="ltr">' in text
    assert "Wij vragen iets. (en)" in text


# What is marked


def test_an_interview_with_a_code(desk: Desk, letter: str) -> None:
    desk.start(letter)
    assert desk.address == "/consent/"
    assert "Iemand van dit onderzoek vult dit in" in desk.text
    assert not Interview.objects.exists()
    desk.interviews(letter)
    interview = Interview.objects.get()
    assert (interview.mode, interview.coded, modes()) == ("interviewer", True, [2])
    assert interview.events.get(seq=1).patch["mode"] == {"now": "interviewer"}
    assert Visit.objects.get().interviewed
    assert f'href="{STOP}"' in desk.text
    assert 'href="/helping/"' not in desk.text


def test_without_a_code_the_person_gets_one(desk: Desk) -> None:
    desk.start()
    for data in ({"go": "yes"}, {"go": "next", "adult": "yes"}, {"go": "next", "kind": "refugee"}):
        desk.send(data)
    assert "big-code" in desk.text
    assert (Interview.objects.get().mode, modes()) == ("interviewer", [2])


def test_the_language_that_was_chosen(desk: Desk, letter: str) -> None:
    desk.start(letter, language="en")
    assert '<html lang="en"' in desk.text
    assert "Somebody from this research fills this in" in desk.text


def test_who_began_alone_goes_on_with_an_interviewer(desk: Desk, letter: str) -> None:
    """And what was answered alone stays unseen: also at Back, and at the look-over."""
    Phone().begin(letter).answer(until="multi")
    desk.start(letter)
    assert desk.address == "/q/multi/"
    interview = Interview.objects.get()
    assert (interview.mode, modes()) == ("interviewer", [2])
    (event,) = interview.events.filter(kind=AnswerEvent.Kind.MODE)
    assert event.patch == {"mode": {"now": "interviewer"}}
    assert "checked" not in desk.get("/q/work/").content.decode()
    desk.get("/q/multi/")
    desk.answer()
    assert "Vraag multi" in desk.text
    assert "Vraag choice" not in desk.text
    desk.start(letter)
    assert "Vraag multi" not in desk.text


def test_going_on_twice_is_marked_once(desk: Desk, letter: str) -> None:
    Phone().begin(letter)
    desk.start(letter)
    desk.get(STOP)
    desk.start(letter)
    assert Interview.objects.get().events.filter(kind="mode").count() == 1


def test_who_began_alone_during_the_screening(desk: Desk, letter: str) -> None:
    desk.start(letter)
    desk.send({"go": "yes"})
    Phone().begin(letter)
    assert modes() == [0]
    desk.send({"go": "next", "adult": "yes"})
    assert (desk.address, modes()) == ("/q/work/", [2])


def test_an_interviewer_outranks_help_and_help_does_not_take_it_away(desk: Desk, letter: str) -> None:
    phone = Phone()
    phone.get("/helping/")
    phone.send({"go": "helped"})
    phone.begin(letter)
    assert modes() == [1]
    desk.start(letter)
    assert modes() == [2]
    phone.get("/helping/")
    phone.send({"go": "helped"})
    assert modes() == [2]


def test_a_respondent_alone_is_no_interview(desk: Desk, letter: str) -> None:
    phone = Phone().begin(letter)
    assert "van dit onderzoek" not in phone.text
    assert modes() == [0]


def test_a_refusal_is_counted_and_leads_back(desk: Desk, letter: str) -> None:
    desk.start(letter)
    desk.send({"go": "no"})
    assert DoorCount.objects.get().count == 1
    assert f'class="btn" href="{STOP}"' in desk.text
    desk.get("/")
    assert (desk.address, desk.held) == (PAGE, set())


# What is recorded, and what is not


def test_the_audit_trail_knows_who_and_which_study(desk: Desk, letter: str, caplog) -> None:
    caplog.set_level("DEBUG")
    desk.interviews(letter)
    interview = Interview.objects.get()
    (entry,) = AuditEntry.objects.filter(action="interviewing.begin")
    assert (entry.user, entry.object, entry.details) == (desk.user, "mini", {})
    said = " ".join(record.getMessage() for record in caplog.records)
    for secret in (letter, str(interview.pk), interview.pk.hex, desk.user.email):
        assert secret not in said


def test_nothing_is_recorded_where_nothing_began(desk: Desk, letter: str) -> None:
    desk.start(UNKNOWN)
    assert not AuditEntry.objects.filter(action="interviewing.begin").exists()


def test_the_cookie_opens_no_staff_page(desk: Desk, letter: str) -> None:
    desk.start(letter)
    stranger = Client()
    stranger.cookies["staff"] = desk.client.cookies["interviewing"].value
    assert stranger.get(PAGE)["Location"].startswith("/staff/account/login/")


# Only together with the staff session


def test_the_staff_cookie_stays_below_staff(desk: Desk, letter: str) -> None:
    """Browsers do not send it to respondents' pages; the interview goes on all the same."""
    desk.interviews(letter)
    desk.lose("staff")
    assert desk.send({"go": "next", "work": "no"}).status_code == 200
    assert desk.address == "/q/choice/"


def ends_session(desk: Desk) -> None:
    desk.log_out()


def loses_role(desk: Desk) -> None:
    desk.user.memberships.all().delete()


def gets_role_elsewhere(desk: Desk) -> None:
    desk.user.memberships.update(study="other")


def loses_factor(desk: Desk) -> None:
    desk.user.authenticator_set.all().delete()


def is_dismissed(desk: Desk) -> None:
    type(desk.user).objects.update(is_active=False)


def has_a_new_password(desk: Desk) -> None:
    desk.user.set_password("another horse battery staple")
    desk.user.save()


def is_away(desk: Desk) -> None:
    """The record in the store is over after 30 minutes; the staff session lives on."""
    soon = timezone.now() + timedelta(minutes=31)
    assert Session.objects.filter(expire_date__lt=soon).update(expire_date=timezone.now()) == 1


ENDS = [ends_session, loses_role, gets_role_elsewhere, loses_factor, is_dismissed, has_a_new_password, is_away]


@pytest.mark.parametrize("ends", ENDS)
def test_then_the_mode_and_the_visit_are_lost(desk: Desk, letter: str, ends: Callable[[Desk], None]) -> None:
    desk.interviews(letter)
    assert desk.client.get("/q/work/").status_code == 200
    fields = desk.fields()
    ends(desk)
    answer = desk.client.post("/q/work/", {**fields, "go": "next", "work": "yes"})
    assert answer["Location"] == f"{STOP}?over=1"
    assert "work" not in Interview.objects.get().answers
    desk.get("/q/work/")
    assert desk.held == set()
    assert not Visit.objects.exists()
    Phone().begin()
    assert modes() == [0, 2]


@pytest.mark.parametrize("ends", ENDS)
def test_before_the_first_question_too(desk: Desk, letter: str, ends: Callable[[Desk], None]) -> None:
    desk.start(letter)
    fields = desk.fields()
    ends(desk)
    assert desk.client.post("/consent/", {**fields, "go": "yes"})["Location"] == f"{STOP}?over=1"
    desk.get("/")
    assert desk.held == set()


def test_a_script_is_told_where_to_go_and_saves_nothing(desk: Desk, letter: str) -> None:
    desk.interviews(letter)
    sent = {**desk.fields(), "touched": "work", "work": "yes", "turn": "1"}
    script = {"headers": {"accept": "application/json"}}
    assert "saved" in desk.client.post("/q/work/save/", sent, **script).json()
    ends_session(desk)
    answer = desk.client.post("/q/work/save/", {**sent, "work": "no", "turn": "2"}, **script)
    assert (answer.status_code, answer.json()) == (403, {"go": f"{STOP}?over=1"})
    assert Interview.objects.get().answers["work"] == {"code": "yes"}


def test_a_visit_without_the_other_cookie_is_no_visit(desk: Desk, letter: str) -> None:
    desk.interviews(letter)
    desk.lose("interviewing")
    assert desk.get("/q/work/").status_code == 403


def test_a_visit_of_a_respondent_does_not_become_the_interviewers(desk: Desk, letter: str) -> None:
    phone = Phone().begin(letter)
    desk.start()
    desk.client.cookies["visit"] = phone.client.cookies["visit"].value
    assert desk.get("/q/work/").status_code == 403


def test_use_keeps_it_alive(desk: Desk, letter: str) -> None:
    desk.interviews(letter)
    record = Session.objects.order_by("expire_date").first()
    kept = record.get_decoded()
    kept["interviewing"]["used"] = (timezone.now() - timedelta(minutes=20)).isoformat()
    record.session_data = Session.get_session_store_class()().encode(kept)
    record.expire_date = timezone.now() + timedelta(minutes=10)
    record.save()
    desk.get("/q/work/")
    record.refresh_from_db()
    assert record.expire_date > timezone.now() + timedelta(minutes=29)


@pytest.mark.parametrize("address", ["/", "/mini/", "/start/", "/g/", "/k/nothing/", f"/I/{UNKNOWN}/"])
def test_interviewers_come_in_by_their_own_page(desk: Desk, letter: str, address: str) -> None:
    """A code typed or scanned elsewhere would belong to anybody, of any study."""
    desk.start(letter)
    desk.get(address)
    assert (desk.address, desk.held) == (PAGE, set())


def test_another_study_is_none_of_theirs(desk: Desk, make_edition, letter: str) -> None:
    make_edition(study="other")
    desk.interviews(letter)
    desk.get("/privacy/?study=mini")
    assert desk.held >= {"visit", "interviewing"}
    desk.get("/privacy/?study=other")
    assert (desk.address, desk.held) == (PAGE, set())


# Between two respondents


def test_stopping_clears(desk: Desk, letter: str) -> None:
    desk.interviews(letter)
    assert desk.held >= {"visit", "interviewing", "django_language"}
    desk.send({"go": "stop", "work": "yes"})
    assert (desk.address, desk.held) == (PAGE, set())
    assert not Visit.objects.exists()
    assert Interview.objects.get().answers["work"] == {"code": "yes"}
    answer = desk.client.get(STOP)
    assert (answer["Location"], answer["Clear-Site-Data"]) == (PAGE, '"cache", "storage"')


def test_stopping_in_the_screening_clears(desk: Desk, letter: str) -> None:
    desk.start(letter)
    desk.send({"go": "yes"})
    desk.send({"go": "stop"})
    assert (desk.address, desk.held) == (PAGE, set())


def test_stopping_ends_the_record_too(desk: Desk, letter: str) -> None:
    desk.start(letter)
    cookie = desk.client.cookies["interviewing"].value
    desk.get(STOP)
    desk.client.cookies["interviewing"] = cookie
    desk.get("/consent/")
    assert desk.address == PAGE


def test_the_stop_works_for_anybody(edition: Edition, client: Client) -> None:
    answer = client.get(STOP)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)


def test_two_respondents_after_one_another(desk: Desk, make_unit) -> None:
    first, second = make_unit("p1")[1], make_unit("p2")[1]
    desk.interviews(first).answer()
    desk.send({"go": "send"})
    assert desk.address == "/done/"
    assert f'class="btn" href="{STOP}"' in desk.text
    desk.get(STOP)
    assert desk.held == set()
    assert desk.start(first).status_code == 410
    desk.interviews(second)
    assert desk.address == "/q/work/"
    assert "checked" not in desk.text
    assert modes() == [2, 2]
    assert Visit.objects.get().interview.state == Interview.State.OPEN


def test_without_a_stop_between_two_the_first_is_gone_too(desk: Desk, make_unit) -> None:
    first, second = make_unit("p1")[1], make_unit("p2")[1]
    desk.interviews(first)
    desk.start(second)
    assert desk.address == "/consent/"
    assert not Visit.objects.exists()
    assert desk.get("/q/work/").status_code == 403


@pytest.mark.django_db(databases=BOTH)
def test_wishes_are_offered_before_the_next(desk: Desk, make_edition, make_unit) -> None:
    block = {"title": t("Loting"), "lead": t("Kans op een bon."), "parts": []}
    make_edition(
        materials={"wishes": {"raffle": block, "terms": {**block, "parts": [{"title": t("A"), "text": [t("B")]}]}}}
    )
    desk.interviews(make_unit("p1")[1]).answer()
    desk.send({"go": "send"})
    desk.send({}, "/done/raffle/")
    assert desk.address == "/wish/raffle/"
    assert f'href="{STOP}"' in desk.text
    desk.send({"go": "keep", "contact": "person@example.org"})
    assert kept() == [("raffle", "email", "person@example.org", "trial")]
    assert "wish" in desk.held
    desk.get(STOP)
    assert desk.held == set()
    assert desk.get("/wish/raffle/").status_code == 403
