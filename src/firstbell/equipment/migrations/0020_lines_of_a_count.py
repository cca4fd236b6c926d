"""The count of a line is the one that is being opened, and the room it is expected in is a copy of its item's.

PostgreSQL checked both for each of five thousand lines when a count was opened, one by one. SQLite checks in no time and
would have to write the whole table again, so there they stay.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    line = apps.get_model("equipment", "CountLine")
    for column in ("count_id", "expected_in_id"):
        for name in schema_editor._constraint_names(line, [column], foreign_key=True):
            schema_editor.execute(schema_editor._delete_fk_sql(line, name))


class Migration(migrations.Migration):
    dependencies = [("equipment", "0019_find_what_is_due")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="countline",
                    name="count",
                    field=models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines", to="equipment.count",
                    ),
                ),
                migrations.AlterField(
                    model_name="countline",
                    name="expected_in",
                    field=models.ForeignKey(
                        blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+", to="places.room",
                    ),
                ),
            ],
        ),
    ]  # fmt: skip
