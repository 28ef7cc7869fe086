"""Work outside requests: letters, exports. With REDIS_URL a Celery worker does it, else a child process of the web.

A job's state lives in the database; Redis only carries its id, and `staff.lost_jobs` sends that again where it got
lost. A job that was killed may run again, so handlers must be able to start over. While one runs, a thread of its
process notes every few seconds that it lives. No personal data and no codes in arguments, messages or errors.

A job may read a sealed file (staff.spool). Its key goes to the child process through a pipe and is stored nowhere;
Redis would store it, so with REDIS_URL such a job is refused.
"""

import errno
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from celery import current_app
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from kombu.exceptions import OperationalError as QueueAway
from redis.exceptions import RedisError

from staff import audit, pulse, spool
from staff.models import Job, User
from staff.spool import Sealed

log = logging.getLogger(__name__)
SILENT_FOR = timedelta(minutes=3)
"""Without a sign of life for so long a job counts as broken off; `staff.pulse` gives one far more often."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
BEAT_EVERY = timedelta(seconds=1)


class JobProblem(Exception):
    """What a handler raises to tell the person who started the job what to do. Its text is shown.

    `file`: a report below VAR_DIR that says more.
    """

    def __init__(self, message: str, file: Path | None = None) -> None:
        super().__init__(message)
        self.file = file


class KeyCannotTravel(Exception):
    """A sealed file's key would be stored in Redis on its way to the worker."""


class WrongFile(ValueError):
    """The file that a job needs again was not given, or it is another one. The message says what to do."""


class JobBusy(Exception):
    """The job is running in another process that shows signs of life."""


class UnknownKind(LookupError):
    """No handler was registered for this kind of job."""


class Progress:
    """How far a job is. Writes at most once a second, so a handler may call it for each item."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._written = timezone.now()

    def advance(self, done: int, total: int, message: str = "") -> None:
        now = timezone.now()
        if done < total and now - self._written < BEAT_EVERY:
            return
        self._written = now
        Job.objects.filter(pk=self._job.pk).update(done=done, total=total, message=message[:200], beat_at=now)


Handler = Callable[[Job, Progress], Path | None]
Guard = Callable[[Job, User], bool]
_handlers: dict[str, Handler] = {}
_guards: dict[str, Guard] = {}


def register(kind: str, handler: Handler, may_fetch: Guard | None = None) -> None:
    """Say who does jobs of this kind. The handler returns a file below VAR_DIR, or None.

    `may_fetch`: whether who started the job may (still) have its file; without it they always may.
    """
    _handlers[kind] = handler
    if may_fetch:
        _guards[kind] = may_fetch


def may_fetch(job: Job, user: User) -> bool:
    return _guards[job.kind](job, user) if job.kind in _guards else True


def start(kind: str, arguments: dict[str, object], user: User | None, sealed: Sealed | None = None) -> Job:
    """Queue a job; it begins when the current transaction commits. Raises UnknownKind, KeyCannotTravel."""
    if sealed and not keys_travel():
        raise KeyCannotTravel
    if kind not in _handlers:
        raise UnknownKind(f"no handler for jobs of kind {kind!r}; call staff.jobs.register in AppConfig.ready")
    with transaction.atomic():
        whole = {**arguments, **(sealed.arguments if sealed else {})}
        job = Job.objects.create(kind=kind, arguments=whole, created_by=user)
        audit.record(user, "job.start", str(job.pk), kind=kind)
        job.key = sealed.key if sealed else ""
        transaction.on_commit(lambda: _dispatch(job))
    return job


def keys_travel() -> bool:
    """Whether a job's process can be given a key without storing it."""
    return not settings.REDIS_URL


def restart(job: Job, user: User, data: bytes | None = None) -> None:
    """Begin again after a failure or a kill. `data`: the sealed file once more, for a job that has one.

    Raises JobBusy when it is waiting, running or ready, WrongFile without the very file that it began with.
    """
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if not can_restart(current):
            raise JobBusy(str(job.pk))
        arguments, job.key = _sealed_again(current, data)
        fresh = {"attempts": 0, "error": "", "file": "", "done": 0, "process": "", "arguments": arguments}
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, **fresh)
        audit.record(user, "job.restart", str(job.pk), kind=job.kind)
        transaction.on_commit(lambda: _dispatch(job))


