"""How a desk is set up, by API: categories and statuses."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.support.actions import putting_away, setups, teaming
from firstbell.support.actions.setups import SETUP
from firstbell.support.api import shapes
from firstbell.support.api.shapes import Line, Text
from firstbell.support.models import Category, Team
from firstbell.support.models import Status as TicketStatus
from firstbell.support.states import Phase

router = Router(tags=["Support"])
Days = Annotated[int, Field(ge=0, le=365)]
Signature = Annotated[str, Field(max_length=1_000)]
Uids = Annotated[list[UUID], Field(max_length=200)]


class CategorySetOut(Schema):
    uid: UUID
    version: int
    name: str
    icon: str
    parent: Thing | None
    team: Thing | None
    words: str
    tips: str
    archived: bool

    resolve_parent = staticmethod(lambda row: named(row.parent))
    resolve_team = staticmethod(lambda row: named(row.team))
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class CategoryChange(Sent):
    name: Line = ""
    icon: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "help-circle"
    parent: UUID | None = None
    team: UUID | None = None
    words: Text = ""
    tips: Text = ""


class CategoryIn(CategoryChange):
    name: Line


class StatusSetOut(Schema):
    uid: UUID
    version: int
    name: str
    phase: str
    pauses: bool
    for_them: bool
    archived: bool

    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class StatusChange(Sent):
    name: Line = ""
    phase: Phase = Phase.WAITING
    pauses: bool = False
    for_them: bool = False


class StatusSetIn(StatusChange):
    name: Line


class OrderBody(Sent):
    """Each of those in use, once."""

    uids: Uids


def one(request: HttpRequest, kind: Any, uid: UUID | None) -> Any:
    if uid is None:
        return None
    row = get_object_or_404(kind.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, SETUP, row) and can(request.actor, SETUP):
        raise NotFound("That is another school’s.")
    return row


def _values(request: HttpRequest, body: Schema) -> dict[str, Any]:
    words = body.dict(exclude_unset=True)
    for name, kind in (("parent", Category), ("team", Team)):
        if name in words:
            words[name] = one(request, kind, words[name])
    return words


@router.get("ticket-categories", response=shapes.CategoryPage, summary="What tickets are about")
def categories(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(Category.objects.visible_to(request.actor).live(), paging)


@router.get("ticket-statuses", response=shapes.StatusPage, summary="Where tickets stand")
def statuses(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(TicketStatus.objects.visible_to(request.actor).live(), paging)


@router.post("ticket-categories", response={201: CategorySetOut}, summary="Add a category")
def add_category(request: HttpRequest, body: CategoryIn) -> Status[Category]:
    require(request.actor, SETUP)
    words = _values(request, body)
    made = teaming.save_category(Category(), by=request.actor, at=clock.now(), **words)
    return Status(201, made)


@router.put("ticket-categories/order", response={204: None}, summary="Put the categories in order")
def order_categories(request: HttpRequest, body: OrderBody) -> Status[None]:
    require(request.actor, SETUP)
    rows = Category.objects.live()
    setups.in_order(rows, body.uids, by=request.actor, at=clock.now())
    return Status(204, None)


@router.patch("ticket-categories/{uid}", response=CategorySetOut, summary="Change a category")
def change_category(request: HttpRequest, uid: UUID, body: CategoryChange) -> Category:
    row, version = one(request, Category, uid), version_read(request)
    require(request.actor, SETUP, row)
    words = _values(request, body)
    return teaming.save_category(row, by=request.actor, at=clock.now(), version=version, **words)


@router.post("ticket-categories/{uid}/away", response=CategorySetOut, summary="Put a category away")
def category_away(request: HttpRequest, uid: UUID) -> Category:
    row: Category = one(request, Category, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())


@router.post("ticket-statuses", response={201: StatusSetOut}, summary="Add a status")
def add_status(request: HttpRequest, body: StatusSetIn) -> Status[TicketStatus]:
    require(request.actor, SETUP)
    made = teaming.save_status(TicketStatus(), by=request.actor, at=clock.now(), **body.dict())
    return Status(201, made)


@router.put("ticket-statuses/order", response={204: None}, summary="Put the statuses in order")
def order_statuses(request: HttpRequest, body: OrderBody) -> Status[None]:
    require(request.actor, SETUP)
    setups.in_order(TicketStatus.objects.live(), body.uids, by=request.actor, at=clock.now())
    return Status(204, None)


@router.patch("ticket-statuses/{uid}", response=StatusSetOut, summary="Change a status")
def change_status(request: HttpRequest, uid: UUID, body: StatusChange) -> TicketStatus:
    row, version = one(request, TicketStatus, uid), version_read(request)
    words = body.dict(exclude_unset=True)
    return teaming.save_status(row, by=request.actor, at=clock.now(), version=version, **words)


@router.post("ticket-statuses/{uid}/away", response=StatusSetOut, summary="Put a status away")
def status_away(request: HttpRequest, uid: UUID) -> TicketStatus:
    row: TicketStatus = one(request, TicketStatus, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())
