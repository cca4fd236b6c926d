from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.lib import clock
from firstbell.people import actions, queries
from firstbell.people.api import shapes
from firstbell.people.api.persons import people_of, person_of
from firstbell.people.models import Group, Person, RoomKeeper
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School

router = Router(tags=["People"])


def _groups(request: HttpRequest) -> QuerySet[Group]:
    require(request.actor, "people.view")
    rows: QuerySet[Group] = Group.objects.visible_to(request.actor).open()
    return rows.select_related("school", "led_by")


@router.get("groups", response=shapes.GroupPage, summary="Classes, tutor groups and departments")
def groups(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_groups(request), paging)


@router.post("groups", response={201: shapes.GroupOut}, summary="Add a group")
def add(request: HttpRequest, body: shapes.GroupIn) -> Status[Group]:
    require(request.actor, "people.change")
    schools = School.objects.visible_to(request.actor, "people.change")
    made = actions.add_group(
        get_object_or_404(schools, uid=body.school), name=body.name, kind=body.kind,
        led_by=person_of(request, body.led_by) if body.led_by else None, by=request.actor, at=clock.now(),
    )  # fmt: skip
    return Status(201, made)


@router.get("groups/{uid}/members", response=shapes.PersonPage, summary="Who is in a group today")
def members(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    group = get_object_or_404(_groups(request), uid=uid)
    inside = queries.members(group, clock.now().date()).values("pk")
    return page(people_of(request).filter(pk__in=inside), paging)


@router.post("groups/{uid}/members", response=int, summary="Put people in; how many were new")
def put_in(request: HttpRequest, uid: UUID, body: shapes.MembersIn) -> int:
    group = get_object_or_404(_groups(request), uid=uid)
    people: list[Person] = list(people_of(request).filter(uid__in=body.people))
    return actions.put_in(group, people, by=request.actor, at=clock.now())


@router.get(
    "rooms/{uid}/keepers", response=list[shapes.KeeperOut], summary="Who looks after a room"
)
def keepers(request: HttpRequest, uid: UUID) -> list[RoomKeeper]:
    require(request.actor, "places.view")
    room = get_object_or_404(Room.objects.visible_to(request.actor), uid=uid)
    return list(RoomKeeper.objects.now().filter(room=room).select_related("room", "person"))


@router.post(
    "rooms/{uid}/keepers", response={201: shapes.KeeperOut}, summary="Say who looks after a room"
)
def name_keeper(request: HttpRequest, uid: UUID, body: shapes.KeeperIn) -> Status[RoomKeeper]:
    require(request.actor, "places.view")
    room = get_object_or_404(Room.objects.visible_to(request.actor), uid=uid)
    made = actions.name_keeper(
        room,
        person=person_of(request, body.person),
        role=body.role,
        by=request.actor,
        at=clock.now(),
    )
    return Status(201, made)


@router.delete("keepers/{uid}", response={204: None}, summary="Somebody looks after it no longer")
def end_keeper(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "places.view")
    rows = RoomKeeper.objects.visible_to(request.actor).select_related("room", "person")
    actions.end_keeper(get_object_or_404(rows, uid=uid), by=request.actor, at=clock.now())
    return Status(204, None)