def _sealed_again(job: Job, data: bytes | None) -> tuple[dict[str, object], str]:
    """The job's arguments with a new name of its sealed file, and the new key. Raises WrongFile."""
    if not job.needs_file:
        return job.arguments, ""
    if data is None:
        raise WrongFile(gettext("The file was not kept. Choose the same file again."))
    if sha256(data).hexdigest() != job.arguments["sealed_sha256"]:
        raise WrongFile(gettext("This is another file than the one that the job began with. Choose that one."))
    sealed = spool.seal(data)
    return {**job.arguments, **sealed.arguments}, sealed.key


def can_restart(job: Job) -> bool:
    return job.state == Job.State.FAILED or (job.state == Job.State.RUNNING and not is_alive(job))


def is_alive(job: Job) -> bool:
    """Whether the process that runs the job gave a sign of life lately and, on this host, still exists."""
    silent = job.beat_at is None or timezone.now() - job.beat_at > SILENT_FOR
    return not silent and pulse.may_live(job.process)


def run(job_id: str, key: str = "") -> Job:
    """Do the job in this process. Raises JobBusy, Job.DoesNotExist; a failing handler ends as state `failed`.

    `key`: of the job's sealed file, which is removed when the job ends, whichever way.
    """
    job = _claim(job_id)
    spool.clear(_sealed_in_use())
    if job.state != Job.State.RUNNING:
        return job
    job.key = key
    try:
        with pulse.beating(job), translation.override(_language(job)):
            _do(job)
    finally:
        if job.needs_file:
            spool.drop(str(job.arguments["sealed"]))
    return job


def _language(job: Job) -> str:
    return job.created_by.language if job.created_by else settings.LANGUAGE_CODE


def _do(job: Job) -> None:
    """Calls the handler and stores how it ended."""
    try:
        file = _handlers[job.kind](job, Progress(job))
        _finish(job, Job.State.DONE, file=_below_var(file))
    except JobProblem as problem:
        _finish(job, Job.State.FAILED, error=str(problem)[:500], file=_below_var(problem.file))
    except (OperationalError, InterfaceError) as error:
        log.exception("job %s (%s): the database went away", job.pk, job.kind)
        _give_back(job, error)
    except Exception as error:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(job, Job.State.FAILED, error=_no_room() if is_no_room(error) else _nameless(error))


def _give_back(job: Job, error: Exception) -> None:
    """The database went away in the middle: with a queue it is tried again, at most JOB_ATTEMPTS times in all.

    Where even this cannot be stored the job stays as it is, without a sign of life, and is found by that.
    """
    if not settings.REDIS_URL:
        return _finish(job, Job.State.FAILED, error=_nameless(error))
    job.state, job.beat_at = Job.State.QUEUED, timezone.now()
    try:
        job.save(update_fields=["state", "beat_at"])
    except (OperationalError, InterfaceError):
        log.warning("job %s cannot be given back now", job.pk)
    return None


