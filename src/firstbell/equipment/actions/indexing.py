"""What the search says of items."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.equipment.models import Item
from firstbell.platform.search import index


def entry(item: Item) -> index.Entry:
    return index.Entry(
        "equipment.item", item.uid, item.pk, item.school_id, label=str(item), detail=item.category.name,
        codes=" ".join(filter(None, [item.tag, item.serial])), words=item.notes[:500],
    )  # fmt: skip


def refresh(items: Sequence[Item]) -> None:
    index.replace_many([entry(item) for item in items])
