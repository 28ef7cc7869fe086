"""Who wants to be called back: sealed, apart, looked at by few, and gone in time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from respondents.contact import ContactFault
from respondents.contacts_store import CONTACTS
from respondents.helpdesk import call_backs
from respondents.helpdesk.call_backs import Asked, DayNotPossible
from respondents.models import CallBack
from respondents.sealed_field import ring
from respondents.sealing import Ring, WrongContactsKey
from respondents.tasks import purge_call_backs
from staff.models import AuditEntry, User
from surveys.models import Edition, Study
from tests.commands import run
from tests.respondents.wishers import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH)
PAGE = "/staff/helpdesk/mini/call-backs/"
NUMBER = "06 12 34 56 78"
OLD, NEW = "old " * 12, "new " * 12
Noting = Callable[..., None]


@pytest.fixture
def study(edition: Edition) -> Study:
    return edition.study


@pytest.fixture
def somebody(make_staff: Callable[..., User]) -> User:
    return make_staff("fieldwork", study="mini")


@pytest.fixture
def note(study: Study, somebody: User) -> Noting:
    def noting(number: str = NUMBER, ahead: int = 0, part: str = "morning", now: datetime | None = None) -> None:
        now = now or timezone.now()
        day = timezone.localdate(now) + timedelta(days=ahead)
        call_backs.note(study, Asked(number, "ar", day, part), user=somebody, now=now)

    return noting


def test_it_is_in_the_store_of_contacts_with_nothing_that_joins(note: Noting) -> None:
    note()
    columns = {field.name for field in CallBack._meta.get_fields()}
    assert columns == {"id", "study", "contact", "sealed_with", "language", "day", "part", "goes_on"}
    with connections[CONTACTS].cursor() as cursor:
        found = connections[CONTACTS].introspection.get_constraints(cursor, CallBack._meta.db_table)
        cursor.execute(f"SELECT * FROM {CallBack._meta.db_table}")
        stored = repr(cursor.fetchall())
    assert [one for one in found.values() if one["foreign_key"]] == []
    assert "12345678" not in stored
    assert ring().open(CallBack.objects.get().contact) == "+31612345678"
    assert CallBack._meta.db_table not in connections["default"].introspection.table_names()


@pytest.mark.parametrize("typed", ["", "12", "amina@example.org", "Mevrouw Jansen"])
def test_what_is_no_number(note: Noting, typed: str) -> None:
    with pytest.raises(ContactFault):
        note(typed)
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(("ahead", "possible"), [(-1, False), (0, True), (13, True), (14, False)])
def test_days(note: Noting, ahead: int, possible: bool) -> None:
    if possible:
        note(ahead=ahead)
    else:
        with pytest.raises(DayNotPossible):
            note(ahead=ahead)
    assert CallBack.objects.exists() is possible


def test_who_waits_by_day_and_part_and_the_look_is_recorded(study: Study, note: Noting, somebody: User) -> None:
    note("0612345671", ahead=1)
    note("0612345672", part="evening")
    note("0612345673", part="afternoon")
    found = call_backs.waiting(study, user=somebody, now=timezone.now())
    assert [one.number[-1] for one in found] == ["3", "2", "1"]
    looks = AuditEntry.objects.filter(action="call_back.look", user=somebody)
    assert [(one.object, one.details) for one in looks] == [("mini", {"people": 3})]
    assert not any("6123456" in str(one.details) for one in AuditEntry.objects.all())


def test_the_number_goes_with_the_call(study: Study, note: Noting, somebody: User) -> None:
    note()
    note("0612345679")
    gone = CallBack.objects.first()
    assert call_backs.done(study, gone.pk, user=somebody)
    assert not call_backs.done(study, gone.pk, user=somebody)
    assert CallBack.objects.count() == 1
    assert AuditEntry.objects.filter(action="call_back.done").count() == 1


def test_of_another_study_it_cannot_be_removed(
    note: Noting, make_edition: Callable[..., Edition], somebody: User
) -> None:
    note()
    other = make_edition(study="other").study
    assert not call_backs.done(other, CallBack.objects.get().pk, user=somebody)
    assert call_backs.waiting(other, user=somebody, now=timezone.now()) == ()


@pytest.mark.parametrize(("days", "left"), [(0, 1), (13, 1), (14, 0), (30, 0)])
def test_after_fourteen_days_it_is_gone(study: Study, note: Noting, somebody: User, days: int, left: int) -> None:
    note(ahead=13)
    then = timezone.now() + timedelta(days=days)
    assert len(call_backs.waiting(study, user=somebody, now=then)) == left, "also before the daily job came"
    assert call_backs.purge(then) == 1 - left
    assert CallBack.objects.count() == left
    assert AuditEntry.objects.filter(action="call_back.purge").count() == 1 - left


def test_the_daily_job_and_the_command(note: Noting, settings: Any) -> None:
    note(now=timezone.now() - timedelta(days=15))
    note()
    assert "1 removed" in run("purge_call_backs")[1]
    note(now=timezone.now() - timedelta(days=15))
    purge_call_backs()
    assert CallBack.objects.count() == 1
    assert "respondents.tasks.purge_call_backs" in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}


def test_keys(study: Study, note: Noting, somebody: User, settings: Any) -> None:
    settings.CONTACTS_KEYS = (OLD,)
    note()
    assert Client().get("/readyz").json()["contacts"] is True
    settings.CONTACTS_KEYS = (NEW,)
    with pytest.raises(WrongContactsKey):
        note()
    with pytest.raises(WrongContactsKey):
        call_backs.waiting(study, user=somebody, now=timezone.now())
    assert Client().get("/readyz").json()["contacts"] is False
    settings.CONTACTS_KEYS = (NEW, OLD)
    assert "1 sealed anew" in run("reseal_wishes")[1]
    assert CallBack.objects.get().sealed_with == Ring((NEW,)).name
    settings.CONTACTS_KEYS = (NEW,)
    assert call_backs.waiting(study, user=somebody, now=timezone.now())[0].number == "+31612345678"


def test_what_nobody_can_open_still_goes(note: Noting, settings: Any) -> None:
    note(now=timezone.now() - timedelta(days=15))
    settings.CONTACTS_KEYS = (NEW,)
    assert call_backs.purge(timezone.now()) == 1


def send(client: Client, **more: str) -> Any:
    day = timezone.localdate().isoformat()
    return client.post(PAGE, {"number": NUMBER, "language": "ti", "day": day, "part": "morning", **more})


def test_the_page(study: Study, staff_client: Callable[..., Client], settings: Any) -> None:
    client = staff_client("fieldwork", study="mini")
    assert send(client).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "+31612345678" in page
    key = CallBack.objects.get().pk
    assert client.post(f"{PAGE}{key}/done/").status_code == 302
    assert not CallBack.objects.exists()
    assert client.get(PAGE).content.decode().count("+31612345678") == 0
    settings.CONTACTS_KEYS = (OLD,)
    send(client)
    settings.CONTACTS_KEYS = (NEW,)
    assert client.get(PAGE).status_code == 503


@pytest.mark.parametrize(
    "more",
    [
        {"number": "12"},
        {"number": "a@example.org"},
        {"day": (date.today() - timedelta(days=2)).isoformat()},
        {"day": (date.today() + timedelta(days=20)).isoformat()},
        {"part": "at night"},
        {"language": "xx"},
    ],
    ids=["short", "mail", "past", "too far", "part", "language"],
)
def test_what_the_page_refuses(study: Study, staff_client: Callable[..., Client], more: dict[str, str]) -> None:
    assert send(staff_client("fieldwork"), **more).status_code == 400
    assert not CallBack.objects.exists()
