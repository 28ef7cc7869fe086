"""Jobs: their life, their limits, and that other processes really do them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import jobs
from staff.models import AuditEntry, Job, User

KIND = "test.write"


@pytest.fixture
def handled():
    """A handler that writes a file, under a kind of its own."""

    def write(job: Job, progress: jobs.Progress) -> Path:
        progress.advance(1, 1, "written")
        file = Path(django_settings.VAR_DIR) / "out" / f"{job.pk}.txt"
        file.parent.mkdir()
        file.write_text("done", encoding="utf-8")
        return file

    jobs.register(KIND, write)
    yield KIND
    jobs._handlers.pop(KIND)


def queued(**fields) -> Job:
    return Job.objects.create(kind=KIND, **fields)


@pytest.mark.django_db
def test_a_job_ends_with_its_file(handled: str) -> None:
    job = jobs.run(str(queued().pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == ("done", 1, 1, 1)
    assert job.file == f"out/{job.pk}.txt"


@pytest.mark.django_db
def test_doing_it_twice_does_it_once(handled: str) -> None:
    job = queued()
    jobs.run(str(job.pk))
    assert jobs.run(str(job.pk)).attempts == 1


def raising(error: Exception):
    def handler(job: Job, progress: jobs.Progress) -> None:
        raise error

    return handler


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "shown", "hidden"),
    [
        pytest.param(
            jobs.JobProblem("Load the frame first."), "Load the frame first.", "nothing", id="meant to be shown"
        ),
        pytest.param(ValueError("code 123456789012345"), "ValueError", "123456789012345", id="unforeseen"),
    ],
)
def test_what_an_error_shows(error: Exception, shown: str, hidden: str) -> None:
    jobs.register("test.fail", raising(error))
    job = jobs.run(str(Job.objects.create(kind="test.fail").pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert shown in job.error
    assert hidden not in job.error


@pytest.mark.django_db
def test_a_file_elsewhere_is_refused(tmp_path: Path) -> None:
    jobs.register("test.elsewhere", lambda job, progress: Path("/etc/hostname"))
    assert jobs.run(str(Job.objects.create(kind="test.elsewhere").pk)).state == "failed"


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(jobs.UnknownKind):
        jobs.start("test.unknown", {}, None)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_it_begins_after_the_commit(handled: str, monkeypatch, django_capture_on_commit_callbacks) -> None:
    sent = []
    monkeypatch.setattr(jobs, "_dispatch", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(KIND, {}, None)
        assert sent == []
    assert sent == [job]


@pytest.mark.django_db
def test_broken_off_too_often_ends(handled: str, settings) -> None:
    job = jobs.run(str(queued(state="running", attempts=settings.JOB_ATTEMPTS).pk))
    assert job.state == "failed"
    assert job.error


HERE = socket.gethostname()
GONE = 2**22 + 1  # above Linux's highest pid


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("process", "silent_for", "alive"),
    [
        pytest.param(f"{HERE}:{os.getpid()}", timedelta(0), True, id="exists here"),
        pytest.param(f"{HERE}:{GONE}", timedelta(0), False, id="was killed here"),
        pytest.param("elsewhere:1", timedelta(0), True, id="other host, fresh sign of life"),
        pytest.param("elsewhere:1", timedelta(hours=1), False, id="other host, long silent"),
    ],
)
def test_is_alive_and_may_run_again(handled: str, process: str, silent_for: timedelta, alive: bool) -> None:
    job = queued(state="running", attempts=1, process=process, beat_at=timezone.now() - silent_for)
    assert jobs.is_alive(job) is alive
    assert jobs.can_restart(job) is not alive
    if alive:
        with pytest.raises(jobs.JobBusy):
            jobs.run(str(job.pk))
    else:
        assert jobs.run(str(job.pk)).state == "done"


def wait_for(job: Job, seconds: float = 90) -> Job:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job.refresh_from_db()
        if job.state in ("done", "failed"):
            return job
        time.sleep(0.2)
    raise AssertionError(f"job still {job.state}")


def test_another_process_does_it(jobs_run: None) -> None:
    """With REDIS_URL a Celery worker, else a child process: either way not this one.

    The kind exists there only if the other process loads the apps; an unknown kind would end as `failed`.
    """
    job = jobs.start("staff.self_test", {"items": 3}, None)
    done = wait_for(job)
    assert (done.state, done.error) == ("done", "")
    assert done.process != f"{HERE}:{os.getpid()}"
    assert (Path(django_settings.VAR_DIR) / done.file).read_text(encoding="utf-8") == "3\n"


@pytest.mark.django_db(transaction=True)
def test_a_killed_job_can_be_done_again() -> None:
    """kill -9 in the middle, then run_job: it ends well, at the second attempt."""
    job = Job.objects.create(kind="staff.self_test", arguments={"items": 100_000})
    command = [sys.executable, "manage.py", "run_job", str(job.pk)]
    child = subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=jobs.child_environment())
    until_running(job)
    child.kill()
    child.wait()
    job.refresh_from_db()
    assert job.state == "running"
    Job.objects.filter(pk=job.pk).update(arguments={"items": 2})
    call_command("run_job", str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def until_running(job: Job) -> None:
    end = time.monotonic() + 60
    while job.state != "running" and time.monotonic() < end:
        time.sleep(0.1)
        job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db
def test_run_job_says_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="There is no job"):
        call_command("run_job", "00000000-0000-4000-8000-000000000000")


@pytest.mark.django_db
def test_run_job_fails_when_the_job_fails() -> None:
    jobs.register("test.fail", raising(jobs.JobProblem("Load the frame first.")))
    with pytest.raises(CommandError, match="Load the frame first"):
        call_command("run_job", str(Job.objects.create(kind="test.fail").pk))


@pytest.fixture
def finished(handled: str, make_staff: Callable[..., User], staff_client: Callable[..., Client]) -> tuple[Client, Job]:
    owner = staff_client("analyst")
    return owner, jobs.run(str(queued(created_by=owner.user).pk))


def test_the_owner_downloads_and_that_is_recorded(finished: tuple[Client, Job]) -> None:
    client, job = finished
    response = client.get(reverse("staff:job_download", args=[job.pk]))
    assert b"".join(response.streaming_content) == b"done"
    assert response["Content-Disposition"].startswith("attachment")
    entry = AuditEntry.objects.get(action="job.download")
    assert (entry.user, entry.object) == (client.user, str(job.pk))


@pytest.mark.parametrize("name", ["staff:job", "staff:job_download"])
def test_a_colleague_sees_nothing_of_it(finished: tuple[Client, Job], staff_client, name: str) -> None:
    _, job = finished
    assert staff_client("analyst").get(reverse(name, args=[job.pk])).status_code == 404
    assert not AuditEntry.objects.filter(action="job.download").exists()


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "gone.txt", ""])
def test_no_file_leads_out_of_the_directory(finished: tuple[Client, Job], own_var_dir: Path, path: str) -> None:
    client, job = finished
    (own_var_dir.parent / "secret.txt").write_text("secret", encoding="utf-8")
    Job.objects.filter(pk=job.pk).update(file=path)
    assert client.get(reverse("staff:job_download", args=[job.pk])).status_code == 404


def test_the_list_and_the_page_show_it(finished: tuple[Client, Job]) -> None:
    client, job = finished
    assert str(job.pk) in client.get(reverse("staff:jobs")).content.decode()
    page = client.get(reverse("staff:job", args=[job.pk]))
    assert reverse("staff:job_download", args=[job.pk]) in page.content.decode()
    assert "Refresh" not in page


def test_a_busy_job_loads_its_page_again(staff_client: Callable[..., Client]) -> None:
    client = staff_client("analyst")
    job = queued(
        created_by=client.user, state="running", done=1, total=4, beat_at=timezone.now(), process="elsewhere:1"
    )
    page = client.get(reverse("staff:job", args=[job.pk]))
    assert page["Refresh"] == "3"
    assert "25%" in page.content.decode()


def test_starting_again_from_the_page(staff_client, monkeypatch, django_capture_on_commit_callbacks) -> None:
    sent = []
    monkeypatch.setattr(jobs, "_dispatch", sent.append)
    client = staff_client("analyst")
    job = queued(created_by=client.user, state="failed", attempts=3, error="x")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("staff:job_restart", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, len(sent)) == ("queued", 0, "", 1)


def test_a_ready_job_is_not_started_again(finished: tuple[Client, Job]) -> None:
    client, job = finished
    client.post(reverse("staff:job_restart", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "done"
