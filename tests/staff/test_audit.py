"""The audit trail can be added to and read, nothing else, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from staff import audit
from staff.models import AuditEntry
from staff.triggers import unlocked

CHANGES = [
    pytest.param(lambda: AuditEntry.objects.update(action="other"), id="update"),
    pytest.param(lambda: AuditEntry.objects.all().delete(), id="delete"),
    pytest.param(lambda: AuditEntry.objects.first().delete(), id="delete one"),
    pytest.param(lambda: sql("UPDATE staff_auditentry SET object = 'x'"), id="update by hand"),
    pytest.param(lambda: sql("DELETE FROM staff_auditentry"), id="delete by hand"),
]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def entry(db: None) -> AuditEntry:
    audit.record(None, "test.made", "thing", count=3)
    return AuditEntry.objects.get()


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses(entry: AuditEntry, change) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    entry.refresh_from_db()
    assert (entry.action, entry.object, entry.details) == ("test.made", "thing", {"count": 3})


@pytest.mark.parametrize("change", CHANGES)
def test_unlocked_it_lets_through(entry: AuditEntry, change) -> None:
    """Positive control: the same statements are right ones, only the trigger stops them."""
    with unlocked("test"):
        change()
    assert not AuditEntry.objects.filter(action="test.made", object="thing").exists()


def test_the_lock_is_back_afterwards(entry: AuditEntry) -> None:
    with unlocked("test"):
        AuditEntry.objects.update(object="changed")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(object="again")


def change_and_stumble() -> None:
    with unlocked("test"):
        AuditEntry.objects.update(object="changed")
        raise RuntimeError


def test_the_lock_is_back_after_an_error(entry: AuditEntry) -> None:
    with pytest.raises(RuntimeError):
        change_and_stumble()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(object="again")
    entry.refresh_from_db()
    assert entry.object == "thing"


def test_one_unlocking_inside_another(entry: AuditEntry) -> None:
    with unlocked("outer"):
        with unlocked("inner"):
            pass
        AuditEntry.objects.update(object="changed")
    entry.refresh_from_db()
    assert entry.object == "changed"


def test_a_reason_is_needed(db: None) -> None:
    with pytest.raises(ValueError, match="say why"), unlocked(""):
        pass


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(entry: AuditEntry) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql("TRUNCATE staff_auditentry")
