"""Counts by API: planned, opened, looked at line by line, closed. What phones scan comes in by the phone's own door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Status

from firstbell.equipment.actions import closing, counting
from firstbell.equipment.api import count_shapes as shapes
from firstbell.equipment.models import Category, Count, CountJoin, CountLine
from firstbell.equipment.queries import count_photos, counted
from firstbell.equipment.states import CountScope
from firstbell.lib import clock
from firstbell.lib.refusal import Conflict
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import page
from firstbell.platform.lists.queries import views_for
from firstbell.platform.tenancy.models import School

router = Router(tags=["Counts"])
COUNT = "equipment.count"


def _rows(request: HttpRequest) -> QuerySet[Count]:
    require(request.actor, "equipment.view")
    rows: QuerySet[Count] = Count.objects.visible_to(request.actor)
    return rows.select_related("school", "building", "category", "lead").prefetch_related("rooms")


def _count(request: HttpRequest, uid: UUID) -> Count:
    return get_object_or_404(_rows(request), uid=uid)


def _own(request: HttpRequest, uid: UUID) -> Count:
    found = _count(request, uid)
    require(request.actor, COUNT, found)
    return found


@router.get("counts", response=shapes.CountPage, summary="Counts, a page at a time")
def counts(request: HttpRequest, query: Query[shapes.CountFilter]) -> dict[str, Any]:
    rows = _rows(request)
    rows = rows.filter(school__uid=query.school) if query.school else rows
    rows = rows.filter(state=query.state) if query.state else rows
    return page(rows, query)


@router.post("counts", response={201: shapes.CountOut}, summary="Plan a count")
def plan(request: HttpRequest, body: shapes.NewCount) -> Status[Count]:
    require(request.actor, COUNT)
    schools = School.objects.visible_to(request.actor, COUNT)
    school = get_object_or_404(schools, uid=body.school)
    made = counting.plan(
        school, name=body.name, scope=_scope(request, body), due_on=body.due_on, notes=body.notes, by=request.actor,
        at=clock.now(),
    )  # fmt: skip
    return Status(201, _count(request, made.uid))


def _scope(request: HttpRequest, body: shapes.NewCount) -> counting.Scope:
    def one(rows: Any, uid: UUID | None) -> Any:
        return get_object_or_404(rows, uid=uid) if uid else None

    actor = request.actor
    rooms = [one(Room.objects.visible_to(actor), uid) for uid in body.rooms]
    return counting.Scope(
        CountScope(body.scope), rooms=rooms, building=one(Building.objects.visible_to(actor), body.building),
        category=one(Category.objects.visible_to(actor), body.category), view=one(views_for(actor), body.view),
    )  # fmt: skip


@router.get("counts/{uid}", response=shapes.CountWhole, summary="One count, and how far it is")
def count(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    return _whole(_count(request, uid))


def _whole(row: Count) -> dict[str, Any]:
    return {"count": row, "progress": counted.progress(row)}


@router.patch("counts/{uid}", response=shapes.CountOut, summary="Its name, its day, its notes")
def change(request: HttpRequest, uid: UUID, body: shapes.CountChange) -> Count:
    found = _own(request, uid)
    found.version = version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, {"due_on"})
    words = {name: sent.get(name, getattr(found, name)) for name in ("name", "due_on", "notes")}
    counting.change(
        found, lead=found.lead, helpers=list(found.helpers.all()), by=request.actor, at=clock.now(), **words
    )  # fmt: skip
    return _count(request, uid)


@router.post("counts/{uid}/open", response=shapes.CountWhole, summary="Write down what is expected, and begin")  # fmt: skip
def open_(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    counting.open_count(_own(request, uid), by=request.actor, at=clock.now())
    return _whole(_count(request, uid))


@router.post("counts/{uid}/close", response=shapes.CountWhole, summary="Close it, and settle what differs")  # fmt: skip
def close(request: HttpRequest, uid: UUID, body: shapes.CloseIn) -> dict[str, Any]:
    settle = closing.Settle(**body.dict())
    closing.close(_own(request, uid), by=request.actor, at=clock.now(), settle=settle)
    return _whole(_count(request, uid))


@router.post("counts/{uid}/cancel", response=shapes.CountOut, summary="Nothing comes of it")
def cancel(request: HttpRequest, uid: UUID) -> Count:
    counting.cancel(_own(request, uid), by=request.actor, at=clock.now())
    return _count(request, uid)


@router.get("counts/{uid}/lines", response=shapes.CountLinePage, summary="What it expects and found")  # fmt: skip
def lines(request: HttpRequest, uid: UUID, query: Query[shapes.CountLineFilter]) -> dict[str, Any]:
    rows = CountLine.objects.filter(count=_count(request, uid)).select_related(
        "item__model__manufacturer", "item__category", "expected_in", "found_in"
    )
    rows = rows.filter(verdict=query.verdict) if query.verdict else rows
    rows = rows.filter(expected_in__uid=query.room) if query.room else rows
    found = page(rows, query)
    count_photos.hang_on(found["items"])
    return found


@router.post(
    "counts/{uid}/joins", response={201: shapes.JoinOut}, summary="A phone or scanner joins: its token, told once"
)  # fmt: skip
def join(request: HttpRequest, uid: UUID, body: shapes.NewPhone) -> Status[dict[str, Any]]:
    row = _own(request, uid)
    account = Account.objects.filter(pk=request.actor.account_id or 0).first()
    if account is None:
        raise Conflict("Only somebody with an account of their own joins a count.")
    made, secret = counting.join(row, account, device=body.device, by=request.actor, at=clock.now())
    doors = {"sync": reverse("equipment:count_sync"), "photos": reverse("equipment:count_photo")}
    return Status(201, {"uid": made.uid, "device": made.device, "token": secret, **doors})


@router.delete(
    "counts/{uid}/joins/{join_uid}", response={204: None}, summary="Its token is good for nothing any more"
)  # fmt: skip
def part(request: HttpRequest, uid: UUID, join_uid: UUID) -> Status[None]:
    rows = CountJoin.objects.filter(count=_own(request, uid)).select_related("count")
    counting.part(get_object_or_404(rows, uid=join_uid), by=request.actor, at=clock.now())
    return Status(204, None)
