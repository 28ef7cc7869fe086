"""The coordinator's pages: purging by button, requests without names, removal by code, who must delete whom."""

import copy
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from exports.models import DeletionNotice, ExportRecord
from exports.produce import CannotMakeFile, Wish, produce
from exports.replica import Status
from exports.retention import notices
from respondents import withdrawals
from respondents.models import Interview, PrivacyRequest
from respondents.privacy_requests import due
from staff.models import AuditEntry, Job
from surveys.models import Study
from surveys.publish import publish
from tests import leaks
from tests.respondents.mini import document
from tests.respondents.people import Phone

pytestmark = pytest.mark.django_db(databases=["default", "contacts"])
Clients = Callable[..., Client]
PAGE = "/staff/privacy/mini/"


@pytest.fixture(autouse=True)
def own_backups(settings, tmp_path) -> None:
    settings.BACKUP_DIR, settings.BACKUP_CONTACTS_DIR = tmp_path / "backups", tmp_path / "contacts"


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    publish(made, copy.deepcopy(document()), note="")
    return made


def a_backup(place: Path, days: int) -> None:
    """As `backup` leaves it, so many days ago."""
    made = timezone.now() - timedelta(days)
    folder = place / f"{made:%Y-%m-%dT%H%M%SZ}"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"made": made.isoformat()}))


def said_of(page: str) -> list[str]:
    """What each card of the copies says, without tags."""
    section = page.partition('aria-labelledby="copies"')[2].partition("</section>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in section.split('<li class="card">')[1:]]


@pytest.mark.parametrize("path", ["/staff/privacy/", PAGE])
def test_every_place_of_copies_is_told_with_its_newest_and_oldest(
    study: Study, staff_client: Clients, settings, path: str
) -> None:
    a_backup(settings.BACKUP_DIR, 0)
    a_backup(settings.BACKUP_DIR, 3)
    client = staff_client("fg")
    main, contacts = said_of(client.get(path).content.decode())
    days = [date_format(timezone.localdate(timezone.now() - timedelta(one)), "DATE_FORMAT") for one in (0, 3)]
    assert f"2 back-ups. De nieuwste: {days[0]}. De oudste: {days[1]}." in main
    assert str(settings.BACKUP_DIR) in main
    assert "Hier staat geen back-up." in contacts
    assert str(settings.BACKUP_CONTACTS_DIR) in contacts
    a_backup(settings.BACKUP_CONTACTS_DIR, settings.BACKUP_DAYS + 1)
    main, contacts = said_of(client.get(path).content.decode())
    assert "had weg moeten zijn" in contacts
    assert "had weg moeten zijn" not in main


@pytest.mark.parametrize(
    ("status", "words"),
    [
        pytest.param(Status(4.0), "loopt 4 seconden achter", id="follows"),
        pytest.param(Status(None), "geeft geen antwoord", id="does not answer"),
        pytest.param(None, "", id="there is none"),
    ],
)
def test_a_copy_for_exports_is_told(
    study: Study, staff_client: Clients, monkeypatch: pytest.MonkeyPatch, status: Status | None, words: str
) -> None:
    monkeypatch.setattr("exports.replica.status", lambda: status)
    cards = said_of(staff_client("privacy").get("/staff/privacy/").content.decode())
    assert len(cards) == (3 if status else 2)
    assert words in cards[-1]


def asked(client: Client, kind: str = "erasure") -> PrivacyRequest:
    received = timezone.localdate().isoformat()
    client.post(f"{PAGE}requests/", {"kind": kind, "means": "phone", "received_on": received})
    return PrivacyRequest.objects.get()


def test_a_request_is_written_down_and_answered_without_a_word_about_the_person(
    study: Study, staff_client: Clients
) -> None:
    client = staff_client("privacy")
    one = asked(client, "access")
    page = client.get(PAGE).content.decode()
    assert "hun gegevens inzien" in page
    answered = {"answer": "not_found", "answered_on": timezone.localdate().isoformat()}
    client.post(f"{PAGE}requests/{one.pk}/answer/", answered)
    client.post(f"{PAGE}requests/{one.pk}/answer/", {**answered, "answer": "refused"})
    one.refresh_from_db()
    assert one.answer == "not_found", "the first answer stands"
    assert "zonder code is niets te vinden" in client.get(PAGE).content.decode()
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="privacy.")] == [
        "privacy.answer",
        "privacy.request",
    ]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"kind": "everything"}, id="no such kind"),
        pytest.param({"received_on": "2999-01-01"}, id="a day to come"),
        pytest.param({"received_on": "yesterday"}, id="no day"),
        pytest.param({"means": ""}, id="no means"),
    ],
)
def test_a_request_that_cannot_be_is_refused(study: Study, staff_client: Clients, sent: dict[str, str]) -> None:
    good = {"kind": "access", "means": "mail", "received_on": timezone.localdate().isoformat()}
    assert staff_client("privacy").post(f"{PAGE}requests/", {**good, **sent}).status_code == 400
    assert not PrivacyRequest.objects.exists()


