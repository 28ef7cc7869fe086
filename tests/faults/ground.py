"""A PostgreSQL cluster and a Redis of our own, in a temporary folder, to be stopped and started at will.

Whoever is root runs PostgreSQL as the user postgres, which it demands. The databases of the machine are not touched.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from tests.programs import need

START_SECONDS = 30
PROGRAMS = Path("/usr/lib/postgresql")
OWNER = "postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl` of the newest PostgreSQL here; None without one."""
    versions = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass
class Postgres:
    """A cluster in a temporary folder of its own. `most`: its max_connections."""

    programs: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="inburgerstem-postgres-")))
    port: int = field(default_factory=free_port)
    most: int = 60

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER, OWNER)
        self._run("initdb", "--auth", "trust", "--username", getpass.getuser(), "--no-sync", "--encoding", "UTF8")
        settings = f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self.folder}'\n"
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"{settings}max_connections={self.most}\nlogging_collector=off\n")

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", str(self.folder / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """`immediate`: as when the power goes; what was committed is recovered from the log at the next start."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-m", mode)

    def remove(self) -> None:
        with suppress(RuntimeError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgres://{getpass.getuser()}@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url(name), autocommit=True)

    def copy(self, address: str, name: str) -> None:
        """Everything of the database at `address`, which may belong to another server, into our `name`."""
        dump = subprocess.run([self.programs / "pg_dump", "--no-owner", address], capture_output=True, check=True)
        psql = [self.programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", self.url(name)]
        subprocess.run(psql, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)

    def cut(self) -> int:
        """Ends every connection of others; how many there were."""
        with self.connect() as connection:
            found = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ).fetchone()
        return int(str(found[0])) if found else 0

    def _run(self, program: str, *arguments: str) -> None:
        before = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
        command = [*before, str(self.programs / program), "-D", str(self.data), *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=self.folder)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout.decode()[-2000:]}")


@dataclass
class Redis:
    """A Redis that keeps nothing on disk."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> "redis.Redis":
        return redis.Redis.from_url(self.url, socket_timeout=5)

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        program = need("redis-server")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self._process = subprocess.Popen(command, stdout=(self.folder / "log").open("a"), stderr=subprocess.STDOUT)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                if self.client.ping():
                    return
            except redis.RedisError:
                time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
        self._process = None
