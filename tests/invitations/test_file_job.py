"""Files of many rows: read by a job, stored whole or not at all, reported in a file, and kept no longer than needed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from invitations import file_job, letter_events
from invitations.models import Code, LetterEvent, SampleUnit
from staff import jobs
from staff.models import Job
from surveys.models import Study
from tests.invitations.factory import frame_csv, make_letters, published, with_people

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(file_job, "LARGEST_IN_REQUEST", 10)
    study = published()
    with_people(study, 2)
    return study


@pytest.fixture
def client(staff_client: Clients) -> Client:
    made = staff_client("fieldwork")
    made.user.language = "en"
    made.user.save()
    return made


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("file.csv", text.encode())


def done(answer, own_var_dir: Path) -> tuple[Job, str]:
    """The job that an upload began, done, and its report; the file is gone."""
    job = Job.objects.get()
    assert answer["Location"] == reverse("staff:job", args=[job.pk])
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert not list((own_var_dir / "spool").iterdir())
    return job, (own_var_dir / job.file).read_text(encoding="utf-8")


def test_the_printers_file(study: Study, client: Client, own_var_dir: Path, tmp_path: Path) -> None:
    make_letters(study, tmp_path)
    first, second = (str(letter_events.number_of(code)) for code in Code.objects.order_by("pk"))
    rows = f"reference,status,date\n{first},printed,\n"
    address = reverse("invitations:letter_file", args=["small"])
    job, report = done(client.post(address, {"kind": "printed", "file": upload(rows)}), own_var_dir)
    assert (job.state, job.message) == ("done", "printed: 1, known before: 0")
    assert report.splitlines()[-2:] == ["1 letters of these batches are not in the file:", second]
    assert LetterEvent.objects.get().by == client.user


def test_a_file_with_faults_is_reported_whole(study: Study, client: Client, own_var_dir: Path) -> None:
    address = reverse("invitations:letter_file", args=["small"])
    rows = "reference\n9-001-001\n9-001-002\n"
    job, report = done(client.post(address, {"kind": "returned", "file": upload(rows)}), own_var_dir)
    assert (job.state, len(report.splitlines())) == ("failed", 2)
    assert "2 rows cannot be right" in job.error
    assert client.get(reverse("staff:job_download", args=[job.pk])).status_code == 200
    assert not LetterEvent.objects.exists()


def test_people_to_leave_out(study: Study, client: Client, own_var_dir: Path) -> None:
    answer = client.post(reverse("invitations:exclude", args=["small"]), {"file": upload("frame_id\nMU-00001\n")})
    _, report = done(answer, own_var_dir)
    assert report == "1 left out from now on, 0 were already.\n"
    assert SampleUnit.objects.get(state="excluded").frame_id == "MU-00001"


def test_a_list_of_people(study: Study, client: Client, own_var_dir: Path) -> None:
    file = SimpleUploadedFile("list.csv", frame_csv(3))
    job = jobs.run(str(file_job.begin(study, "frame", file, client.user).pk))
    assert (job.state, job.error) == ("done", "")
    assert study.units.count() == 3
    assert Job.objects.get().message == "1 new, 0 changed, 2 as before, 0 no longer listed."


def test_a_file_that_is_gone_is_told(study: Study, client: Client, own_var_dir: Path) -> None:
    client.post(reverse("invitations:exclude", args=["small"]), {"file": upload("frame_id\nMU-00001\n")})
    next((own_var_dir / "spool").iterdir()).unlink()
    job = jobs.run(str(Job.objects.get().pk))
    assert (job.state, "choose the file anew" in job.error) == ("failed", True)


def test_a_small_file_is_read_at_once(study: Study, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_job, "LARGEST_IN_REQUEST", 1_000)
    client.post(reverse("invitations:exclude", args=["small"]), {"file": upload("frame_id\nMU-00001\n")})
    assert not Job.objects.exists()
    assert SampleUnit.objects.filter(state="excluded").count() == 1


@pytest.mark.parametrize("trial", [True, False], ids=["only looked at", "brought in"])
def test_a_newer_list(trial: bool, study: Study, client: Client, own_var_dir: Path) -> None:
    newer = frame_csv(3).decode().splitlines()
    del newer[1]
    asked = {"file": upload("\n".join(newer)), **({"trial": "on"} if trial else {})}
    job, report = done(client.post(reverse("invitations:bring_in", args=["small"]), asked), own_var_dir)
    assert (job.state, job.message) == ("done", "1 new, 0 changed, 1 as before, 1 no longer listed.")
    gone = study.units.order_by("pk").first()
    assert report.splitlines()[-1] == f"{gone.frame_id}: no longer listed"
    assert ("trial" in report) == trial
    assert study.units.count() == (2 if trial else 3)
    assert gone.listed == trial


def test_a_list_with_faults_is_reported_by_row(study: Study, client: Client, own_var_dir: Path) -> None:
    wrong = frame_csv(1).decode() + "\nMU-00009,no-such-group,man,GM0363,ar,1990,west\n"
    job, report = done(
        client.post(reverse("invitations:bring_in", args=["small"]), {"file": upload(wrong)}), own_var_dir
    )
    assert job.state == "failed"
    assert "row 3" in report
    assert study.units.count() == 2


def test_a_list_needs_a_file_and_the_role(study: Study, client: Client, staff_client: Clients) -> None:
    address = reverse("invitations:bring_in", args=["small"])
    assert client.post(address).status_code == 400
    assert client.get(address).status_code == 405
    assert client.post(reverse("invitations:bring_in", args=["none"])).status_code == 404
    assert staff_client("municipality").post(address, {"file": upload("x")}).status_code == 403
    assert not Job.objects.exists()
