"""A PostgreSQL database out and in, by pg_dump and pg_restore. Both are of the server's version or newer.

The dump and the counts see one snapshot. Passwords go through the environment, where other users cannot read them.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from exports.backups.faults import BackupRefused, RestoreRefused
from exports.backups.manifest import Stored

DUMP = ("--format=custom", "--no-owner", "--no-privileges")
RESTORE = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
PIECE = 1 << 20
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
TRIGGERS = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
RELATIONS = """
SELECT relname, relkind FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
ORDER BY relkind = 'S', relname
"""
"""Sequences last: those of tables go with them."""
FUNCTIONS = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def conninfo(alias: str, *, password: bool = True) -> str:
    """libpq's words for the database of an alias, options such as sslmode included."""
    at = connections[alias].settings_dict
    parts = {"dbname": at["NAME"], "user": at["USER"], "host": at["HOST"], "port": at["PORT"]}
    parts |= {"password": at["PASSWORD"]} if password else {}
    parts |= {name: value for name, value in at["OPTIONS"].items() if isinstance(value, str)}
    return make_conninfo(**{name: value for name, value in parts.items() if value})


@contextmanager
def snapshot(alias: str) -> Iterator[tuple[Stored, Iterator[bytes]]]:
    """What the database holds, and its dump in pieces, of one moment. Raises BackupRefused, psycopg.Error."""
    if settings.DATABASE_PGBOUNCER:
        raise BackupRefused(
            "A backup needs one connection from start to end, which pgbouncer does not give. Run it with the server's "
            "own address in DATABASE_URL and CONTACTS_DATABASE_URL, and without DATABASE_PGBOUNCER."
        )
    with psycopg.connect(conninfo(alias)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        name = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield stored(connection), _dump(alias, str(name[0]) if name else "")


def stored(connection: "psycopg.Connection[Any]") -> Stored:
    tables = [name for (name,) in connection.execute(TABLES)]
    return Stored(
        engine="postgresql",
        tables={name: _rows(connection, name) for name in tables},
        triggers=tuple(name for (name,) in connection.execute(TRIGGERS)),
        sequences=dict(connection.execute(SEQUENCES).fetchall()),
        migrations=_migrations(connection, tables),
    )


def _rows(connection: "psycopg.Connection[Any]", table: str) -> int:
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
    return int(found[0]) if found else 0


def _migrations(connection: "psycopg.Connection[Any]", tables: list[str]) -> tuple[str, ...]:
    return tuple(name for (name,) in connection.execute(MIGRATIONS)) if "django_migrations" in tables else ()


def _dump(alias: str, name: str) -> Iterator[bytes]:
    command = [_program("pg_dump", BackupRefused), *DUMP, f"--snapshot={name}"]
    command.append(f"--dbname={conninfo(alias, password=False)}")
    process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, and our own settings
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(alias)
    )
    try:
        yield from _pieces(process.stdout)
        told = process.stderr.read() if process.stderr else b""
        if process.wait():
            raise BackupRefused(f"pg_dump stopped: {_last_line(told)}")
    finally:
        process.kill()
        process.communicate()


def _pieces(pipe: IO[bytes] | None) -> Iterator[bytes]:
    while pipe and (piece := pipe.read(PIECE)):
        yield piece


@contextmanager
def loading(alias: str) -> Iterator[IO[bytes]]:
    """Where to write the dump; all of it is in the database when the block ends, or nothing. Raises RestoreRefused."""
    command = [_program("pg_restore", RestoreRefused), *RESTORE, f"--dbname={conninfo(alias, password=False)}"]
    process = subprocess.Popen(  # noqa: S603 - as above
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(alias)
    )
    broken: OSError | None = None
    try:
        if process.stdin:
            yield process.stdin
    except BrokenPipeError as error:
        broken = error
    except BaseException:
        process.kill()
        process.communicate()
        raise
    _, told = process.communicate()
    if process.returncode or broken:
        raise RestoreRefused(f"pg_restore stopped: {_last_line(told)}") from broken


def state(alias: str) -> Stored:
    """What stands in the database now. Raises psycopg.Error."""
    with psycopg.connect(conninfo(alias)) as connection:
        return stored(connection)


def is_empty(alias: str) -> bool:
    with psycopg.connect(conninfo(alias)) as connection:
        return not connection.execute(RELATIONS).fetchall() and not connection.execute(FUNCTIONS).fetchall()


def empty(alias: str) -> None:
    """Takes everything out of the schema public again: only for a database that this restore found empty."""
    with psycopg.connect(conninfo(alias)) as connection:
        for name, kind in connection.execute(RELATIONS).fetchall():
            what = {"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}.get(_letter(kind), "TABLE")
            drop = sql.SQL("DROP {} IF EXISTS {} CASCADE")
            connection.execute(drop.format(sql.SQL(what), sql.Identifier("public", name)))
        for (signature,) in connection.execute(FUNCTIONS).fetchall():
            connection.execute(sql.SQL("DROP FUNCTION IF EXISTS {} CASCADE").format(sql.SQL(signature)))


def _letter(kind: str | bytes) -> str:
    return kind.decode() if isinstance(kind, bytes) else kind


def _program(name: str, refused: type[Exception]) -> str:
    path = shutil.which(name)
    if path is None:
        raise refused(
            f"{name} is not installed. Install PostgreSQL's client (postgresql-client) of the server's version."
        )
    return path


def _environment(alias: str) -> Mapping[str, str]:
    password = connections[alias].settings_dict["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _last_line(told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it gave no reason."
