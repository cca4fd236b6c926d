"""How many of each kind are in use, on PostgreSQL: an index that keeps each kind once, with its rows.

SQLite answers from equipment_item_by_kind, which PostgreSQL finds no shorter than the table.
"""

from __future__ import annotations

from django.db import migrations

_ADD = (
    "CREATE INDEX equipment_item_in_use ON equipment_item (school_id, category_id) "
    "WHERE removed_at IS NULL AND lifecycle <> 'retired' AND lifecycle <> 'disposed'"
)


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_ADD)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX equipment_item_in_use")


class Migration(migrations.Migration):
    dependencies = [("equipment", "0021_at_a_glance")]
    operations = [migrations.RunPython(add, drop)]
