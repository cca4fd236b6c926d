from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("equipment", "0018_accepting_by_mail")]
    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                models.F("school"),
                Coalesce("counted_at", "created_at"),
                models.F("category"),
                condition=models.Q(("removed_at", None)),
                name="equipment_item_by_found",
            ),
        ),
    ]
