"""What was entered twice, what goes to another school, and the trust's own words."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.equipment.actions import (
    cataloguing,
    covering,
    merging,
    planning,
    restoring,
    transferring,
)
from firstbell.equipment.api import shapes
from firstbell.equipment.models import Cover, Item, JunkSerial, StageLabel
from firstbell.equipment.queries import duplicates as suspicions
from firstbell.lib import clock
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import named
from firstbell.platform.tenancy.models import School

router = Router(tags=["Equipment"])
_LINKS = (
    "school", "category", "model", "home", "place", "container", "supplier", "stage_label", "goes_with",
)  # fmt: skip


class SpotIn(Sent):
    """Thousandths of the plan's width and height."""

    x: Annotated[int, Field(ge=0, le=1000)]
    y: Annotated[int, Field(ge=0, le=1000)]


class SpotOut(Schema):
    x: int
    y: int


def _item(request: HttpRequest, uid: UUID) -> Item:
    rows = Item.objects.visible_to(request.actor).select_related(*_LINKS)
    return get_object_or_404(rows, uid=uid)


@router.put("items/{uid}/plan", response=SpotOut, summary="Put it on its floor's plan")
def put_on_plan(request: HttpRequest, uid: UUID, body: SpotIn) -> Any:
    return planning.put_on_plan(
        _item(request, uid), x=body.x, y=body.y, by=request.actor, at=clock.now()
    )


@router.delete("items/{uid}/plan", response={204: None}, summary="Take it off the plan")
def take_off_plan(request: HttpRequest, uid: UUID) -> Status[None]:
    planning.take_off_plan(_item(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.post("items/{uid}/merge", response=shapes.ItemOut, summary="Merge a record into another")
def merge(request: HttpRequest, uid: UUID, body: shapes.MergeIn) -> Item:
    gone = _item(request, uid)
    require(request.actor, "equipment.end", gone)
    merging.merge(gone, into=_item(request, body.into), by=request.actor, at=clock.now())
    return _item(request, body.into)


@router.post(
    "items/{uid}/transfer", response=shapes.ItemOut, summary="Transfer it to another school"
)
def transfer(request: HttpRequest, uid: UUID, body: shapes.TransferIn) -> Item:
    item = _item(request, uid)
    require(request.actor, "equipment.change", item)
    schools = School.objects.visible_to(request.actor, "equipment.change")
    to = get_object_or_404(schools, uid=body.school)
    rooms = Room.objects.visible_to(request.actor)
    room = get_object_or_404(rooms, uid=body.room) if body.room else None
    transferring.transfer([item], to=to, room=room, by=request.actor, at=clock.now())
    return _item(request, uid)


@router.post(
    "items/{uid}/restoration", response=shapes.ItemOut, summary="Put it back in the register"
)
def restore(request: HttpRequest, uid: UUID) -> Item:
    item = _item(request, uid)
    restoring.restore(item, by=request.actor, at=clock.now())
    return _item(request, uid)


@router.delete(
    "items/{uid}/cover/{cover_uid}", response={204: None}, summary="Remove a warranty or cover"
)
def uncover(request: HttpRequest, uid: UUID, cover_uid: UUID) -> Status[None]:
    rows = Cover.objects.select_related("item").filter(item=_item(request, uid))
    covering.remove_cover(get_object_or_404(rows, uid=cover_uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("duplicates", response=list[shapes.SuspectsOut], summary="What looks entered twice")
def duplicates(request: HttpRequest, query: Query[shapes.SchoolFilter]) -> list[dict[str, Any]]:
    require(request.actor, "equipment.view")
    items = Item.objects.visible_to(request.actor).live()
    items = items.filter(school__uid=query.school) if query.school else items
    return [
        {"why": group.why, "items": [named(item) for item in group.items]}
        for group in suspicions.in_register(items)
    ]


@router.get("stage-labels", response=shapes.StageLabelPage, summary="Our words for the stages")
def stage_labels(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(StageLabel.objects.visible_to(request.actor), paging)


@router.post("stage-labels", response={201: shapes.StageLabelOut}, summary="Add a word for a stage")
def add_stage_label(request: HttpRequest, body: shapes.StageLabelIn) -> Status[StageLabel]:
    made = cataloguing.add(StageLabel, by=request.actor, at=clock.now(), **body.dict())
    return Status(201, made)


@router.delete("stage-labels/{uid}", response={204: None}, summary="Remove a word for a stage")
def remove_stage_label(request: HttpRequest, uid: UUID) -> Status[None]:
    row = get_object_or_404(StageLabel.objects.visible_to(request.actor), uid=uid)
    cataloguing.remove_label(row, by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("junk-serials", response=shapes.JunkPage, summary="Serials that say nothing")
def junk_serials(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "equipment.catalogue")
    return page(JunkSerial.objects.all(), paging)


@router.post("junk-serials", response={201: shapes.JunkOut}, summary="A serial that says nothing")
def add_junk(request: HttpRequest, body: shapes.JunkIn) -> Status[JunkSerial]:
    made = cataloguing.add_junk(body.value, by=request.actor, at=clock.now())
    return Status(201, made)


@router.delete("junk-serials/{uid}", response={204: None}, summary="It is a serial after all")
def remove_junk(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "equipment.catalogue")
    row = get_object_or_404(JunkSerial, uid=uid)
    cataloguing.remove_junk(row, by=request.actor, at=clock.now())
    return Status(204, None)
