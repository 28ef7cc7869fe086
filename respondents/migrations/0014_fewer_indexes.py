import django.db.models.deletion
from django.db import migrations, models

GONE = {
    "respondents_answerevent_edition_id_f61d64fa": "edition_id",
    "respondents_answerevent_interview_id_178f32f8": "interview_id",
}
"""Indexes of single columns, by the names that Django gave them on both databases."""


def drop(apps, schema_editor):
    """PostgreSQL: beside work. SQLite: without making the table anew, which would lose its triggers."""
    beside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    for name in GONE:
        schema_editor.execute(f"DROP INDEX {beside}IF EXISTS {name}")


def make(apps, schema_editor):
    beside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    for name, column in GONE.items():
        schema_editor.execute(f"CREATE INDEX {beside}IF NOT EXISTS {name} ON respondents_answerevent ({column})")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ('respondents', '0013_retention'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(drop, make, atomic=False)],
            [
                migrations.AlterField(
                    model_name='answerevent',
                    name='edition',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='surveys.edition'),
                ),
                migrations.AlterField(
                    model_name='answerevent',
                    name='interview',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='respondents.interview'),
                ),
            ],
        ),
    ]
