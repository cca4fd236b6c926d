from __future__ import annotations

from django.db import migrations, models


def forget_claims(apps, schema_editor):
    """Requests that died in the middle once left a claim behind, which answers nothing."""
    apps.get_model("api", "Answered").objects.filter(status=None).delete()


class Migration(migrations.Migration):
    dependencies = [("api", "0001_first")]

    operations = [
        migrations.RunPython(forget_claims, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("answered", "status", models.PositiveSmallIntegerField()),
    ]
