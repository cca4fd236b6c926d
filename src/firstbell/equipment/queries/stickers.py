from __future__ import annotations

from uuid import UUID

from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities


def once_tagged(scanned: str) -> UUID | None:
    """The item that took over the record of another: the old sticker may still be on it."""
    norm = identities.normal(scanned)
    rows = Item.objects.live().filter(identities__kind="tag", identities__norm=norm)
    return rows.order_by("-pk").values_list("uid", flat=True).first()
