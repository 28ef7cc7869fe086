"""Staff pages about letters: who may, what is shown, making and fetching."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from invitations import letter_job
from invitations.models import Batch, Code, Mailing
from staff import jobs
from staff.models import AuditEntry, Job
from tests.invitations.factory import make_letters, published, with_people

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
WISH = {"study": "small", "kind": "invitation", "side": "left", "batch_size": "2"}


@pytest.fixture
def made(tmp_path: Path) -> Batch:
    study = published()
    with_people(study, 2)
    make_letters(study, tmp_path / "letters")
    return Batch.objects.get()


@pytest.mark.parametrize(("role", "status"), [("fieldwork", 200), ("researcher", 403), ("analyst", 403)])
def test_the_page_is_for_fieldwork(role: str, status: int, staff_client: Clients) -> None:
    assert staff_client(role).get(reverse("invitations:letters")).status_code == status


def test_a_visitor_is_sent_to_log_in(client: Client) -> None:
    assert client.get(reverse("invitations:letters")).status_code == 302


def test_batches_are_listed(made: Batch, staff_client: Clients) -> None:
    text = staff_client("fieldwork").get(reverse("invitations:letters")).content.decode()
    assert reverse("invitations:batch", args=[made.pk]) in text
    assert made.file_hash[:12] in text


def test_a_batch_is_fetched_and_that_is_recorded(made: Batch, staff_client: Clients) -> None:
    response = staff_client("fieldwork").get(reverse("invitations:batch", args=[made.pk]))
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    assert AuditEntry.objects.filter(action="batch.download", object=Path(made.file).name).count() == 1


@pytest.mark.parametrize("sheet", ["manifest", "control"])
def test_sheets_are_fetched(sheet: str, made: Batch, staff_client: Clients) -> None:
    response = staff_client("fieldwork").get(reverse("invitations:sheet", args=[made.mailing_id, sheet]))
    assert b"batch" in b"".join(response.streaming_content)


def test_what_is_not_ready_or_not_there_is_not_found(made: Batch, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    assert client.get(reverse("invitations:sheet", args=[made.mailing_id, "codes"])).status_code == 404
    Path(made.file).unlink()
    assert client.get(reverse("invitations:batch", args=[made.pk])).status_code == 404
    planned = Batch.objects.create(mailing=made.mailing, number=2)
    assert client.get(reverse("invitations:batch", args=[planned.pk])).status_code == 404
    assert not AuditEntry.objects.filter(action="batch.download").exists()


def test_another_study_stays_closed(made: Batch, staff_client: Clients) -> None:
    client = staff_client("fieldwork", study="other")
    assert client.get(reverse("invitations:batch", args=[made.pk])).status_code == 404
    assert client.get(reverse("invitations:sheet", args=[made.mailing_id, "manifest"])).status_code == 404
    assert "Klein onderzoek" not in client.get(reverse("invitations:letters")).content.decode()
    assert client.post(reverse("invitations:letters"), WISH).status_code == 400


def test_the_form_starts_a_job_without_codes_in_it(staff_client: Clients) -> None:
    published()
    response = staff_client("fieldwork").post(reverse("invitations:letters"), WISH)
    job = Job.objects.get()
    assert response.url == reverse("staff:job", args=[job.pk])
    plain = {"languages": "all", "kix": "", "limit": None, "proofs": None, "seed": 1, "codes": False, "receiver": None}
    assert job.arguments == {**WISH, "batch_size": 2, **plain}


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": "0"},
        {"batch_size": "9999"},
        {"kind": "bill"},
        {"study": ""},
        {"limit": "0"},
        {"proofs": "-1"},
        {"seed": "x"},
        {"languages": "some"},
        {"codes": "on", "proofs": "0"},
        {"codes": "on", "languages": "by-frame"},
    ],
    ids=str,
)
def test_an_odd_wish_is_told(change: dict[str, str], staff_client: Clients) -> None:
    published()
    assert staff_client("fieldwork").post(reverse("invitations:letters"), {**WISH, **change}).status_code == 400
    assert not Job.objects.exists()


def test_the_job_makes_the_letters() -> None:
    study = published()
    with_people(study, 3)
    job = jobs.run(str(Job.objects.create(kind="letters", arguments={**WISH, "batch_size": 2}).pk))
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert Code.objects.count() == 3
    assert Mailing.objects.get().batches.count() == 2
    assert len(list(letter_job.folder_of("small").glob("*.pdf"))) == 2


def test_the_job_tells_what_to_do_when_it_cannot() -> None:
    job = jobs.run(str(Job.objects.create(kind="letters", arguments={**WISH, "study": "nothing"}).pk))
    assert job.state == Job.State.FAILED
    assert "no study" in job.error