def test_removal_by_a_code_that_is_read_out(study: Study, staff_client: Clients, own_var_dir) -> None:
    phone = Phone().begin().answer()
    client = staff_client("privacy")
    one = asked(client)
    with leaks.written_to_the_log() as log:
        page = client.post(f"{PAGE}requests/{one.pk}/erase/", {"code": "1234"}, follow=True).content.decode()
        assert "Er is niets weggehaald" in page
        assert Interview.objects.get().answers
        page = client.post(f"{PAGE}requests/{one.pk}/erase/", {"code": phone.own_code}, follow=True).content.decode()
    assert "De antwoorden zijn weggehaald" in page
    one.refresh_from_db()
    assert (one.answer, Interview.objects.get().state) == ("removed", Interview.State.WITHDRAWN)
    places = dict(leaks.database_places()) | dict(leaks.file_places(own_var_dir, "VAR_DIR"))
    code = phone.own_code.replace(" ", "")
    assert leaks.found_in({**places, "log": log.getvalue().encode()}, [code]) == set()
    assert leaks.found_in({"page": phone.own_code.encode()}, [code]), "control: it could be found"
    again = asked_again(client)
    assert (
        "al eerder weggehaald"
        in client.post(f"{PAGE}requests/{again.pk}/erase/", {"code": phone.own_code}, follow=True).content.decode()
    )
    again.refresh_from_db()
    assert again.answer == "", "what was not done is not said to be done"


def asked_again(client: Client) -> PrivacyRequest:
    received = timezone.localdate().isoformat()
    client.post(f"{PAGE}requests/", {"kind": "erasure", "means": "phone", "received_on": received})
    return PrivacyRequest.objects.order_by("-pk").first()


def test_purging_by_button_asks_first_and_waits_for_the_day(study: Study, staff_client: Clients) -> None:
    client = staff_client("privacy")
    assert client.post(f"{PAGE}purge/", {}).status_code == 400
    early = client.post(f"{PAGE}purge/", {"sure": "on"})
    assert early.status_code == 409
    assert "2091-01-31" in early.content.decode()
    assert not Job.objects.exists()


def test_purging_by_button_is_a_job(staff_client: Clients, django_capture_on_commit_callbacks) -> None:
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    dates = {"open": "2020-01-01", "close": "2020-02-01", "withdraw_until": "2020-03-01"}
    publish(made, document(dates=dates), note="")
    response = staff_client("privacy").post(f"{PAGE}purge/", {"sure": "on", "backups": "the provider"})
    job = Job.objects.get()
    assert response.headers["Location"].endswith(f"{job.pk}/")
    assert (job.kind, job.arguments) == ("purge", {"study": "mini", "why": "", "backups": "the provider"})


