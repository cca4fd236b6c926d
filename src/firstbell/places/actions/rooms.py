from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.places import events
from firstbell.places.actions.names import claim_names, named, take_name
from firstbell.places.actions.own import index_own, set_own
from firstbell.places.models import Building, Floor, Room, RoomAlias
from firstbell.places.states import likely_kind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce_many, changes_between
from firstbell.platform.database import bulk
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import begun
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School


@dataclass(frozen=True)
class NewRoom:
    """A room that is to be; without a kind, its name says what it likely is."""

    name: str
    building: Building
    floor: Floor | None = None
    kind: str = ""
    code: str = ""
    capacity: int | None = None
    notes: str = ""
    aliases: Sequence[str] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    # Other fields of the room, by name: what a sheet fills without this verb having to know it.
    more: Mapping[str, Any] = field(default_factory=dict)


def add_room(
    school: School, *, name: str, building: Building, by: Actor, at: datetime, **more: Any
) -> Room:
    return add_rooms(school, [NewRoom(name=name, building=building, **more)], by=by, at=at)[0]


def add_rooms(school: School, new: Sequence[NewRoom], *, by: Actor, at: datetime) -> list[Room]:
    """All of them, or none: the first that cannot be says why."""
    require(by, "places.change", school)
    rooms = [_made(school, one, at) for one in new]
    own = _with_own(rooms, new)
    aliases = [(room, alias) for room, one in zip(rooms, new, strict=True) for alias in one.aliases]
    with transaction.atomic():
        claim_names(school, [room.name for room in rooms] + [alias for _, alias in aliases])
        for room, pk in zip(rooms, bulk.next_ids(Room, len(rooms)), strict=True):
            room.pk = pk
        bulk.insert_many(
            Room, _COLUMNS, [[getattr(room, name) for name in _COLUMNS] for room in rooms]
        )
        RoomAlias.objects.bulk_create(
            [
                RoomAlias(school=school, room=room, created_at=at).call(alias)
                for room, alias in aliases
            ]
        )
        index_own(*own)
        _index(rooms)
        announce_many(events.ROOM_ADDED, [News(room) for room in rooms], by=by, at=at)
    return rooms


def _with_own(rooms: Sequence[Room], new: Sequence[NewRoom]) -> list[Room]:
    """Those that have something in the trust's own fields, said or by default, set."""
    among = fields_of("places.room")
    for room, one in zip(rooms, new, strict=True):
        set_own(room, begun(among, one.custom), among)
    return [room for room in rooms if room.custom]


_COLUMNS = [field.attname for field in Room._meta.concrete_fields]


def _made(school: School, new: NewRoom, at: datetime) -> Room:
    name = named(new.name, what="room")
    if new.building.school_id != school.pk:
        raise Refusal(
            f"{new.building} is not a building of {school}.",
            fields={"building": "Another school's"},
        )
    _refuse_strange_floor(new.floor, new.building)
    values = {
        "kind": new.kind, "code": new.code.strip(), "capacity": new.capacity, "notes": new.notes, **new.more,
    }  # fmt: skip
    values["kind"] = values["kind"] or likely_kind(name)
    room = Room(school=school, building=new.building, floor=new.floor, created_at=at, **values)
    return room.call(name)


def _refuse_strange_floor(floor: Floor | None, building: Building) -> None:
    if floor is not None and floor.building_id != building.pk:
        raise Refusal(
            f"{building} has no {floor.name}.", fields={"floor": f"Not a floor of {building}"}
        )


def change_room(room: Room, *, by: Actor, at: datetime, **wanted: Any) -> Room:
    return change_rooms([room], by=by, at=at, changes=wanted)[0]


def change_rooms(
    rooms: Sequence[Room], *, by: Actor, at: datetime, changes: Mapping[str, Any]
) -> list[Room]:
    """The same change to each: name (of one), code, kind, building, floor, capacity, notes, custom.

    Moving to another building leaves the floor behind, unless a floor comes with it.
    """
    with transaction.atomic():
        news = [one for room in rooms if (one := _changed(room, dict(changes), by=by, at=at))]
        if news:
            _index([one.subject for one in news])
            announce_many(events.ROOM_CHANGED, news, by=by, at=at)
    return list(rooms)


def _changed(room: Room, wanted: dict[str, Any], *, by: Actor, at: datetime) -> News | None:
    require(by, "places.change", room)
    _fit(room, wanted)
    own = wanted.pop("custom", {})
    changes = changes_between(room, wanted) + set_own(room, own)
    if not changes:
        return None
    if any(change.field == "floor" for change in changes):
        # Where it was on one floor's plan says nothing on another's.
        wanted |= {"plan_x": None, "plan_y": None}
    if wanted.get("name", room.name) != room.name:
        take_name(room, wanted["name"], at=at, keep_old=True)
    for name, value in wanted.items():
        setattr(room, name, value)
    room.bump(*wanted, "name_key", "lookup", "custom")
    if own:
        index_own(room)
    return News(room, changes)


def _fit(room: Room, wanted: dict[str, Any]) -> None:
    """What is wanted, made to fit together; or a refusal."""
    if "building" in wanted and wanted["building"] != room.building:
        wanted.setdefault("floor", None)
    _refuse_strange_floor(wanted.get("floor", room.floor), wanted.get("building", room.building))
    if "name" in wanted:
        wanted["name"] = named(wanted["name"], what="room")
    if not wanted.get("kind", room.kind):
        raise Refusal("A room is of some kind; there is “Other”.", fields={"kind": "Choose a kind"})


def _index(rooms: Sequence[Room]) -> None:
    read = Room.objects.filter(pk__in=[room.pk for room in rooms])
    entries.refresh(read.with_place().prefetch_related("aliases"))
