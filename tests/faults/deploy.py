"""A new version with a migration while people answer: old and new processes side by side, then only new ones.

The new version is a copy of the checkout with one column and an index more, made as docs/reliability.md says. A relay
stands in front, as the proxy does, and spreads connections over the processes that it is told of.
"""

import re
import shutil
import socket
import threading
from contextlib import suppress
from pathlib import Path

from tests.faults.ground import free_port
from tests.faults.system import ROOT, System
from tests.programs import WSGI

NOT_COPIED = (".git", ".venv", "var", "staticfiles", "docs", "benchmarks", "__pycache__", ".mypy_cache", ".ruff_cache")
COLUMN = '    shade = models.CharField(max_length=8, default="", db_default="")\n'
MIGRATION = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("respondents", "{after}")]
    operations = [
        migrations.AddField("interview", "shade", models.CharField(max_length=8, default="", db_default="")),
        AddIndexConcurrently("interview", models.Index(fields=["shade"], name="interview_shade")),
    ]
"""


class Spread:
    """A proxy for connections: each goes to the next of `ports`; one that refuses is passed over."""

    def __init__(self, *ports: int) -> None:
        self.ports = list(ports)
        self._turn = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(visitor,), daemon=True).start()

    def _join(self, visitor: socket.socket) -> None:
        server = self._server()
        if server is None:
            return visitor.close()
        back = threading.Thread(target=_pour, args=(server, visitor), daemon=True)
        back.start()
        _pour(visitor, server)
        back.join()
        server.close()
        return visitor.close()

    def _server(self) -> socket.socket | None:
        for _ in range(2 * len(self.ports)):
            self._turn += 1
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.ports[self._turn % len(self.ports)]))
        return None


def _pour(source: socket.socket, goal: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            goal.sendall(data)
    with suppress(OSError):
        goal.shutdown(socket.SHUT_WR)


def next_version(folder: Path) -> Path:
    """A copy of this checkout with one migration more; its folder."""
    made = folder / "next"
    shutil.copytree(ROOT, made, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    models = made / "respondents" / "models.py"
    models.write_text(_with_column(models.read_text(encoding="utf-8")), encoding="utf-8")
    migrations = made / "respondents" / "migrations"
    last = sorted(path.stem for path in migrations.glob("0*.py"))[-1]
    (migrations / f"{int(last[:4]) + 1:04d}_shade.py").write_text(MIGRATION.format(after=last), encoding="utf-8")
    return made


def _with_column(models: str) -> str:
    found = re.search(r"^class Interview\(.*?^    last_at = .*?\n", models, re.MULTILINE | re.DOTALL)
    assert found, "the model Interview has no last_at"
    return models[: found.end()] + COLUMN + models[found.end() :]


def deploy(system: System, spread: Spread, checkout: Path) -> None:
    """Migrates, starts the new version beside the old one, and stops the old one politely."""
    system.manage("migrate", "-v", "0", cwd=checkout)
    old, old_port = system.programs["web"], system.port
    system.port = free_port()
    system.web(application=WSGI, cwd=checkout)
    system.recovery()
    spread.ports = [old_port, system.port]
    threading.Event().wait(SIDE_BY_SIDE_S)
    spread.ports = [system.port]
    old.stop(patience_s=30)


SIDE_BY_SIDE_S = 4
