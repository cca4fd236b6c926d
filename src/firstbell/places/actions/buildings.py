from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places import events
from firstbell.places.actions.names import named
from firstbell.places.models import Building, Floor
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School


def add_building(
    school: School,
    *,
    name: str,
    by: Actor,
    at: datetime,
    floors: Sequence[tuple[int, str]] = (),
    **more: Any,
) -> Building:
    """`floors` are its levels and their names; `order`, `notes`, `address` and its point as on the building."""
    require(by, "places.change", school)
    name = named(name, what="building")
    more.setdefault("order", Building.objects.filter(school=school).count())
    building = Building(school=school, created_at=at, **more).call(name)
    _refuse_half_a_point(building)
    try:
        with transaction.atomic():
            building.save()
            Floor.objects.bulk_create(_floor(building, label, level, at) for level, label in floors)
            announce(events.BUILDING_ADDED, building, by=by, at=at)
    except IntegrityError:
        raise _taken(school, name) from None
    return building


def _refuse_half_a_point(building: Building) -> None:
    for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if getattr(building, name) is None and getattr(building, other) is not None:
            sentence = "A point on the map needs a latitude and a longitude."
            raise Refusal(sentence, fields={name: "Needed as well"})


def _floor(building: Building, name: str, level: int, at: datetime) -> Floor:
    floor = Floor(school_id=building.school_id, building=building, level=level, created_at=at)
    return floor.call(named(name, what="floor"))


def change_building(building: Building, *, by: Actor, at: datetime, **wanted: Any) -> Building:
    """`name`, `order`, `notes`, `address`, and `latitude` with `longitude`."""
    require(by, "places.change", building)
    if "name" in wanted:
        wanted["name"] = named(wanted["name"], what="building")
    changes = changes_between(building, wanted)
    if not changes:
        return building
    for name, value in wanted.items():
        setattr(building, name, value)
    building.call(building.name)
    _refuse_half_a_point(building)
    try:
        with transaction.atomic():
            building.bump(*wanted, "name_key", "lookup")
            announce(events.BUILDING_CHANGED, building, by=by, at=at, changes=changes)
            if "name" in wanted:
                entries.refresh(building.rooms.open().with_place())
    except IntegrityError:
        raise _taken(building.school, building.name) from None
    return building


def archive_building(building: Building, *, by: Actor, at: datetime) -> Building:
    require(by, "places.change", building)
    rooms = building.rooms.open().count()
    if rooms:
        count = "1 room" if rooms == 1 else f"{rooms} rooms"
        raise Conflict(f"{building} still has {count}. Move or archive them first.")
    building.archived_at = at
    with transaction.atomic():
        building.bump("archived_at")
        announce(events.BUILDING_ARCHIVED, building, by=by, at=at)
    return building


def restore_building(building: Building, *, by: Actor, at: datetime) -> Building:
    require(by, "places.change", building)
    building.archived_at = None
    try:
        with transaction.atomic():
            building.bump("archived_at")
            announce(events.BUILDING_RESTORED, building, by=by, at=at)
    except IntegrityError:
        raise _taken(building.school, building.name) from None
    return building


def add_floor(building: Building, *, name: str, level: int, by: Actor, at: datetime) -> Floor:
    require(by, "places.change", building)
    floor = _floor(building, name, level, at)
    try:
        with transaction.atomic():
            floor.save()
            announce(events.FLOOR_ADDED, floor, by=by, at=at, about=[building])
    except IntegrityError:
        raise _floor_taken(floor) from None
    return floor


def change_floor(floor: Floor, *, by: Actor, at: datetime, **wanted: Any) -> Floor:
    """`name`, `level`."""
    require(by, "places.change", floor)
    if "name" in wanted:
        wanted["name"] = named(wanted["name"], what="floor")
    changes = changes_between(floor, wanted)
    if not changes:
        return floor
    for name, value in wanted.items():
        setattr(floor, name, value)
    floor.call(floor.name)
    try:
        with transaction.atomic():
            floor.bump(*wanted, "name_key", "lookup")
            announce(
                events.FLOOR_CHANGED, floor, by=by, at=at, changes=changes, about=[floor.building]
            )
            entries.refresh(floor.rooms.open().with_place())
    except IntegrityError:
        raise _floor_taken(floor) from None
    return floor


def _taken(school: School, name: str) -> Conflict:
    return Conflict(
        f"{school} has a building called {name} already.",
        fields={"name": "Already a building here"},
    )


def _floor_taken(floor: Floor) -> Conflict:
    return Conflict(
        f"{floor.building} has a floor with this name or this level already.",
        fields={"name": "Name or level is taken"},
    )
