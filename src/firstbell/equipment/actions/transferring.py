"""Items move to another school of the trust, with their history, notes, pictures and codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce, announce_many
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import TRANSFER


def transfer(
    items: Sequence[Item], *, to: School, by: Actor, at: datetime, room: Room | None = None
) -> int:
    """All of them or none. They keep tag and stage, and have their home in `room` or none yet; contents come along."""
    require(by, "equipment.change", to)
    if room is not None and room.school_id != to.pk:
        raise Refusal(f"{room} is not a room of {to}.", fields={"room": f"Not at {to}"})
    going = _with_contents([item for item in items if item.school_id != to.pk])
    with transaction.atomic():
        left: dict[School, list[Item]] = defaultdict(list)
        news = []
        for item in going:
            require(by, "equipment.change", item)
            _refuse_held(item)
            left[item.school].append(item)
            news.append(_leave(item, to, room, {other.pk for other in going}))
        _save(going, to, room, at)
        for item in going:
            TRANSFER.ask(item, by, at)
        entries.put_things(going)
        announce_many(events.TRANSFERRED, news, by=by, at=at)
        for school, gone in left.items():
            announce(events.LET_GO, school, by=by, at=at, what=_named(gone), school=to)
    return len(going)


def _with_contents(items: Sequence[Item]) -> list[Item]:
    found = {item.pk: item for item in items}
    level = list(found)
    while level:
        inside = Item.objects.live().filter(container__in=level).exclude(pk__in=found)
        rows = list(inside.select_related("school", "category", "model", "home", "place"))
        found |= {row.pk: row for row in rows}
        level = [row.pk for row in rows]
    return list(found.values())


def _refuse_held(item: Item) -> None:
    if item.removed_at:
        raise Conflict(f"{item} is out of the register.")
    row = item.custodies.open().select_related("person", "room", "with_item").first()
    if row is not None:
        raise Conflict(f"{item} is with {row}. Take it back first.")
    if item.carries.filter(to_at=None).exists():
        raise Conflict(f"Other items are given to {item}. Take them back first.")


def _leave(item: Item, to: School, room: Room | None, going: set[int]) -> News:
    was, changes = item.school, [Change("school", item.school, to)]
    if item.home_id:
        changes.append(Change("home", item.home, room or ""))
    item.school, item.home, item.place = to, room, room
    item.home_spot = ""
    if item.container_id not in going:
        item.container, item.bay = None, ""
    if item.goes_with_id not in going:
        item.goes_with = None
    return News(item, changes, [room] if room else [], {"was": was, "school": to})


def _save(items: Sequence[Item], to: School, room: Room | None, at: datetime) -> None:
    ids = [item.pk for item in items]
    rows = Item.objects.filter(pk__in=ids)
    values = {
        "school": to,
        "home": room,
        "place": room,
        "home_spot": "",
    }
    touch(rows, at, **values)
    rows.exclude(container__in=ids).update(container=None, bay="")
    rows.exclude(goes_with__in=ids).update(goes_with=None)
    # What stays behind no longer goes with what has left.
    Item.objects.filter(goes_with__in=ids).exclude(pk__in=ids).update(goes_with=None)
    for item in items:
        item.version, item.changed_at = item.version + 1, at


def _named(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return str(items[0])
    tags = ", ".join(item.tag for item in items[:12])
    return f"{len(items)} items ({tags}{'…' if len(items) > 12 else ''})"
