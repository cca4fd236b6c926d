"""What an installation says of its school and its title is a copy of what its item and its release say.

PostgreSQL checked each of the two for each of a hundred programs of a report, one by one. SQLite checks in no time and
would have to write the whole table again, so there they stay.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    installation = apps.get_model("software", "Installation")
    for column in ("school_id", "title_id"):
        for name in schema_editor._constraint_names(installation, [column], foreign_key=True):
            schema_editor.execute(schema_editor._delete_fk_sql(installation, name))


class Migration(migrations.Migration):
    dependencies = [("software", "0003_presence_unordered")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="installation",
                    name="school",
                    field=models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="+", to="tenancy.school",
                    ),
                ),
                migrations.AlterField(
                    model_name="installation",
                    name="title",
                    field=models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations", to="software.title",
                    ),
                ),
            ],
        ),
    ]  # fmt: skip
