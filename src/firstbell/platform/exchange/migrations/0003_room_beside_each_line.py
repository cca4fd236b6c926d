from __future__ import annotations

from django.db import migrations


def fill(percent: int):
    """On PostgreSQL, how full a page of lines may be when they are written.

    What becomes of a line is noted on it later: with room for that in its page, its indexes need not be written again,
    which takes a third of the time.
    """

    def change(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE exchange_importrow SET (fillfactor = {percent})")

    return change


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_named_profiles")]

    operations = [migrations.RunPython(fill(50), fill(100))]
