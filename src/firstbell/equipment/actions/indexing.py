"""What the search says of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from firstbell.equipment.models import Item
from firstbell.equipment.queries import marks
from firstbell.platform.search.registry import Entry


def entry(item: Item) -> Entry:
    told = codes(item.tag, item.serial, item.marks)
    return Entry(
        item.pk, item.uid, item.school_id, str(item), item.category.name, told, item.notes[:200]
    )


def codes(tag: str, serial: str, told: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found = (tag, serial) if serial else (tag,)
    return (*found, *marks.codes(told)) if told else found
