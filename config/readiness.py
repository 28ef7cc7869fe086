"""Whether a database is as new as this code needs it. Asked every few seconds, so it is one query."""

from functools import cache

from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader

Applied = frozenset[tuple[str, str]]


@cache
def needed() -> Applied:
    """The last migration of each application, read from the code once per process."""
    loader = MigrationLoader(None)
    return frozenset(loader.graph.leaf_nodes())


def migrated(alias: str) -> bool:
    """Whether the database answers and has them all; it may have more, of a version to come."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return needed() <= frozenset(cursor.fetchall())
    except DatabaseError:
        return False
