from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

SEEN = ("found", "elsewhere", "unexpected")


def remember(apps: Any, schema_editor: Any) -> None:
    """When each was last found, from the counts that are closed already."""
    line, item = (apps.get_model("equipment", name) for name in ("CountLine", "Item"))
    found = line.objects.filter(count__state="closed", verdict__in=SEEN)
    latest = found.filter(item=OuterRef("pk")).order_by("-found_at").values("found_at")[:1]
    item.objects.filter(pk__in=found.values("item")).update(counted_at=Subquery(latest))


class Migration(migrations.Migration):
    dependencies = [("equipment", "0014_last_counted")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
