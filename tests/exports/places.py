"""Empty databases beside the tests' own, in which a test puts backups back, and what stands in every table."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from exports.backups.engines import engine_of

ALIASES = ("default", "contacts")
Rows = dict[str, list[str]]


@contextmanager
def empty_places(folder: Path) -> Iterator[None]:
    """Inside, both stores are new and empty databases; then the tests' own again."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    made = {alias: _new(alias, folder) for alias in ALIASES}
    try:
        _use(made)
        yield
    finally:
        _use(before)
        for alias, name in made.items():
            _drop(alias, name)


def _new(alias: str, folder: Path) -> str:
    name = f"{alias}_{uuid.uuid4().hex[:12]}"
    if connections[alias].vendor == "sqlite":
        return str(folder / f"{name}.sqlite3")
    _on_server(alias, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"test_{name}")))
    return f"test_{name}"


def _use(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        if connections[alias].vendor == "postgresql":
            connections[alias].close_pool()
        connections[alias].settings_dict["NAME"] = name


def _drop(alias: str, name: str) -> None:
    if connections[alias].vendor == "postgresql":
        _on_server(alias, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(alias: str, order: sql.Composed) -> None:
    at = connections[alias].settings_dict
    parts = {"user": at["USER"], "host": at["HOST"], "port": at["PORT"], "password": at["PASSWORD"]}
    with psycopg.connect(
        make_conninfo(dbname="postgres", **{name: value for name, value in parts.items() if value}), autocommit=True
    ) as server:
        server.execute(order)


def rows_of(alias: str) -> Rows:
    """Every row of every table, as text, in order."""
    return {table: _rows(connections[alias], table) for table in engine_of(alias).state(alias).tables}


def _rows(connection: Any, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(map(repr, cursor.fetchall()))


def nothing_there() -> bool:
    return all(engine_of(alias).is_empty(alias) for alias in ALIASES)
