"""Rows that were deleted, out of the database's files: in a table that is rewritten they lie nowhere."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

EMPTIED = (
    "respondents.Interview",
    "respondents.AnswerEvent",
    "respondents.InterviewLink",
    "respondents.Visit",
    "invitations.Code",
    "invitations.LetterEvent",
    "invitations.SampleUnit",
    "invitations.MissCount",
    "sessions.Session",
    "staff.Job",
)
"""Models of which a purge deletes rows."""


def tables(names: Iterable[str] = EMPTIED) -> Iterator[str]:
    for name in names:
        model: type[Model] = apps.get_model(name)
        yield model._meta.db_table


def keep_no_deleted_rows() -> None:
    """SQLite overwrites what is deleted from here on, in this connection."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def give_back() -> dict[str, int]:
    """Rewrite the tables; outside of any transaction. How many were.

    PostgreSQL: VACUUM FULL, table by table, each locked while it is written. SQLite: the file, and its log.
    """
    if connection.vendor == "postgresql":
        return {"tables": sum(1 for _ in map(_rewritten, list(tables())))}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"tables": len(list(tables()))}


def _rewritten(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'VACUUM FULL "{table}"')
    return table
