"""The whole platform as it runs in production, on this machine: PostgreSQL, Redis, web, worker and beat.

Each program is watched as a container is: whoever ends is started again after a moment. Nothing is mended by hand.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.ground import Postgres, Redis, free_port, postgresql_programs
from tests.programs import WSGI, serving

ROOT = Path(__file__).resolve().parents[2]
RESTART_AFTER_S = 0.2
"""What a container waits before its first restart is 0.1 s; a little more keeps a fault in sight."""
READY_SECONDS = 90
USED = "/start/"
"""A page of respondents that asks the database which study is open."""


@dataclass
class Program:
    """One process that is started again whenever it ends, until `stop`. `starts` counts; `output` collects."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    output: Path
    cwd: Path = ROOT
    starts: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    _wanted: bool = False
    _watcher: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self._wanted = True
        self._launch()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def kill(self) -> None:
        """-9 for the program and all its children, at once; it is started again."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def kill_child(self) -> int:
        """-9 for one child; its process id."""
        child = self.children()[0]
        os.kill(child, signal.SIGKILL)
        return child

    def children(self) -> list[int]:
        """Working children: not the helper that Python's multiprocessing keeps for semaphores."""
        return [pid for pid in _children(self.process.pid) if b"resource_tracker" not in _command(pid)]

    def stop(self, patience_s: float = 10) -> int | None:
        """Politely, and for good; then -9. The exit status."""
        self._wanted = False
        with self._lock:
            process = self.process
        if process is None:
            return None
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(patience_s)
        self.kill()
        return process.wait(10)

    def _launch(self) -> None:
        with self._lock:
            if not self._wanted:
                return
            self.starts += 1
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=dict(self.environment),
                stdout=self.output.open("a"),
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while self._wanted:
            assert self.process is not None
            self.process.wait()
            time.sleep(RESTART_AFTER_S)
            if self._wanted:
                self._launch()


@dataclass
class System:
    """`environment`: what every program gets; `programs`: by name, of those that were started."""

    folder: Path
    postgres: Postgres
    redis: Redis
    port: int
    environment: dict[str, str]
    programs: dict[str, Program] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str, cwd: Path = ROOT) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=cwd,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}: {done.stderr[-3000:]}{done.stdout[-1000:]}")
        return done.stdout

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v", "0", "-c", code)

    def run(self, name: str, command: list[str], more: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Program:
        """Starts a program of this system; `more`: further environment."""
        output = self.folder / f"{name}.log"
        made = Program(name, command, {**self.environment, **(more or {})}, output, cwd)
        self.programs[name] = made
        made.start()
        return made

    def web(
        self, *, application: str = WSGI, workers: int = 2, more: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> Program:
        command = serving(self.port, "--no-access-log", *SURVIVES, workers=workers, application=application)
        return self.run("web", command, more, cwd)

    def worker(self, more: Mapping[str, str] | None = None) -> Program:
        command = ["-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "--concurrency", "2"]
        return self.run("worker", [sys.executable, *command], more)

    def beat(self) -> Program:
        return self.run("beat", [sys.executable, "-m", "celery", "-A", "config", "beat", "-l", "INFO", "--pidfile="])

    def serves(self, path: str = USED) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                return response.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def recovery(self, path: str = USED) -> float:
        """Seconds from now until the site serves again. Raises AssertionError where it does not."""
        began = time.monotonic()
        while not self.serves(path):
            waited = time.monotonic() - began
            assert waited < READY_SECONDS, f"{path} does not serve after {waited:.0f} s; see {self.folder}"
            time.sleep(0.1)
        return time.monotonic() - began

    def log(self, name: str) -> str:
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def stop(self) -> None:
        for program in reversed(list(self.programs.values())):
            program.stop()
        self.redis.kill()
        self.postgres.remove()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


SURVIVES = ["--respawn-failed-workers", "--workers-kill-timeout", "30"]
"""What the Dockerfile gives the server too."""


def missing() -> str:
    """What this machine lacks for such a system; '' where nothing."""
    return "" if postgresql_programs() else "PostgreSQL's own programs (initdb, pg_ctl) are not installed"


@contextmanager
def system(folder: Path, copied: Mapping[str, str] | None = None, **more: str) -> Iterator[System]:
    """PostgreSQL and Redis running and both databases migrated; no program of ours yet. `more`: environment.

    `copied`: addresses of databases that are migrated already, by name (`site`, `contacts`), which saves that time.
    """
    programs = postgresql_programs()
    assert programs, missing()
    postgres, redis, port = Postgres(programs), Redis(folder / "redis"), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DATABASE_URL": postgres.url("site"),
        "CONTACTS_DATABASE_URL": postgres.url("contacts"),
        "REDIS_URL": redis.url,
        "VAR_DIR": str(folder / "var"),
        "STATIC_ROOT": str(folder / "static"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "CODE_KEY": secrets.token_urlsafe(32),
        "CONTACTS_KEY": secrets.token_urlsafe(32),
        "SHOW_INCOMPLETE_LANGUAGES": "true",
        "JOB_LOST_SECONDS": "4",
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    (folder / "var").mkdir()
    made = System(folder, postgres, redis, port, environment)
    try:
        postgres.make()
        postgres.start()
        redis.start()
        with postgres.connect() as connection:
            for name in ("site", "contacts"):
                connection.execute(f"CREATE DATABASE {name}")
        for name, address in (copied or {}).items():
            postgres.copy(address, name)
        if not copied:
            made.manage("migrate", "-v", "0")
        yield made
    finally:
        made.stop()
