"""Each table that a migration made append-only still has its triggers after all migrations."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

QUERIES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def append_only_tables() -> set[str]:
    files = Path(settings.BASE_DIR).glob("*/migrations/0*.py")
    found = (re.findall(r"""append_only\(\s*['"](\w+)['"]""", file.read_text(encoding="utf-8")) for file in files)
    return {table for tables in found for table in tables}


@pytest.mark.django_db
def test_the_triggers_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        names = {row[0].lower() for row in cursor.fetchall()}
    tables = append_only_tables()
    assert "staff_auditentry" in tables
    assert {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete")} <= names
