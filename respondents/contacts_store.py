"""The store of contact wishes: a database of its own, beside the one with everything else.

Two stores have no common transaction. Whoever writes in both uses `wishes.both_stores`: the contacts are committed
first, what the default database says of it (the audit trail) right after. A process that dies in between leaves wishes
that nothing tells of: a draw that the trail does not know is no draw, and is done again; a purge that it does not know
is done again and then finds less. Nothing in the default database refers to a wish.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections, transaction

CONTACTS = "contacts"
"""The alias in DATABASES."""
APP, MODEL, CALL_BACKS = "respondents", "contactwish", "callback"
TABLE = f"{APP}_{MODEL}"
MODELS = frozenset({MODEL, CALL_BACKS})


class ContactsRouter:
    """Contact wishes and wishes to be called back live in the store of contacts, and nothing else does."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return CONTACTS if _has_contacts(model) else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        return False if _has_contacts(one) or _has_contacts(other) else None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        if app_label == APP and model_name in MODELS:
            return db == CONTACTS
        return False if db == CONTACTS else None


def _has_contacts(model: Any) -> bool:
    return model._meta.app_label == APP and model._meta.model_name in MODELS


@contextmanager
def writing() -> Iterator[None]:
    """One writer at a time in the whole store, in one transaction: rows that are rewritten cannot pass a removal."""
    with transaction.atomic(using=CONTACTS):
        with connections[CONTACTS].cursor() as cursor:
            if connections[CONTACTS].vendor == "postgresql":
                cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
            else:  # SQLite takes one writer at a time; deleted rows stay in its file unless told otherwise
                cursor.execute("PRAGMA secure_delete=ON")
        yield


def empty_the_log() -> None:
    """SQLite's write-ahead log holds what was deleted, and in which order; PostgreSQL's is the archive's affair."""
    connection = connections[CONTACTS]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def check_apart(**kwargs: Any) -> list[CheckMessage]:
    """System check: one database for both would leave the contacts without a table, and kept nowhere apart."""
    if _place("default") != _place(CONTACTS):
        return []
    hint = "Give CONTACTS_DATABASE_URL another database, best with a role of its own, or leave it unset."
    return [Error("The contact wishes' database is the default database.", hint=hint, id="respondents.E001")]


def check_chosen(**kwargs: Any) -> list[CheckMessage]:
    """Deployment check: a public site says where its contacts are kept, and who may open that."""
    if settings.LOCAL:
        return []
    if not settings.CONTACTS_DATABASE_URL:
        hint = f"They are in {settings.DATABASES[CONTACTS]['NAME']}: a second machine would not have them."
        return [Warning("CONTACTS_DATABASE_URL is not set.", hint=hint, id="respondents.W001")]
    ours, default = settings.DATABASES[CONTACTS], settings.DATABASES["default"]
    if ours.get("USER") and _server(CONTACTS) == _server("default") and ours["USER"] == default["USER"]:
        hint = "Make a role that may connect to the contacts only: docs/operations.md."
        return [Warning("The contacts are opened with the default database's role.", hint=hint, id="respondents.W002")]
    return []


def _place(alias: str) -> tuple[Any, ...]:
    entry = settings.DATABASES[alias]
    file = "sqlite" in entry["ENGINE"]
    return (*_server(alias), Path(entry["NAME"]).resolve() if file else entry["NAME"])


def _server(alias: str) -> tuple[Any, ...]:
    entry = settings.DATABASES[alias]
    return (entry["ENGINE"], entry.get("HOST", ""), entry.get("PORT") or "5432")
