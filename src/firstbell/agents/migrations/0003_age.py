from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models.functions import TruncDate


def from_first_reports(apps: Any, schema_editor: Any) -> None:
    """Until its next report says what its firmware is."""
    devices = apps.get_model("agents", "Device").objects
    devices.update(old_since=TruncDate("first_seen_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0002_should_be_gone"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="old_since",
            field=models.DateField(
                blank=True, null=True, verbose_name="there since, at the latest"
            ),
        ),
        migrations.RunPython(from_first_reports, migrations.RunPython.noop, elidable=True),
    ]
