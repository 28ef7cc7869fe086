"""Signs of life of a process that does a job: who it is, and a note every few seconds while it works."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from staff.models import Job

log = logging.getLogger(__name__)
EVERY = timedelta(seconds=20)
STARTED = 19
"""Place of the start time in /proc/<pid>/stat after the name in brackets (proc(5), field 22)."""


def this_process() -> str:
    """`host:pid`, and where the system tells, `@` and when it started: after a restart a container gives out the same
    process ids again.
    """
    return f"{socket.gethostname()}:{_named(os.getpid())}"


def may_live(process: str) -> bool:
    """Whether the process still exists; of one on another host nothing is known, so True."""
    host, _, named = process.rpartition(":")
    if host != socket.gethostname():
        return True
    pid, _, started = named.partition("@")
    return _exists(int(pid)) and (not started or named == _named(int(pid)))


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """While the block runs, a thread notes every `EVERY` that the job lives, whether or not its handler tells."""
    over = threading.Event()
    threading.Thread(target=_beat, args=(job.pk, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _beat(job_id: object, over: threading.Event) -> None:
    while not over.wait(EVERY.total_seconds()):
        try:
            Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(beat_at=timezone.now())
        except (DatabaseError, InterfaceError):
            log.warning("job %s: no sign of life could be stored", job_id)
        finally:
            connection.close()


def _named(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return str(pid)
    return f"{pid}@{stat.rpartition(')')[2].split()[STARTED]}"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
