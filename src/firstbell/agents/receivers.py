"""What agents answer when a lower room asks."""

from __future__ import annotations

from datetime import datetime

from firstbell.agents.actions import joining
from firstbell.agents.models import Device
from firstbell.equipment.models import Item
from firstbell.platform.audit.events import By
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import TRANSFER

ME = "agents"


@MERGE.answer("equipment.item", ME)
def merge_items(gone: Item, kept: Item, moves: Moves) -> None:
    """The machine of the first is that of the second; of two devices the one that was heard of last stays."""
    theirs = {device.item_id: device for device in Device.objects.filter(item__in=(gone, kept))}
    first, second = theirs.get(gone.pk), theirs.get(kept.pk)
    if first is None:
        return
    if second is None:
        moves.update(Device.objects.filter(pk=first.pk), item=kept)
        return
    if first.last_contact_at > second.last_contact_at:
        first, second = second, first
    joining.join(first, second, moves)
    moves.update(Device.objects.filter(pk=second.pk), item=kept)


@TRANSFER.answer("equipment.item", ME)
def go_along(item: Item, by: By, at: datetime) -> None:
    """It reports to the same address as before, until it is given the new school's."""
    Device.objects.filter(item=item).update(school_id=item.school_id)
