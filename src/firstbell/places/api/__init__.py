"""Places by API: the same verbs as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.places import actions
from firstbell.places.api import shapes
from firstbell.places.models import Building, Floor, Room, lookup_of
from firstbell.places.queries import rooms_called
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School

router = Router(tags=["Places"])


def _buildings(request: HttpRequest) -> QuerySet[Building]:
    require(request.actor, "places.view")
    rows: QuerySet[Building] = Building.objects.visible_to(request.actor)
    return rows.select_related("school").prefetch_related("floors")


def _rooms(request: HttpRequest) -> QuerySet[Room]:
    require(request.actor, "places.view")
    rows: QuerySet[Room] = Room.objects.visible_to(request.actor).with_place()
    return rows.select_related("school").prefetch_related("aliases")


def _room(request: HttpRequest, uid: UUID) -> Room:
    return get_object_or_404(_rooms(request), uid=uid)


def _school(request: HttpRequest, uid: UUID) -> School:
    require(request.actor, "places.view")
    return get_object_or_404(School.objects.visible_to(request.actor, "places.view"), uid=uid)


@router.get("buildings", response=shapes.BuildingPage, summary="Buildings with their floors")
def buildings(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_buildings(request), paging)


@router.post("buildings", response={201: shapes.BuildingOut}, summary="Add a building")
def add_building(request: HttpRequest, body: shapes.BuildingIn) -> Status[Building]:
    made = actions.add_building(
        _school(request, body.school), name=body.name, notes=body.notes, address=body.address,
        latitude=body.latitude, longitude=body.longitude,
        floors=[(floor.level, floor.name) for floor in body.floors], by=request.actor, at=clock.now(),
    )  # fmt: skip
    return Status(201, get_object_or_404(_buildings(request), pk=made.pk))


@router.get("buildings/{uid}", response=shapes.BuildingOut, summary="One building")
def building(request: HttpRequest, uid: UUID) -> Building:
    return get_object_or_404(_buildings(request), uid=uid)


@router.patch("buildings/{uid}", response=shapes.BuildingOut, summary="Change a building")
def change_building(request: HttpRequest, uid: UUID, body: shapes.BuildingChange) -> Building:
    found = get_object_or_404(_buildings(request), uid=uid)
    found.version = version_read(request)
    wanted = body.dict(exclude_unset=True)
    refuse_cleared(wanted, ("latitude", "longitude"))
    actions.change_building(found, by=request.actor, at=clock.now(), **wanted)
    return found


@router.post("buildings/{uid}/floors", response={201: shapes.FloorOut}, summary="Add a floor")
def add_floor(request: HttpRequest, uid: UUID, body: shapes.FloorData) -> Status[Floor]:
    found = get_object_or_404(_buildings(request), uid=uid)
    made = actions.add_floor(
        found, name=body.name, level=body.level, by=request.actor, at=clock.now()
    )
    return Status(201, made)


@router.get("rooms", response=shapes.RoomPage, summary="Rooms, a page at a time")
def rooms(request: HttpRequest, query: Query[shapes.RoomFilter]) -> dict[str, Any]:
    rows = _rooms(request).filter(archived_at__isnull=not query.archived)
    if query.school:
        rows = rows.filter(school__uid=query.school)
    if query.building:
        rows = rows.filter(building__uid=query.building)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.name:
        rows = rows.filter(pk__in=_called(request, query.name))
    return page(rows, query)


def _called(request: HttpRequest, name: str) -> list[int]:
    """The room of this name in each school; an unknown name is no room, not all of them."""
    schools = School.objects.visible_to(request.actor, "places.view") if lookup_of(name) else []
    found = [rooms_called(school, [name]).get(name) for school in schools]
    return [room.pk for room in found if room is not None]


@router.post(
    "rooms", response={201: list[shapes.RoomOut]}, summary="Add rooms: all of them or none"
)
def add_rooms(request: HttpRequest, body: shapes.RoomsIn) -> Status[list[Room]]:
    school = _school(request, body.school)
    wanted = {one.building for one in body.rooms}
    known = {row.uid: row for row in _buildings(request).filter(uid__in=wanted)}
    new = [_new_room(one, known) for one in body.rooms]
    made = actions.add_rooms(school, new, by=request.actor, at=clock.now())
    rows = {room.pk: room for room in _rooms(request).filter(pk__in=[room.pk for room in made])}
    return Status(201, [rows[room.pk] for room in made])


def _new_room(one: shapes.RoomIn, buildings: dict[UUID, Building]) -> actions.NewRoom:
    building = buildings.get(one.building)
    if building is None:
        raise Refusal("There is no such building.", fields={"building": "No such building"})
    return actions.NewRoom(
        one.name, building, _floor(building, one.floor), kind=one.kind or "", code=one.code,
        capacity=one.capacity, notes=one.notes, aliases=one.aliases, custom=one.custom,
    )  # fmt: skip


def _floor(building: Building, uid: UUID | None) -> Floor | None:
    if uid is None:
        return None
    found: Floor | None = next((floor for floor in building.floors.all() if floor.uid == uid), None)
    if found is None:
        raise Refusal(f"{building} has no such floor.", fields={"floor": "No such floor"})
    return found


@router.get("rooms/{uid}", response=shapes.RoomOut, summary="One room")
def room(request: HttpRequest, uid: UUID) -> Room:
    return _room(request, uid)


@router.patch("rooms/{uid}", response=shapes.RoomOut, summary="Change a room")
def change_room(request: HttpRequest, uid: UUID, body: shapes.RoomChange) -> Room:
    found = _room(request, uid)
    found.version = version_read(request)
    wanted = body.dict(exclude_unset=True)
    empty = [name for name, value in wanted.items() if value is None]
    for name in set(empty) - {"floor", "capacity"}:
        del wanted[name]
    if "building" in wanted:
        wanted["building"] = get_object_or_404(_buildings(request), uid=wanted["building"])
    if wanted.get("floor"):
        wanted["floor"] = _floor(wanted.get("building", found.building), wanted["floor"])
    actions.change_room(found, by=request.actor, at=clock.now(), **wanted)
    return _room(request, uid)


@router.post("rooms/{uid}/aliases", response={201: shapes.RoomOut}, summary="Note another name")
def give_alias(request: HttpRequest, uid: UUID, body: shapes.AliasIn) -> Status[Room]:
    actions.give_alias(_room(request, uid), name=body.name, by=request.actor, at=clock.now())
    return Status(201, _room(request, uid))


@router.put("rooms/{uid}/place", response=shapes.RoomOut, summary="Put a room on its floor's plan")
def place(request: HttpRequest, uid: UUID, body: shapes.PlaceIn) -> Room:
    found = _room(request, uid)
    if found.floor is None:
        raise Refusal(f"{found} is on no floor, so there is no plan to put it on.")
    actions.place_room(
        found, floor=found.floor, x=body.x, y=body.y, by=request.actor, at=clock.now()
    )
    return _room(request, uid)


@router.post("rooms/{uid}/archive", response=shapes.RoomOut, summary="Put a room away")
def archive(request: HttpRequest, uid: UUID) -> Room:
    return actions.archive_room(_room(request, uid), by=request.actor, at=clock.now())


@router.post("rooms/{uid}/restore", response=shapes.RoomOut, summary="Bring a room back")
def restore(request: HttpRequest, uid: UUID) -> Room:
    return actions.restore_room(_room(request, uid), by=request.actor, at=clock.now())


@router.post("rooms/{uid}/merge", response=shapes.RoomOut, summary="Merge a room into another")
def merge(request: HttpRequest, uid: UUID, body: shapes.MergeIn) -> Room:
    gone, into = _room(request, uid), _room(request, body.into)
    actions.merge_rooms(gone, into=into, by=request.actor, at=clock.now())
    return _room(request, body.into)
