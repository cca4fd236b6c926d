"""Ready answers, steps, followers, costs and files of tickets, by API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing
from firstbell.support.actions import costing, following, macros, talking, ticking, trays
from firstbell.support.api.shapes import Address, Line, Minutes, Text
from firstbell.support.models import Copied, Cost, Macro, Ticket, Todo

router = Router(tags=["Support"])
WORK = "support.work"
Pence = Annotated[int, Field(ge=1, le=2**31 - 1)]


class MacroUse(Sent):
    """Without words of its own it says what it says, filled in; what nobody knows is refused."""

    body: Text | None = None
    minutes: Minutes = 0


class StepOut(Schema):
    uid: UUID
    checklist: str
    text: str
    done: bool
    done_by: str
    done_at: datetime | None

    resolve_done = staticmethod(lambda row: row.done_at is not None)
    resolve_done_by = staticmethod(lambda row: row.done_name)


class StepPage(Schema):
    items: list[StepOut]
    next: str | None


class StepIn(Sent):
    text: Line


class StepChange(Sent):
    done: bool


class CostOut(Schema):
    uid: UUID
    what: str
    pence: int
    paid_on: date
    item: Thing | None
    budget: str
    order_ref: str
    taken_back_at: datetime | None

    resolve_item = staticmethod(lambda row: Thing(uid=row.item.uid, name=row.item.tag) if row.item else None)  # fmt: skip


class CostPage(Schema):
    items: list[CostOut]
    next: str | None


class CostIn(Sent):
    what: Line
    pence: Pence
    paid_on: Day
    item: UUID | None = None
    budget: Line = ""
    order_ref: Line = ""


class CopiedIn(Sent):
    email: Address
    name: Line = ""


class CopiedOut(Schema):
    uid: UUID
    email: str
    name: str


class FileOut(Schema):
    uid: UUID
    name: str
    size: int
    media_type: str


def _worked(request: HttpRequest, uid: UUID) -> Ticket:
    """A ticket that they see, and work; what was merged into another is worked there."""
    rows = Ticket.objects.visible_to(request.actor).select_related("school", "team", "status", "requester", "room")  # fmt: skip
    found: Ticket = get_object_or_404(rows, uid=uid)
    require(request.actor, WORK, found)
    return found


@router.post("tickets/{uid}/macros/{macro}", response={204: None}, summary="Use a ready answer")
def use(request: HttpRequest, uid: UUID, macro: UUID, body: MacroUse) -> Status[None]:
    found, at = _worked(request, uid), clock.now()
    row: Macro = get_object_or_404(macros.offered(found), uid=macro)
    said = body.body
    if said is None:
        said = macros.offer(found, row, by=request.actor, at=at).body
    words = talking.Words(said, minutes=body.minutes)
    macros.use(found, row, words, by=request.actor, at=at)
    return Status(204, None)


@router.get("tickets/{uid}/steps", response=StepPage, summary="What is to be ticked off")
def steps(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(Todo.objects.filter(ticket=_worked(request, uid)), paging)


@router.post("tickets/{uid}/steps", response={201: StepOut}, summary="Add a step")
def step_add(request: HttpRequest, uid: UUID, body: StepIn) -> Status[Todo]:
    found = _worked(request, uid)
    return Status(201, ticking.add(found, body.text, by=request.actor, at=clock.now()))


@router.patch("tickets/{uid}/steps/{step}", response=StepOut, summary="Tick a step, or open it")
def step_tick(request: HttpRequest, uid: UUID, step: UUID, body: StepChange) -> Todo:
    found = _worked(request, uid)
    row: Todo = get_object_or_404(Todo.objects.select_related("ticket__school"), ticket=found, uid=step)  # fmt: skip
    ticking.tick(row, done=body.done, by=request.actor, at=clock.now())
    row.refresh_from_db()
    return row


@router.get("tickets/{uid}/costs", response=CostPage, summary="What a ticket cost")
def costs(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    rows = Cost.objects.filter(ticket=_worked(request, uid)).select_related("item")
    return page(rows, paging)


@router.post("tickets/{uid}/costs", response={201: CostOut}, summary="Write down a cost")
def cost_add(request: HttpRequest, uid: UUID, body: CostIn) -> Status[Cost]:
    found = _worked(request, uid)
    words = body.dict(exclude={"item"})
    rows = Item.objects.visible_to(request.actor)
    item = get_object_or_404(rows, uid=body.item) if body.item else None
    spent = costing.Spent(item=item, **words)
    return Status(201, costing.add(found, spent, by=request.actor, at=clock.now()))


@router.post("tickets/{uid}/copied", response={201: CopiedOut}, summary="Copy somebody in")
def copy_in(request: HttpRequest, uid: UUID, body: CopiedIn) -> Status[Copied]:
    found = _worked(request, uid)
    made = following.copy_in(found, body.email, name=body.name, by=request.actor, at=clock.now())
    return Status(201, made)


@router.post("tickets/{uid}/follow", response={204: None}, summary="Follow a ticket")
def follow(request: HttpRequest, uid: UUID) -> Status[None]:
    following.follow(_worked(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.post("tickets/{uid}/files", response={201: FileOut}, summary="Lay a file beside an answer")
def file_add(request: HttpRequest, uid: UUID, file: File[UploadedFile]) -> Status[Any]:
    """It goes with the next entry that says `"files": true`."""
    found = _worked(request, uid)
    return Status(201, trays.put(found, file, by=request.actor, at=clock.now()))
