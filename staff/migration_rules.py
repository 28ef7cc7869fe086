"""Which changes of tables can be made while the old version still serves, and while respondents save answers.

During an upgrade both versions work on one database for a while. So a column comes before the code that needs it and
goes after the last code that knew it, and nothing holds a lock on a large table for as long as reading it takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ManyToManyField

OURS = ("staff", "surveys", "invitations", "respondents", "exports")
BEFORE = {"staff": 3, "surveys": 12, "invitations": 7, "respondents": 12, "exports": 9}
"""Up to these numbers migrations were made before there were rules, and before anybody's data."""
ALLOWED: dict[str, str] = {}
"""app.name → why this migration may break a rule: the second step of two, or a table that is small for certain."""
LARGE = frozenset(
    {
        "respondents.answerevent",
        "respondents.interview",
        "respondents.interviewlink",
        "invitations.code",
        "invitations.sampleunit",
        "invitations.letterevent",
        "staff.auditentry",
    }
)
"""Tables that grow with respondents, letters or time."""


@dataclass(frozen=True)
class Fault:
    migration: str
    operation: str
    message: str

    def __str__(self) -> str:
        return f"{self.migration}: {self.operation}: {self.message}"


class AddIndexBesideWork(migrations.AddIndex):  # type: ignore[misc]
    """An index that PostgreSQL builds while others write; elsewhere an ordinary one. Needs `atomic = False`."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            beside = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
            schema_editor.add_index(model, self.index, **beside)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            beside = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
            schema_editor.remove_index(model, self.index, **beside)


def all_faults() -> list[Fault]:
    """Over all migrations of ours that are newer than the rules."""
    loader = MigrationLoader(None)
    nodes = sorted(node for node in loader.disk_migrations if node[0] in OURS and _is_new(*node))
    found = []
    for node in nodes:
        if ".".join(node) not in ALLOWED:
            found += faults(loader.disk_migrations[node], loader.project_state(node, at_end=False))
    return found


def _is_new(app: str, name: str) -> bool:
    number = name.split("_")[0]
    return not number.isdigit() or int(number) > BEFORE[app]


def faults(migration: Migration, before: ProjectState) -> list[Fault]:
    """What in this migration an upgrade beside a running site would suffer from. `before`: the models so far."""
    name = f"{migration.app_label}.{migration.name}"
    state, fresh, found = before.clone(), set[str](), []
    for operation in _flat(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            fresh.add(operation.name_lower)
        told = _fault(operation, migration, state, fresh)
        if told:
            found.append(Fault(name, operation.describe(), told))
        operation.state_forwards(migration.app_label, state)
    return found


def _flat(operations: Any) -> Iterator[Any]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _fault(operation: Any, migration: Migration, state: ProjectState, fresh: set[str]) -> str:
    model = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
    if model in fresh:
        return ""
    for kind, rule in RULES.items():
        if isinstance(operation, kind):
            return str(rule(operation, migration, f"{migration.app_label}.{model}", state))
    return ""


def _gone(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    return (
        "the old version still reads it. Take it out of the code in one release, and out of the database in the next; "
        "then enter this migration in ALLOWED."
    )


def _renamed(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    return (
        "the old version knows the old name. Add the new one, fill it, use it, and remove the old one a release later."
    )


def _added(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    field: Field[Any, Any] = operation.field
    if isinstance(field, ManyToManyField):
        return ""
    if not field.null and field.db_default is NOT_PROVIDED:
        return "the old version adds rows without it. Give it null=True or db_default=…."
    if model in LARGE and (field.unique or field.db_index):
        return f"its index is built with a lock on {model}. Leave db_index out and use AddIndexBesideWork."
    return ""


def _altered(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    old = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
    before, after = _stored(old), _stored(operation.field)
    if old.get_internal_type() != operation.field.get_internal_type():
        return "another type rewrites the whole table with a lock on it. Add a field of the new type beside it."
    if old.null and not operation.field.null:
        return "the old version may still write null, and every row is read with a lock. Do it a release later."
    shorter = (after.pop("max_length", None) or 0) < (before.pop("max_length", None) or 0)
    for same in ("null", "db_default"):
        before.pop(same, None), after.pop(same, None)
    if shorter or before != after:
        return "the column or its index is made anew with a lock on the table. Add a new field beside it."
    return ""


def _stored(field: "Field[Any, Any]") -> dict[str, Any]:
    """What of a field the database knows."""
    words = field.deconstruct()[3]
    return {name: value for name, value in words.items() if name not in (*field.non_db_attrs, "default")}


def _indexed(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    if model not in LARGE:
        return ""
    if not isinstance(operation, AddIndexBesideWork):
        return f"{model} is large: use staff.migration_rules.AddIndexBesideWork, in a migration with atomic = False."
    return (
        "" if not migration.atomic else "PostgreSQL builds it beside others only with atomic = False in the migration."
    )


def _constrained(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    if model not in LARGE:
        return ""
    return f"every row of {model} is read with a lock. Make it NOT VALID by RunSQL, and validate it afterwards."


def _by_hand(operation: Any, migration: Migration, model: str, state: ProjectState) -> str:
    return "SQL cannot be looked into. Let somebody else read it, then enter this migration in ALLOWED with the reason."


RULES: dict[type, Any] = {
    migrations.AddField: _added,
    migrations.RemoveField: _gone,
    migrations.DeleteModel: _gone,
    migrations.RenameField: _renamed,
    migrations.RenameModel: _renamed,
    migrations.AlterModelTable: _renamed,
    migrations.AlterField: _altered,
    migrations.AddIndex: _indexed,
    migrations.AddConstraint: _constrained,
    migrations.RunSQL: _by_hand,
}
