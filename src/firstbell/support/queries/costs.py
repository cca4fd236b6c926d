"""What the tickets of a thing or a room have cost: so far, and in this financial year of the school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from firstbell.equipment.models import Item
from firstbell.lib.depreciation import financial_year
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Cost, Ticket


@dataclass(frozen=True, slots=True)
class Spent:
    """Pence."""

    ever: int
    this_year: int


def of_item(actor: Actor, item: Item, on: date) -> Spent | None:
    """What was written down for the thing itself."""
    return _sum(actor, Q(item=item), item.school, on)


def of_room(actor: Actor, room: Room, on: date) -> Spent | None:
    """What was written down on the tickets of the room, for its things, too."""
    return _sum(actor, Q(ticket__room=room), room.school, on)


def _sum(actor: Actor, of: Q, school: School, on: date) -> Spent | None:
    """Of the tickets that they see; nothing where nothing was written down."""
    starts = school.financial_year_start
    begun = date(financial_year(on, starts), starts, 1)
    ends = begun.replace(year=begun.year + 1)
    seen: QuerySet[Ticket] = Ticket.objects.visible_to(actor)
    rows = Cost.objects.counted().filter(of, ticket__in=seen.values("pk"))
    within = Q(paid_on__gte=begun, paid_on__lt=ends)
    found: dict[str, Any] = rows.order_by().aggregate(ever=Sum("pence"), year=Sum("pence", filter=within))  # fmt: skip
    return Spent(found["ever"], found["year"] or 0) if found["ever"] else None
