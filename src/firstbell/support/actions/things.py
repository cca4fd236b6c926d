"""What a ticket is about: items, with whoever had them and their warranty as they were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from firstbell.equipment.models import Custody, Item
from firstbell.lib.refusal import Conflict, NotFound
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions.telling import tell
from firstbell.support.models import Ticket, TicketItem


def add_all(ticket: Ticket, items: Iterable[Item], *, at: datetime) -> None:
    wanted = list(dict.fromkeys(items))
    if not wanted:
        return
    holders = _holders(wanted)
    TicketItem.objects.bulk_create(
        TicketItem(ticket=ticket, item=item, holder_was=holders.get(item.pk, "")[:200], cover_was=item.cover_ends_on,
                   added_at=at)
        for item in wanted
    )  # fmt: skip


def _holders(items: list[Item]) -> dict[int, str]:
    rows = Custody.objects.open().filter(item__in=items).select_related("person", "room")
    found: dict[int, list[str]] = {}
    for row in rows.prefetch_related("with_item__model", "with_item__category"):
        found.setdefault(row.item_id, []).append(str(row.holder))
    return {item_id: ", ".join(names) for item_id, names in found.items()}


def add(ticket: Ticket, item: Item, *, by: Actor, at: datetime) -> None:
    require(by, "support.work", ticket)
    if ticket.things.filter(item=item).exists():
        raise Conflict(f"{ticket.number} is about {item} already.")
    with transaction.atomic():
        add_all(ticket, [item], at=at)
        tell(events.ITEM_ADDED, ticket, by=by, at=at, about=[item], item=item)


def take_off(ticket: Ticket, item: Item, *, by: Actor, at: datetime) -> None:
    require(by, "support.work", ticket)
    with transaction.atomic():
        gone, _ = ticket.things.filter(item=item).delete()
        if not gone:
            raise NotFound(f"{ticket.number} is not about {item}.")
        tell(events.ITEM_OFF, ticket, by=by, at=at, about=[item], item=item)