def test_the_fg_reads_and_changes_nothing(study: Study, staff_client: Clients) -> None:
    client = staff_client("fg")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "<form" not in page.content.decode().partition("<h1>")[2]
    for address in ("purge/", "requests/"):
        assert client.post(PAGE + address, {"sure": "on"}).status_code == 403


def test_who_has_files_is_told_whom_to_delete(study: Study, staff_client: Clients) -> None:
    phone = Phone().begin().answer()
    other = Phone().begin().answer()
    now = timezone.now()
    details = {"file": "research", "recipient": "Universiteit", "edition": None}
    common = {"study": study, "rows": 2, "variables": 3, "digest": "x"}
    export = ExportRecord.objects.create(made_at=now, details=details, **common)
    ExportRecord.objects.create(made_at=now - timedelta(days=3), details={}, **common)
    other_edition = {**details, "edition": 99}
    ExportRecord.objects.create(made_at=now, details=other_edition, **common)
    assert notices.to_delete(study) == []
    gone = Interview.objects.order_by("started_at").first()
    withdraw(phone)
    found = notices.to_delete(study)
    assert [(one.export, one.respnrs, one.receiver) for one in found] == [(export, (gone.respnr,), "Universiteit")]
    client = staff_client("privacy")
    page = client.get(PAGE).content.decode()
    assert str(gone.respnr) in page
    client.post(f"{PAGE}exports/{export.pk}/told/")
    assert DeletionNotice.objects.get().respnrs == [gone.respnr]
    assert notices.to_delete(study) == []
    withdraw(other)
    assert len(notices.to_delete(study)) == 1, "who withdraws later is told of again"


def withdraw(phone: Phone) -> None:
    phone.get("/withdraw/")
    phone.send({"code": phone.own_code})
    phone.send({"go": "remove"})
    assert phone.name == "withdrawn"


def checked() -> str:
    out = StringIO()
    call_command("check_retention", stdout=out)
    return out.getvalue()


def test_the_check_of_what_was_promised(study: Study, settings, own_var_dir) -> None:
    assert "is kept" in checked()
    phone = Phone().begin().answer()
    settings.BACKUP_DAYS = 28
    assert "is kept" in checked()
    settings.BACKUP_DAYS = 40
    with pytest.raises(CommandError, match=r"2090-12-31.*40 days.*2091-01-31"):
        checked()
    settings.BACKUP_DAYS = 28
    settings.BACKUP_DIR.mkdir()
    old = settings.BACKUP_DIR / "old"
    old.mkdir()
    (old / "manifest.json").write_text('{"made": "2020-01-01T00:00:00+00:00"}')
    with pytest.raises(CommandError, match="1 backups are older than 28 days, the oldest old"):
        checked()
    (old / "manifest.json").unlink()
    old.rmdir()
    withdraw(phone)
    withdrawals.place().unlink()
    with pytest.raises(CommandError, match="1 withdrawals are not in the log"):
        checked()


def test_a_deposit_file_waits_for_the_promised_day(study: Study, tmp_path) -> None:
    Phone().begin().answer()
    early = datetime(2091, 1, 31, 12, tzinfo=timezone.get_current_timezone())
    with pytest.raises(CannotMakeFile, match="2091-01-31"):
        produce(Wish("mini", ("csv",), file="deposit", codebooks=()), tmp_path / "out", user=None, now=early)
    assert not ExportRecord.objects.exists()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("received", "last"),
    [
        pytest.param(date(2026, 1, 15), date(2026, 2, 15), id="a month later"),
        pytest.param(date(2026, 1, 31), date(2026, 2, 28), id="a shorter month"),
        pytest.param(date(2028, 1, 31), date(2028, 2, 29), id="a leap year"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 31), id="the next year"),
    ],
)
def test_the_day_by_which_to_answer(received: date, last: date) -> None:
    assert due(received) == last
