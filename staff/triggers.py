"""Tables that only grow. The database itself refuses UPDATE and DELETE, on SQLite and on PostgreSQL.

SQLite drops a table's triggers when a later migration rebuilds the table (AlterField, AddField …): such a migration
repeats `append_only(table)` as its last operation. A test compares the triggers with the migrations.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connections, migrations, transaction

UNLOCK_TABLE = "staff_unlock"
UNLOCK_SETTING = "inburgerstem.unlocked"

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM {unlock})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_unless_unlocked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('{setting}', true), '') = '' THEN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
POSTGRESQL = """
DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table};
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH {level} EXECUTE FUNCTION refuse_unless_unlocked()
"""
POSTGRESQL_VERBS = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))


def unlock_table() -> migrations.RunPython:
    """Migration operation: what `unlocked` needs. Not a model, so that flushing the models leaves it alone."""
    return migrations.RunPython(_create_unlock, _drop_unlock)


def append_only(table: str) -> migrations.RunPython:
    """Migration operation: from here on `table` refuses UPDATE, DELETE (and TRUNCATE) outside `unlocked`."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", table):
        raise ValueError(f"{table!r} is not a table name")
    return migrations.RunPython(partial(_create, table), partial(_drop, table))


def append_only_tables(using: str = "default") -> frozenset[str]:
    """Tables that carry the triggers now, as the database knows them."""
    connection = connections[using]
    found = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    if connection.vendor != "postgresql":
        found = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(found)
        return frozenset(table for table, name in cursor.fetchall() if name.lower() == f"{table}_no_update")


@contextmanager
def unlocked(reason: str, using: str = "default") -> Iterator[None]:
    """Inside, in one transaction, append-only tables can be changed: withdrawal, purge, flush of a test database.

    When the block raises, the transaction (or savepoint) that is rolled back takes the key along.
    """
    if not reason:
        raise ValueError("say why: unlocked(reason)")
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            yield from _unlocked_postgresql(cursor, reason)
        else:
            yield from _unlocked_sqlite(cursor, reason)


def _unlocked_postgresql(cursor: Any, reason: str) -> Iterator[None]:
    cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [UNLOCK_SETTING])
    before = cursor.fetchone()[0]
    cursor.execute("SELECT set_config(%s, %s, true)", [UNLOCK_SETTING, reason])
    yield
    cursor.execute("SELECT set_config(%s, %s, true)", [UNLOCK_SETTING, before])


def _unlocked_sqlite(cursor: Any, reason: str) -> Iterator[None]:
    cursor.execute(f"INSERT INTO {UNLOCK_TABLE} (reason) VALUES (%s)", [reason])  # noqa: S608 - a constant
    row = cursor.lastrowid
    yield
    cursor.execute(f"DELETE FROM {UNLOCK_TABLE} WHERE id = %s", [row])  # noqa: S608 - a constant


def _create_unlock(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION.format(setting=UNLOCK_SETTING), params=None)
    else:
        schema_editor.execute(f"CREATE TABLE {UNLOCK_TABLE} (id integer PRIMARY KEY, reason text NOT NULL)")


def _drop_unlock(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION refuse_unless_unlocked()")
    else:
        schema_editor.execute(f"DROP TABLE {UNLOCK_TABLE}")


def _create(table: str, apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for verb, level in POSTGRESQL_VERBS:
            schema_editor.execute(POSTGRESQL.format(table=table, verb=verb, level=level), params=None)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(SQLITE.format(table=table, verb=verb, unlock=UNLOCK_TABLE))


def _drop(table: str, apps: Any, schema_editor: Any) -> None:
    on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb, _ in POSTGRESQL_VERBS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")
