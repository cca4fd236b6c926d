from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("equipment", "0020_lines_of_a_count")]
    operations = [
        migrations.RemoveIndex(model_name="item", name="equipment_item_by_kind"),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                fields=["school", "category", "tag_key", "lifecycle", "removed_at"],
                name="equipment_item_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("cover_ends_on__isnull", False), ("removed_at", None)),
                fields=["school", "cover_ends_on"],
                name="equipment_item_by_cover",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(
                    ("removed_at", None),
                    models.Q(
                        ("lifecycle", "in_repair"),
                        ("lifecycle", "missing"),
                        models.Q(
                            ("condition", "broken"),
                            models.Q(("lifecycle", "retired"), _negated=True),
                            models.Q(("lifecycle", "disposed"), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                fields=["school", "-changed_at"],
                name="equipment_item_in_trouble",
            ),
        ),
    ]
