"""What each role may do in the default database, on PostgreSQL: wanted, found, granted. docs/privacy.md tells why.

A table is of one store: invited (list, codes, letters, links to answers), answered, or the site's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

from staff.triggers import append_only_tables

WEB, READER = "inburgerstem", "inburgerstem_reader"
OWNER, CONTACTS = "inburgerstem_owner", "inburgerstem_contacts"
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
INVITED = frozenset(
    {
        "invitations_frame",
        "invitations_draw",
        "invitations_sampleunit",
        "invitations_code",
        "invitations_letterevent",
        "invitations_parcel",
        "invitations_parcel_batches",
        "respondents_interviewlink",
        "respondents_visit",
    }
)
ANSWERED = frozenset(
    {
        "respondents_interview",
        "respondents_answerevent",
        "surveys_study",
        "surveys_edition",
        "invitations_channel",
        "exports_codeframe",
        "exports_openanswer",
        "exports_weightset",
        "exports_weight",
        "exports_judgement",
        "exports_flagged",
    }
)
"""What analysts read: answers, what was asked, and what was made of them. Nothing of staff, list, codes or links."""
LOCKED = {"surveys_draftcomment": "id"}
"""Append-only, and locked while something is added: FOR UPDATE needs UPDATE of a column; the trigger refuses one."""
FUNCTIONS = ("respondents_remove_answers(uuid)", "exports_remove_weights(uuid)")
"""Of the owner: what the site's role may remove, and only so."""


@dataclass(frozen=True)
class Names:
    """The roles. Tests have others than an installation."""

    web: str = WEB
    reader: str = READER


@dataclass(frozen=True, order=True)
class Difference:
    """`extra`: the role may do what it must not; else it may not do what it must."""

    role: str
    table: str
    privilege: str
    extra: bool

    def __str__(self) -> str:
        return f"{self.role}: {self.privilege} on {self.table} {'is too much' if self.extra else 'is missing'}"


class NoRole(LookupError):
    """There is no such role. The message says how to make it."""


def tables() -> list[str]:
    """Every table of the default database but those of contacts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def wanted(table: str, grows: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """By kind of role what it may do with this table. `grows`: the append-only tables."""
    return {"web": frozenset(_of_web(table, grows)), "reader": frozenset({"SELECT"} if table in ANSWERED else ())}


def _of_web(table: str, grows: frozenset[str]) -> Iterator[str]:
    yield "SELECT"
    if table == "django_migrations":
        return
    yield "INSERT"
    if table not in grows:
        yield from ("UPDATE", "DELETE")


def differences(names: Names) -> list[Difference]:
    """Of every role and table what is otherwise than wanted. Raises NoRole."""
    _check(names)
    found: list[Difference] = []
    grows = append_only_tables()
    with connection.cursor() as cursor:
        for table in tables():
            for kind, privileges in wanted(table, grows).items():
                found += _of(cursor, getattr(names, kind), table, privileges)
        for function in FUNCTIONS:
            for role, may in ((names.web, True), (names.reader, False)):
                cursor.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [role, function])
                if cursor.fetchone()[0] is not may:
                    found.append(Difference(role, function, "EXECUTE", not may))
    return sorted(found)


def _of(cursor: Any, role: str, table: str, privileges: frozenset[str]) -> Iterator[Difference]:
    for one in PRIVILEGES:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, one])
        held = cursor.fetchone()[0]
        if held is not (one in privileges):
            yield Difference(role, table, one, held)


def grant(names: Names) -> None:
    """Make it so, whatever it was; twice is once. As the tables' owner, in one transaction. Raises NoRole."""
    _check(names)
    grows = append_only_tables()
    with connection.cursor() as cursor:
        for table in tables():
            for kind, privileges in wanted(table, grows).items():
                _set(cursor, table, getattr(names, kind), sorted(privileges))
        for table, column in LOCKED.items():
            _run(cursor, "GRANT UPDATE ({}) ON {} TO {}", column, table, names.web)
        for role in (names.web, names.reader):
            _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", role)
        _run(cursor, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}", names.web)
        for function in FUNCTIONS:
            _run(cursor, f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {{}}", names.reader)
            _run(cursor, f"GRANT EXECUTE ON FUNCTION {function} TO {{}}", names.web)


def _set(cursor: Any, table: str, role: str, privileges: list[str]) -> None:
    _run(cursor, "REVOKE ALL ON {} FROM PUBLIC, {}", table, role)
    if privileges:
        _run(cursor, f"GRANT {', '.join(privileges)} ON {{}} TO {{}}", table, role)


def _run(cursor: Any, template: str, *names: str) -> None:
    cursor.execute(sql.SQL(template).format(*map(sql.Identifier, names)))


def _check(names: Names) -> None:
    with connection.cursor() as cursor:
        for role in (names.web, names.reader):
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            row = cursor.fetchone()
            if row is None:
                raise NoRole(f"There is no role {role}. Make the roles first: deploy/roles.sql.")
            if row[0]:
                raise NoRole(f"The role {role} is a superuser, whom nothing is refused. Give the site another.")


def unknown_stores() -> set[str]:
    """Names in the lists above that no model has: a table that was renamed."""
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return (INVITED | ANSWERED | set(LOCKED)) - every
