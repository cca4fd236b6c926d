from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Sum


def begin(apps: Any, schema_editor: Any) -> None:
    """What is counted already lies at its home, less what is out."""
    model = lambda name: apps.get_model("equipment", name)  # noqa: E731 -- four times
    item, custody, stock, shelf, move = map(
        model, ("Item", "Custody", "Stock", "Shelf", "StockMove")
    )
    for one in item.objects.filter(tracking="quantity").iterator(chunk_size=500):
        open_ = custody.objects.filter(item=one, to_at=None)
        left = max(0, one.quantity - (open_.aggregate(out=Sum("quantity"))["out"] or 0))
        of = stock.objects.create(item=one, on_shelf=left)
        lies = shelf.objects.create(stock=of, room_id=one.home_id, quantity=left)
        if left:
            move.objects.create(
                stock=of, kind="count", quantity=left, to_shelf=lies, at=one.changed_at, by_name="Firstbell",
                note="The first of it",
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("equipment", "0012_stock")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
