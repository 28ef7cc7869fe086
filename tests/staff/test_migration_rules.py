"""New migrations can run beside the old version; each rule finds what it is for, and lets through what is right."""

import pytest
from django.db import migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ModelState, ProjectState

from staff.migration_rules import AddIndexBesideWork, all_faults, faults
from tests.commands import run

pytestmark = pytest.mark.once
KEY = ("id", models.BigAutoField(primary_key=True))


def before() -> ProjectState:
    state = ProjectState()
    for name in ("Interview", "Small"):
        fields = [KEY, ("note", models.CharField(max_length=20, null=True)), ("number", models.IntegerField())]
        state.add_model(ModelState("respondents", name, fields))
    return state


def told(*operations: object, atomic: bool = True) -> list[str]:
    migration = Migration("0099_new", "respondents")
    migration.operations, migration.atomic = list(operations), atomic
    return [fault.message for fault in faults(migration, before())]


INDEX = models.Index(fields=["number"], name="by_number")
UNIQUE = models.UniqueConstraint(fields=["number"], name="number_once")


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        (migrations.AddField("small", "x", models.IntegerField(default=0)), "adds rows without it"),
        (
            migrations.AddField("interview", "x", models.IntegerField(null=True, db_index=True)),
            "lock on respondents",
        ),
        (
            migrations.AddField("interview", "x", models.IntegerField(null=True, unique=True)),
            "lock on respondents",
        ),
        (migrations.RemoveField("small", "note"), "old version still reads it"),
        (migrations.DeleteModel("small"), "old version still reads it"),
        (migrations.RenameField("small", "note", "notes"), "knows the old name"),
        (migrations.RenameModel("small", "tiny"), "knows the old name"),
        (migrations.AlterModelTable("small", "tiny"), "knows the old name"),
        (migrations.AlterField("small", "number", models.BigIntegerField()), "another type"),
        (migrations.AlterField("small", "note", models.CharField(max_length=20)), "may still write null"),
        (migrations.AlterField("small", "note", models.CharField(max_length=10, null=True)), "made anew"),
        (migrations.AlterField("small", "number", models.IntegerField(unique=True)), "made anew"),
        (migrations.AddIndex("interview", INDEX), "AddIndexBesideWork"),
        (AddIndexBesideWork("interview", INDEX), "atomic = False"),
        (migrations.AddConstraint("interview", UNIQUE), "NOT VALID"),
        (migrations.RunSQL("SELECT 1"), "cannot be looked into"),
        (migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")]), "cannot be looked into"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_what_a_running_site_would_suffer_from(operation: object, found: str) -> None:
    (message,) = told(operation)
    assert found in message


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("small", "x", models.IntegerField(null=True)),
        migrations.AddField("interview", "x", models.IntegerField(db_default=0)),
        migrations.AlterField("small", "note", models.CharField(max_length=40, null=True, help_text="longer")),
        migrations.AlterField("small", "number", models.IntegerField(null=True)),
        migrations.AddIndex("small", INDEX),
        migrations.AddConstraint("small", UNIQUE),
        migrations.RunPython(migrations.RunPython.noop),
    ],
    ids=lambda value: value.describe(),
)
def test_what_may_be_done(operation: object) -> None:
    assert told(operation) == []


def test_a_new_table_may_be_anything() -> None:
    made = migrations.CreateModel("Fresh", [KEY])
    assert told(made, migrations.AddField("fresh", "x", models.IntegerField(default=0))) == []
    assert told(migrations.AddField("small", "x", models.IntegerField(default=0)), made), "the order counts"


def test_an_index_beside_work() -> None:
    assert told(AddIndexBesideWork("interview", INDEX), atomic=False) == []


def test_the_newest_migrations_keep_the_rules() -> None:
    assert [str(fault) for fault in all_faults()] == []


def test_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "beside the old version" in run("check_migrations")[1]
    monkeypatch.setattr(
        "staff.migration_rules.BEFORE", dict.fromkeys(("staff", "surveys", "invitations", "respondents", "exports"), 0)
    )
    assert all_faults(), "positive control: earlier ones broke them"
