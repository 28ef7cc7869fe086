"""Jobs whose message got lost are queued again, each no oftener than it should; signs of life; a full disk."""

import errno
import os
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from staff import jobs, lost_jobs, pulse
from staff.models import Job

KIND = "test.lost"
HERE = socket.gethostname()
NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.get_default_timezone())
LATE, SOON = timedelta(seconds=61), timedelta(seconds=59)

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids that go to the queue."""
    settings.REDIS_URL, settings.JOB_LOST_SECONDS = "redis://127.0.0.1:1/0", 60
    sent: list[str] = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args, queue: sent.append(args[0]))
    return sent


@pytest.fixture
def handler() -> Iterator[Any]:
    """Registers what jobs of the kind do."""
    yield lambda does: jobs.register(KIND, does)
    jobs._handlers.pop(KIND, None)


def job(created: timedelta = LATE, **fields: Any) -> Job:
    made = Job.objects.create(kind=KIND, **fields)
    Job.objects.filter(pk=made.pk).update(created_at=NOW - created)
    return made


@pytest.mark.parametrize(
    ("fields", "again"),
    [
        pytest.param({"created": LATE}, True, id="waits too long"),
        pytest.param({"created": SOON}, False, id="was queued a moment ago"),
        pytest.param({"created": 10 * LATE, "beat_at": NOW - SOON}, False, id="was sent again a moment ago"),
        pytest.param({"created": 10 * LATE, "beat_at": NOW - LATE}, True, id="and is still waiting"),
        pytest.param({"state": "running", "process": "elsewhere:1", "beat_at": NOW}, False, id="runs elsewhere"),
        pytest.param({"state": "done"}, False, id="is done"),
        pytest.param({"state": "failed"}, False, id="failed"),
    ],
)
def test_what_waits_too_long_is_sent_again(
    queue: list[str], monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], again: bool
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    found = job(**fields)
    assert lost_jobs.queue_again(NOW) == int(again)
    assert queue == [str(found.pk)] * again
    assert lost_jobs.queue_again(NOW) == 0, "not twice within the time"


@pytest.mark.parametrize(
    "process", [f"{HERE}:{2**22 + 1}", f"{HERE}:{os.getpid()}@1", "elsewhere:1"], ids=["gone", "another's", "silent"]
)
def test_what_a_killed_process_left_is_queued_again(queue: list[str], process: str) -> None:
    silent = timedelta(hours=1) if process.startswith("elsewhere") else timedelta(0)
    left = job(state="running", attempts=1, process=process, beat_at=timezone.now() - silent)
    assert lost_jobs.queue_again(timezone.now()) == 1
    left.refresh_from_db()
    assert (queue, left.state, left.attempts) == ([str(left.pk)], "queued", 1)


def test_a_living_process_keeps_its_job(queue: list[str]) -> None:
    """Positive control of the one above: this very process lives."""
    job(state="running", attempts=1, process=pulse.this_process(), beat_at=timezone.now())
    assert lost_jobs.queue_again(timezone.now()) == 0
    assert queue == []


def test_without_a_queue_nothing_is_sent(queue: list[str], settings: Any) -> None:
    settings.REDIS_URL = ""
    job()
    assert lost_jobs.queue_again(NOW) == 0
    assert queue == []


def test_a_job_waits_while_the_queue_is_away(
    queue: list[str], handler: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    handler(lambda job, progress: None)

    def away(*args: object, **more: object) -> None:
        raise QueueAway("refused")

    monkeypatch.setattr(jobs.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        waiting = jobs.start(KIND, {}, None)
    waiting.refresh_from_db()
    assert waiting.state == "queued"


def raising(error: Exception) -> Any:
    def handler(job: Job, progress: jobs.Progress) -> None:
        raise error

    return handler


def test_a_job_whose_database_went_away_is_given_back_three_times(queue: list[str], handler: Any) -> None:
    handler(raising(OperationalError("the server closed the connection")))
    lost = job()
    for attempt in (1, 2, 3):
        assert jobs.run(str(lost.pk)).state == "queued"
        lost.refresh_from_db()
        assert lost.attempts == attempt
    assert jobs.run(str(lost.pk)).state == "failed"


def test_without_a_queue_it_fails_at_once(handler: Any, settings: Any) -> None:
    settings.REDIS_URL = ""
    handler(raising(OperationalError("the server closed the connection")))
    assert jobs.run(str(job().pk)).state == "failed"


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/secret/name")


def caused() -> Exception:
    error = RuntimeError("could not write")
    error.__cause__ = full()
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(full(), "schijf", id="full"),
        pytest.param(caused(), "schijf", id="because it is full"),
        pytest.param(OSError(errno.EACCES, "denied"), "PermissionError", id="positive control: another fault"),
    ],
)
def test_a_full_disk_says_what_to_do(handler: Any, error: Exception, told: str) -> None:
    handler(raising(error))
    failed = jobs.run(str(job().pk))
    assert failed.state == "failed"
    assert told in failed.error
    assert "secret" not in failed.error
    assert failed.file == ""


@pytest.mark.django_db(transaction=True)
def test_a_silent_handler_still_shows_signs_of_life(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "EVERY", timedelta(seconds=0.05))
    seen: list[datetime] = []

    def silent(job: Job, progress: jobs.Progress) -> None:
        until = time.monotonic() + 10
        began = Job.objects.get(pk=job.pk).beat_at
        while time.monotonic() < until and len(set(seen)) < 2:
            time.sleep(0.02)
            seen.append(Job.objects.get(pk=job.pk).beat_at or began)

    handler(silent)
    assert jobs.run(str(job().pk)).state == "done"
    assert len(set(seen)) >= 2


def test_a_process_is_known_by_when_it_started() -> None:
    named = pulse.this_process()
    assert pulse.may_live(named)
    if Path("/proc/self/stat").exists():
        assert not pulse.may_live(named.partition("@")[0] + "@1"), "the same number, given out again"
