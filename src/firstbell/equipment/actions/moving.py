"""Where things are: home, the place they stand in now, and the evidence of having been seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.models import Item, Sighting
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many


class Full(Conflict):
    """The trolley has no bay left."""


def move(
    items: Sequence[Item], *, to: Room, by: Actor, at: datetime, and_home: bool = False
) -> int:
    """Stand items in a room; their home stays, unless this is their new home. What a container holds comes along."""
    moved = [
        item for item in items if item.place_id != to.pk or (and_home and item.home_id != to.pk)
    ]
    _same_school(moved, to)
    with transaction.atomic():
        news = []
        for item in moved:
            require(by, "equipment.change", item)
            changes = [Change("place", item.place, to)] if item.place_id != to.pk else []
            if and_home and item.home_id != to.pk:
                changes.append(Change("home", item.home, to))
                item.home = to
            news.append(News(item, changes, [to, item.place], {"place": to}))
            item.place = to
            item.version += 1
        rows = Item.objects.filter(pk__in=[item.pk for item in moved])
        touch(rows, at, place=to, **({"home": to} if and_home else {}))
        Item.objects.filter(container__in=rows.values("pk")).update(place=to)
        announce_many(events.MOVED, news, by=by, at=at)
    return len(moved)


def _same_school(items: Sequence[Item], room: Room) -> None:
    stranger = next((item for item in items if item.school_id != room.school_id), None)
    if stranger is not None:
        raise Refusal(f"{stranger} belongs to another school than {room}: transfer it first.")


def see(
    item: Item, *, room: Room | None, how: str, by: Actor, at: datetime, note: str = ""
) -> Sighting:
    """Somebody or something saw it; evidence, which moves nothing by itself."""
    require(by, "equipment.change", item)
    with transaction.atomic():
        row = Sighting.objects.create(
            item=item, at=at, room=room, how=how[:60], by_name=by.name, note=note
        )
        if item.seen_at is None or item.seen_at <= at:
            Item.objects.filter(pk=item.pk).update(seen_at=at, seen_in=room, seen_how=how[:60])
            item.seen_at, item.seen_in, item.seen_how = at, room, how[:60]
        news = News(item, about=[room] if room else [], words={"place": room or "an unknown place"})
        announce_many(events.SEEN, [news], by=by, at=at)
    return row


def put_in(
    items: Sequence[Item], *, container: Item, by: Actor, at: datetime, bay: str = ""
) -> int:
    """Put items in a trolley, rack or kit; refuses more than it holds, and a ring of containers."""
    require(by, "equipment.change", container)
    if not container.category.is_container:
        raise Refusal(f"{container} is not something that holds other items.")
    new = [item for item in items if item.container_id != container.pk]
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=container.pk)
        _refuse_ring(new, container)
        _refuse_overfull(len(new), container)
        news = []
        for item in new:
            require(by, "equipment.change", item)
            news.append(
                News(
                    item,
                    [Change("in", item.container, container)],
                    [container],
                    {"container": container},
                )
            )
        touch(
            Item.objects.filter(pk__in=[i.pk for i in new]),
            at,
            container=container,
            bay=bay,
            place=container.place,
        )
        for item in new:
            item.container, item.bay, item.place, item.version = (
                container,
                bay,
                container.place,
                item.version + 1,
            )
        announce_many(events.PUT_IN, news, by=by, at=at)
    return len(new)


def _refuse_ring(items: Sequence[Item], container: Item) -> None:
    inside = {item.pk for item in items}
    above: Item | None = container
    while above is not None:
        if above.pk in inside:
            raise Refusal(f"{container} is inside {above} already, so it cannot hold it.")
        above = above.container


def _refuse_overfull(coming: int, container: Item) -> None:
    if container.capacity is None:
        return
    there = container.contents.filter(removed_at=None).count()
    if there + coming > container.capacity:
        left = max(0, container.capacity - there)
        raise Full(
            f"{container} holds {container.capacity}; {there} are in it, so {left} more fit, not {coming}."
        )


def take_out(items: Sequence[Item], *, by: Actor, at: datetime) -> int:
    held = [item for item in items if item.container_id]
    with transaction.atomic():
        news = []
        for item in held:
            require(by, "equipment.change", item)
            news.append(
                News(
                    item,
                    [Change("in", item.container, None)],
                    [item.container],
                    {"container": item.container},
                )
            )
        touch(Item.objects.filter(pk__in=[item.pk for item in held]), at, container=None, bay="")
        for item in held:
            item.container, item.bay, item.version = None, "", item.version + 1
        announce_many(events.TAKEN_OUT, news, by=by, at=at)
    return len(held)
