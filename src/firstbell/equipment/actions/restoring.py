"""Putting back in the register what was taken out of it by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import inf

from django.db import transaction
from django.db.models import Count, Q

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.lib.parsing import is_junk_serial
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many
from firstbell.platform.search import entries


def restore(item: Item, *, by: Actor, at: datetime) -> None:
    restore_many([item], by=by, at=at)


def restore_many(items: Sequence[Item], *, by: Actor, at: datetime) -> int:
    """All of them or none, with all that is known of them; what is no longer there to stand in, they stand in no more."""
    for item in items:
        require(by, "equipment.end", item)
    _refuse(items)
    _refuse_worn_tags(items)
    _refuse_known_serials(items)
    with transaction.atomic():
        touch(Item.objects.filter(pk__in=[item.pk for item in items]), at, removed_at=None)
        for item in items:
            item.removed_at, item.version = None, item.version + 1
        news = _settle(items)
        entries.put_things(items)
        announce_many(events.RESTORED, news, by=by, at=at)
    return len(items)


def _refuse(items: Sequence[Item]) -> None:
    for item in items:
        if item.removed_at is None:
            raise Conflict(f"{item} is in the register.")
        if item.merged_into_uid is not None:
            raise Conflict(
                f"{item} was merged into another item. Undo that on the page of the other one."
            )


def _refuse_worn_tags(items: Sequence[Item]) -> None:
    worn = identities.by_tag_key(item.tag_key for item in items)
    coming: set[str] = set()
    for item in items:
        if item.tag_key in worn:
            other = Item.objects.select_related("model", "category").get(pk=worn[item.tag_key])
            raise Conflict(
                f"Its tag {item.tag} is on {other} now. Give that one another tag first."
            )
        if item.tag_key in coming:
            raise Conflict(f"Two of these have the tag {item.tag}. Put one of them back.")
        coming.add(item.tag_key)


def _refuse_known_serials(items: Sequence[Item]) -> None:
    extra = identities.junk()
    told = [item for item in items if item.serial and not is_junk_serial(item.serial, extra)]
    known = identities.by_serial(item.serial for item in told)
    coming: set[str] = set()
    for item in told:
        norm = identities.normal(item.serial)
        if norm in known:
            other = Item.objects.select_related("model", "category").get(pk=known[norm])
            raise Conflict(f"Its serial {item.serial} is on {other} now. Change that one first.")
        if norm in coming:
            raise Conflict(f"Two of these have the serial {item.serial}. Put one of them back.")
        coming.add(norm)


def _settle(items: Sequence[Item]) -> list[News]:
    """A trolley that is gone, elsewhere or full meanwhile does not get them back, nor a room that was archived."""
    room_in = _room_in(items)
    news, moved = [], []
    for item in items:
        before = (item.container_id, item.home_id, item.place_id)
        changes = [*_leave_trolley(item, room_in), *_leave_rooms(item)]
        if before != (item.container_id, item.home_id, item.place_id):
            moved.append(item)
        news.append(News(item, changes))
    Item.objects.bulk_update(moved, ["container", "bay", "home", "place"], batch_size=100)
    return news


def _room_in(items: Sequence[Item]) -> dict[int, float]:
    """How many more fit in the live containers that these were in."""
    wanted = {item.container_id for item in items if item.container_id}
    if not wanted:
        return {}
    others = Count("contents", ~Q(contents__in=items) & Q(contents__removed_at=None))
    rows = Item.objects.live().filter(pk__in=wanted).annotate(there=others)
    found = rows.values_list("pk", "capacity", "there")
    return {pk: inf if capacity is None else capacity - there for pk, capacity, there in found}


def _leave_trolley(item: Item, room_in: dict[int, float]) -> Iterator[Change]:
    trolley = item.container
    if trolley is None:
        return
    if trolley.school_id == item.school_id and room_in.get(trolley.pk, 0) > 0:
        room_in[trolley.pk] -= 1
        item.place = trolley.place
        return
    yield Change("in", trolley, "")
    item.container, item.bay = None, ""


def _leave_rooms(item: Item) -> Iterator[Change]:
    for name in ("home", "place"):
        room = getattr(item, name)
        if room is not None and not room.is_open:
            yield Change(name, room, "")
            setattr(item, name, None)
