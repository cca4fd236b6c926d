"""Giving many items to one person or room at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.actions.custody import Holder, WithSomebody
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.states import Lifecycle
from firstbell.lib.refusal import Conflict
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many

WAITING = (Lifecycle.IN_STOCK, Lifecycle.ORDERED, Lifecycle.PLANNED)


def give_many(
    items: Sequence[Item], *, to: Holder, by: Actor, at: datetime, due_on: date | None = None, note: str = "",
) -> list[Custody]:  # fmt: skip
    """Hand them all over, or none; each must be an individual item that nobody has."""
    if not items:
        return []
    for item in items:
        require(by, "equipment.give", item)
        _refuse(item)
    keys = [item.pk for item in items]
    taken = (
        Custody.objects.open().filter(item__in=keys).select_related("person", "room", "with_item")
    )
    of = {item.pk: item for item in items}
    for row in taken[:1]:
        raise WithSomebody(f"{of[row.item_id]} is with {row}. Take it back first.")
    rows = [
        Custody(
            item=item,
            person=to if isinstance(to, Person) else None,
            room=to if isinstance(to, Room) else None,
            with_item=to if isinstance(to, Item) else None,
            from_at=at,
            due_on=due_on,
            given_by=by.name,
            note=note,
        )
        for item in items
    ]
    try:
        with transaction.atomic():
            rows = Custody.objects.bulk_create(rows)
            since = Coalesce("in_service_on", Value(at.date()))
            waiting = Item.objects.filter(pk__in=keys, lifecycle__in=WAITING)
            touch(waiting, at, lifecycle=Lifecycle.IN_SERVICE, in_service_on=since)
            news = [
                News(item, [Change("with", "", to)], [to], {"holder": str(to)}) for item in items
            ]
            announce_many(events.GIVEN, news, by=by, at=at)
    except IntegrityError:
        raise WithSomebody(
            "Somebody else was faster with one of them. Look at the list again."
        ) from None
    return rows


def _refuse(item: Item) -> None:
    if item.is_gone:
        raise Conflict(f"{item} is no longer in use, so it cannot be given out.")
    if not item.is_individual:
        raise Conflict(f"{item} is counted: give it out on its own page, where you say how many.")
