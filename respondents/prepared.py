"""The statements that every saved page sends, prepared: planned once per connection, where planning took most of their
time (docs/speed.md). Behind pgbouncer in transaction mode nothing is prepared: DATABASE_PGBOUNCER sees to that.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import NotSupportedError, connection
from django.db.backends.postgresql.base import ServerBindingCursor

Parameters = Sequence[Any] | Mapping[str, Any]


def row_of(statement: str, parameters: Parameters) -> Sequence[Any] | None:
    """The first row that the statement gives; None where it gives none."""
    try:
        return _row_of(statement, parameters)
    except NotSupportedError:
        if connection.in_atomic_block:
            raise
        return _planned_anew(statement, parameters)


def _planned_anew(statement: str, parameters: Parameters) -> Sequence[Any] | None:
    """A column changed its type since the statement was prepared: PostgreSQL refused before it did anything."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    return _row_of(statement, parameters)


def _row_of(statement: str, parameters: Parameters) -> Sequence[Any] | None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _bind_on_the_server(cursor)
        cursor.execute(statement, parameters)
        row: Sequence[Any] | None = cursor.fetchone()
    return row


def _bind_on_the_server(cursor: Any) -> None:
    """Django's own cursors put values into the text of a statement, so that no two are the same."""
    cursor.cursor = ServerBindingCursor(connection.connection)
