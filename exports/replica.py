"""A copy of the database that PostgreSQL keeps up to date: exports read answers there, and respondents do not wait.

Without DATABASE_REPLICA_URL, or where the copy does not answer or is too far behind, the main database is read.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

log = logging.getLogger(__name__)
REPLICA = "replica"
"""The alias in DATABASES, where the setting is."""
BEHIND = """
SELECT CASE
  WHEN NOT pg_is_in_recovery() THEN 0
  WHEN EXISTS (SELECT 1 FROM pg_stat_wal_receiver) AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
  ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 1e9)
END
"""
"""Seconds. A copy that lost its source does not know how far behind it is: then the age of what came last counts."""


@dataclass(frozen=True)
class Status:
    """`behind`: seconds, None where the copy does not answer."""

    behind: float | None

    @property
    def used(self) -> bool:
        return self.behind is not None and self.behind <= settings.REPLICA_MOST_BEHIND


class ReplicaRouter:
    """Nothing is written to the copy or made there; what is read from it goes with what is in the main database."""

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        both = {one._state.db, other._state.db}
        return True if REPLICA in both and both <= {REPLICA, DEFAULT_DB_ALIAS} else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


def status() -> Status | None:
    """How the copy is now; None where there is none."""
    if REPLICA not in connections.settings:
        return None
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(BEHIND if connections[REPLICA].vendor == "postgresql" else "SELECT 0")
            return Status(float(cursor.fetchone()[0]))
    except DatabaseError:
        return Status(None)


def reading_from() -> str:
    """The alias from which much is read now."""
    found = status()
    if found and found.used:
        return REPLICA
    if found:
        log.warning("the copy of the database is not used (seconds behind: %s); the main one is read", found.behind)
    return str(DEFAULT_DB_ALIAS)