def is_no_room(error: BaseException | None) -> bool:
    """Whether this error, or one that it came from, says that the disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def _no_room() -> str:
    return gettext("The server's disk is full. Ask whoever runs the server to make room. Then start this job again.")


def _sealed_in_use() -> set[str]:
    """Sealed files of jobs that wait or show signs of life."""
    jobs = Job.objects.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return {str(job.arguments["sealed"]) for job in jobs if job.needs_file and not can_restart(job)}


def _claim(job_id: str) -> Job:
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state in (Job.State.DONE, Job.State.FAILED):
            return job
        if job.state == Job.State.RUNNING and is_alive(job):
            raise JobBusy(job_id)
        if job.attempts >= settings.JOB_ATTEMPTS:
            _finish(job, Job.State.FAILED, error=gettext("Stopped: the work was broken off several times."))
            return job
        job.state, job.attempts, job.beat_at = Job.State.RUNNING, job.attempts + 1, timezone.now()
        job.process = pulse.this_process()
        job.save(update_fields=["state", "attempts", "beat_at", "process"])
    return job


def _finish(job: Job, state: Job.State, *, file: str = "", error: str = "") -> None:
    job.state, job.file, job.error, job.finished_at = state, file, error, timezone.now()
    job.save(update_fields=["state", "file", "error", "finished_at"])


def _nameless(error: Exception) -> str:
    """Kind of error only: its text may quote what somebody wrote."""
    return gettext("Something went wrong (%(kind)s). The server's log says more.") % {"kind": type(error).__name__}


def _below_var(file: Path | None) -> str:
    """The path relative to VAR_DIR. Raises ValueError for a file elsewhere."""
    return str(file.resolve().relative_to(Path(settings.VAR_DIR).resolve())) if file else ""


def file_of(job: Job) -> Path | None:
    """The job's file; None when it made none, it is gone, or its path leads out of VAR_DIR."""
    root = Path(settings.VAR_DIR).resolve()
    file = (root / job.file).resolve()
    return file if job.file and file.is_relative_to(root) and file.is_file() else None


def _dispatch(job: Job) -> None:
    if settings.REDIS_URL:
        send(job)
    else:
        _start_child(job)


def send(job: Job) -> bool:
    """Its id to the queue. False where the queue is away: the job waits, and is found later (`staff.lost_jobs`)."""
    try:
        current_app.send_task("staff.run_job", args=[str(job.pk)], queue=settings.JOB_QUEUE)
    except (QueueAway, RedisError, OSError):
        log.warning("job %s waits: the queue cannot be reached now", job.pk)
        return False
    return True


def _start_child(job: Job) -> None:
    """Detached: it outlives the request and a restart of the web. Its log goes to VAR_DIR/jobs.log.

    A key goes through a pipe: other users of the machine see command lines and, as root, environments.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(Path(settings.VAR_DIR) / "jobs.log", flags, 0o600), "a") as output:
        child = subprocess.Popen(  # noqa: S603 - our own command and a UUID
            [
                sys.executable,
                str(settings.BASE_DIR / "manage.py"),
                "run_job",
                str(job.pk),
                *(["--key"] if job.key else []),
            ],
            cwd=settings.BASE_DIR,
            env=child_environment(),
            stdin=subprocess.PIPE if job.key else subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    if child.stdin:
        with child.stdin as pipe:
            pipe.write(f"{job.key}\n".encode())
    threading.Thread(target=child.wait, daemon=True).start()


def child_environment() -> dict[str, str]:
    """This process's environment, with the very databases and directory that it works on (also in tests).

    Addresses carry their passwords, so what else says them (files of secrets) is left out.
    """
    names = {alias: _database_setting(alias) for alias in connections}
    said = {f"{name}{ending}" for name in names.values() for ending in ("_URL_FILE", "_PASSWORD", "_PASSWORD_FILE")}
    urls = {f"{name}_URL": _database_url(alias) for alias, name in names.items()}
    rest = {name: value for name, value in os.environ.items() if name not in said}
    return {**rest, **urls, "VAR_DIR": str(settings.VAR_DIR)}


def _database_setting(alias: str) -> str:
    return {DEFAULT_DB_ALIAS: "DATABASE", "replica": "DATABASE_REPLICA"}.get(alias, f"{alias.upper()}_DATABASE")


def _database_url(alias: str) -> str:
    now = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return f"sqlite:///{quote(str(now['NAME']))}"
    user = quote(now["USER"], safe="") + (f":{quote(now['PASSWORD'], safe='')}" if now["PASSWORD"] else "")
    port = f":{now['PORT']}" if now["PORT"] else ""
    options = {key: value for key, value in now["OPTIONS"].items() if isinstance(value, str)}
    return f"postgres://{user}@{now['HOST']}{port}/{quote(now['NAME'])}?{urlencode(options)}"
