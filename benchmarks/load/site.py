"""The site under load: databases of its own, granian, and whose processor time went where (Linux)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
from family import descendants
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
NAMES = ("load", "load_contacts", "load_pgbench")
"""What the names of the benchmark's databases end in; the beginning is the caller's."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server and the beginning of the names of databases that are made and dropped there."""

    url: str
    prefix: str

    def name(self, what: str) -> str:
        return f"{self.prefix}_{what}"

    def address(self, what: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{self.name(what)}"))

    def admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(urlunsplit(urlsplit(self.url)._replace(path="/postgres")), autocommit=True)

    def make(self) -> None:
        """Empty databases; those of an earlier run with the same beginning are dropped first."""
        self.drop()
        with self.admin() as server:
            for what in NAMES:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name(what))))

    def drop(self) -> None:
        with self.admin() as server:
            for what in NAMES:
                name = sql.Identifier(self.name(what))
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@contextmanager
def databases(server: Server, keep: bool) -> Iterator[None]:
    server.make()
    try:
        yield
    finally:
        if not keep:
            server.drop()


def environment(server: Server, folder: str, port: int) -> dict[str, str]:
    """What the site is started with: like an installation behind a proxy, but for https."""
    return {
        "DATABASE_URL": server.address("load"),
        "CONTACTS_DATABASE_URL": server.address("load_contacts"),
        "VAR_DIR": folder,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOW_INCOMPLETE_LANGUAGES": "1",
        "LOG_LEVEL": "WARNING",
        "DEBUG": "0",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def prepare(study: str) -> None:
    """Both databases migrated and the study published, by the site's own commands."""
    for command in (["migrate", "--noinput", "-v0"], ["load_study", study, "--publish"]):
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def running(port: int, workers: int, threads: int) -> Iterator[int]:
    """The site, answering; gives the id of its first process."""
    options = ["--workers", str(workers), "--blocking-threads", str(threads), "--host", "127.0.0.1"]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *options, "--port", str(port), "--no-access-log"]
    with TemporaryDirectory(prefix="inburgerstem-load-") as folder, Path(folder, "log").open("wb") as log:
        process = subprocess.Popen([*command, "config.wsgi:application"], cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait_for(port, process, Path(folder, "log"))
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        with suppress(OSError):
            line = HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"The site did not start on port {port}:\n{log.read_text()[-2000:]}")


@dataclass(frozen=True)
class Spent:
    """Seconds of a core: of the site's processes, of the database's, of the load generator itself."""

    web: float
    database: float
    generator: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.web - other.web, self.database - other.database, self.generator - other.generator)


def spent(site: int, server: Server) -> Spent:
    """Processor time until now. The database's is that of the processes which serve the benchmark's databases, and of
    the writers of the whole server (on a server that others use, theirs too).
    """
    return Spent(sum(map(_seconds, [site, *descendants(site)])), _database_seconds(server), time.process_time())


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


WRITERS = ("walwriter", "background writer", "checkpointer", "autovacuum")


def _database_seconds(server: Server) -> float:
    wanted = (f" {server.name('load')} ", f" {server.name('load_contacts')} ", *WRITERS)
    return sum(_seconds(pid) for pid, title in _postgres() if any(name in f"{title} " for name in wanted))


def _postgres() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                title = Path(folder, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if title.startswith("postgres: "):
                    yield int(folder.name), title


def folder() -> "TemporaryDirectory[str]":
    """For what the site keeps in files."""
    return TemporaryDirectory(prefix="inburgerstem-load-")


def apply(settings: Mapping[str, str]) -> None:
    """For this process and all it starts."""
    os.environ.update(settings)
