"""A SQLite database out and in: a whole copy of one moment, without the deleted rows that its file still holds."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connections

from exports.backups.manifest import Stored
from invitations.age_files import pieces_of

NAMES = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY 1"
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def snapshot(alias: str) -> Iterator[tuple[Stored, Iterator[bytes]]]:
    """What the database holds, and its copy in pieces. The copy lies in VAR_DIR for that long. Raises sqlite3.Error."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.VAR_DIR) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(file_of(alias), timeout=20)) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        yield stored(copy), pieces_of(copy)


def stored(file: Path) -> Stored:
    """Raises sqlite3.Error where the file is no database, or a damaged one."""
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        if (told := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(told)
        tables = [name for (name,) in connection.execute(NAMES, ["table"])]
        counted = {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables}  # noqa: S608 - names of tables, from the database
        return Stored(
            engine="sqlite",
            tables=counted,
            triggers=tuple(name for (name,) in connection.execute(NAMES, ["trigger"])),
            sequences=_sequences(connection),
            migrations=_migrations(connection, tables),
        )


def _sequences(connection: sqlite3.Connection) -> dict[str, int]:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence")) if found else {}


def _migrations(connection: sqlite3.Connection, tables: list[str]) -> tuple[str, ...]:
    if "django_migrations" not in tables:
        return ()
    return tuple(name for (name,) in connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1"))


@contextmanager
def loading(alias: str) -> Iterator[IO[bytes]]:
    """Where to write the copy. It takes the database's place when the block ends, and was read through before."""
    connections[alias].close()
    target = file_of(alias)
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        stored(fresh)
        empty(alias)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def state(alias: str) -> Stored:
    return stored(file_of(alias))


def is_empty(alias: str) -> bool:
    """No file, or one without tables."""
    file = file_of(alias)
    if not file.exists() or not file.stat().st_size:
        return True
    with closing(sqlite3.connect(file, timeout=20)) as connection:
        return not connection.execute("SELECT 1 FROM sqlite_master").fetchall()


def empty(alias: str) -> None:
    """Removes the files of a database that this restore found empty."""
    connections[alias].close()
    target = file_of(alias)
    for file in (target, *(target.with_name(target.name + ending) for ending in BESIDE)):
        with suppress(FileNotFoundError):
            file.unlink()


def file_of(alias: str) -> Path:
    return Path(str(connections[alias].settings_dict["NAME"]))
