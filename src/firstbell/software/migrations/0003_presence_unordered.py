from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("software", "0002_what_is_news"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="presence",
            name="software_presence_most",
        ),
    ]
