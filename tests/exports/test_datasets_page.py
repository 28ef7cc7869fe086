"""The page where analysts ask for a dataset; the job does the work outside the request."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse

from exports.models import ExportRecord
from exports.produce import Wish
from exports.tasks import make_dataset
from exports.writers.xlsx import TooManyRows
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys.typeset import FontsMissing
from tests.exports.conftest import NOW

URL = "/staff/exports/"
WISH = {"study": "mini", "formats": ["sav", "csv"], "language": "en", "edition": ""}


def test_address():
    assert reverse("exports:datasets") == URL


@pytest.mark.parametrize("role", ["fieldwork", "translator", "municipality", "fg"])
def test_other_roles_may_not(edition, staff_client, role):
    assert staff_client(role).get(URL).status_code == 403


def test_a_stranger_is_led_to_the_log_in(edition, client):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("method", ["put", "delete"])
def test_wrong_method(edition, staff_client, method):
    assert getattr(staff_client("analyst"), method)(URL).status_code == 405


def test_the_form_offers_the_study(edition, staff_client):
    assert b'value="mini"' in staff_client("analyst").get(URL).content


@pytest.mark.parametrize(
    "changed",
    [
        {"study": "nothing"},
        {"codebooks": ["doc"]},
        {"formats": ["exe"]},
        {"formats": []},
        {"language": "xx"},
        {"edition": "99"},
    ],
)
def test_a_wrong_wish_starts_nothing(edition, staff_client, changed):
    response = staff_client("analyst").post(URL, {**WISH, **changed})
    assert response.status_code == 200
    assert b"errorlist" in response.content
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_makes_a_zip_outside_the_request(interviews, staff_client, jobs_run):
    client = staff_client("analyst")
    response = client.post(URL, WISH)
    job = Job.objects.get()
    assert response.url == reverse("staff:job", args=[job.id])
    job = finished(job)
    assert (job.state, job.error) == (Job.State.DONE, "")
    download = client.get(reverse("staff:job_download", args=[job.id]))
    assert download.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(download.streaming_content))) as files:
        assert {"mini.sav", "mini.csv", "README.txt"} <= set(files.namelist())
    assert ExportRecord.objects.get().made_by == client.user


def finished(job: Job) -> Job:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job.refresh_from_db()
        if job.state in (Job.State.DONE, Job.State.FAILED):
            return job
        time.sleep(0.2)
    return job


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        pytest.param(OSError(28, "No space left on device"), "No space left on device", id="full disk"),
        pytest.param(TooManyRows("A sheet holds 1,048,575 rows."), "A sheet holds", id="too many rows"),
        pytest.param(FontsMissing(Path("fonts")), "make setup", id="no fonts"),
    ],
)
def test_a_job_that_cannot_be_done_says_why_and_leaves_nothing(edition, monkeypatch, own_var_dir, problem, words):
    def refuses(wish: Wish, directory: Path, **more: object) -> None:
        directory.mkdir(parents=True)
        (directory / "half.csv").write_text("half")
        raise problem

    monkeypatch.setattr("exports.tasks.produce", refuses)
    job = Job.objects.create(kind="dataset", arguments={**WISH, "edition": None})
    with pytest.raises(JobProblem, match=words):
        make_dataset(job, Progress(job))
    assert [path for path in own_var_dir.rglob("*") if path.is_file()] == []


def test_who_works_for_another_study_gets_nothing_of_this_one(edition, staff_client):
    ExportRecord.objects.create(study=edition.study, made_at=NOW, rows=8, variables=3, digest="d1g3st")
    own, other = staff_client("analyst", study="mini"), staff_client("analyst", study="other")
    assert b"d1g3st" in own.get(URL).content
    shown = other.get(URL).content
    assert b'value="mini"' not in shown
    assert b"d1g3st" not in shown
    assert other.post(URL, WISH).status_code == 200
    assert not Job.objects.exists()
    assert own.post(URL, WISH).status_code == 302


def test_who_no_longer_works_for_the_study_cannot_fetch(edition, staff_client, own_var_dir):
    client = staff_client("analyst", study="mini")
    (own_var_dir / "file.zip").write_bytes(b"PK")
    job = Job.objects.create(
        kind="dataset", arguments={"study": "mini"}, created_by=client.user, state="done", file="file.zip"
    )
    fetch = reverse("staff:job_download", args=[job.pk])
    assert client.get(fetch).status_code == 200
    client.user.memberships.all().delete()
    assert client.get(fetch).status_code in (403, 404)
