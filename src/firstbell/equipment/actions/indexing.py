"""What the search says of items."""

from __future__ import annotations

from firstbell.equipment.models import Item
from firstbell.platform.search.registry import Entry


def entry(item: Item) -> Entry:
    codes = (item.tag, item.serial) if item.serial else (item.tag,)
    return Entry(
        item.pk, item.uid, item.school_id, str(item), item.category.name, codes, item.notes[:200]
    )
