"""The loan desk by API: a basket made of scans, handed over whole or not at all, and the pile of what comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.equipment.actions import accepting, lending, returning, scanning
from firstbell.equipment.api import desk_shapes as shapes
from firstbell.equipment.models import Custody, DeskScan, Handover, HandoverLine, Item
from firstbell.equipment.queries.desk import NAMED
from firstbell.equipment.states import Direction
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import page
from firstbell.platform.tenancy.models import School

router = Router(tags=["Loan desk"])
GIVE = "equipment.give"
_LINES = Prefetch(
    "lines",
    HandoverLine.objects.select_related(
        "item__model__manufacturer", "item__category", "from_kit__model", "from_kit__category"
    ).order_by("pk"),
)


def _rows(request: HttpRequest) -> QuerySet[Handover]:
    require(request.actor, "equipment.view")
    rows: QuerySet[Handover] = Handover.objects.visible_to(request.actor)
    return rows.select_related(
        "school", "person", "room", "with_item__model", "with_item__category", "acceptance"
    ).prefetch_related(_LINES)


def _basket(request: HttpRequest, uid: UUID) -> Handover:
    return get_object_or_404(_rows(request), uid=uid)


def _own(request: HttpRequest, uid: UUID) -> Handover:
    """One that whoever asks may do something with."""
    found = _basket(request, uid)
    require(request.actor, GIVE, found)
    return found


@router.get("handovers", response=shapes.HandoverPage, summary="Hand-overs, a page at a time")
def handovers(request: HttpRequest, query: Query[shapes.HandoverFilter]) -> dict[str, Any]:
    rows = _rows(request)
    for name in ("school", "person"):
        uid = getattr(query, name)
        rows = rows.filter(**{f"{name}__uid": uid}) if uid else rows
    for name in ("direction", "state"):
        word = getattr(query, name)
        rows = rows.filter(**{name: word}) if word else rows
    return page(rows, query)


@router.post("handovers", response={201: shapes.HandoverOut}, summary="Your open basket, or a new one")  # fmt: skip
def begin(request: HttpRequest, body: shapes.BasketIn) -> Status[Handover]:
    require(request.actor, GIVE)
    schools = School.objects.visible_to(request.actor, GIVE)
    school = get_object_or_404(schools, uid=body.school)
    made = lending.begin(
        school, by=request.actor, at=clock.now(), direction=Direction(body.direction)
    )
    return Status(201, _basket(request, made.uid))


@router.get("handovers/{uid}", response=shapes.HandoverOut, summary="One hand-over and its lines")
def handover(request: HttpRequest, uid: UUID) -> Handover:
    return _basket(request, uid)


@router.patch("handovers/{uid}", response=shapes.HandoverOut, summary="When it is due, where it goes")  # fmt: skip
def change(request: HttpRequest, uid: UUID, body: shapes.HandoverChange) -> Handover:
    found, version = _own(request, uid), version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, shapes.CLEARABLE)
    words: dict[str, Any] = {"by": request.actor, "at": clock.now(), "version": version}
    if found.direction == Direction.BACK:
        room = _room(request, sent["room"]) if "room" in sent else found.room
        returning.set_once(found, room=room, condition=sent.get("condition", found.condition), **words)  # fmt: skip
    else:
        due = sent.get("due_on", found.due_on)
        lending.set_terms(found, due_on=due, note=sent.get("note", found.note), **words)
    return _basket(request, uid)


def _room(request: HttpRequest, uid: UUID | None) -> Room | None:
    rows = Room.objects.visible_to(request.actor).open()
    return get_object_or_404(rows, uid=uid) if uid else None


@router.post(
    "handovers/{uid}/scans",
    response={201: shapes.ScanOut},
    summary="Scan a label: the same scan id twice counts once",
)
def scan(request: HttpRequest, uid: UUID, body: shapes.ScanIn) -> Status[DeskScan]:
    found = scanning.scan(
        _own(request, uid), code=body.code.strip(), scan_id=body.scan_id, by=request.actor, at=clock.now()
    )  # fmt: skip
    return Status(201, found)


@router.post("handovers/{uid}/undo", response=shapes.ScanOut, summary="Undo the last scan")
def undo(request: HttpRequest, uid: UUID) -> DeskScan:
    return scanning.undo_last(_own(request, uid), by=request.actor, at=clock.now())


@router.post(
    "handovers/{uid}/holder", response={201: shapes.ScanOut}, summary="Say who gets it: a person or a room"
)  # fmt: skip
def holder(request: HttpRequest, uid: UUID, body: shapes.WhoIn) -> Status[DeskScan]:
    found = _own(request, uid)
    if (body.person is None) == (body.room is None):
        raise Refusal("Say who gets it: either a person or a room.")
    people = Person.objects.visible_to(request.actor).known()
    who: Any = _room(request, body.room)
    if body.person:
        who = get_object_or_404(people, uid=body.person)
    said = scanning.choose_holder(
        found, who, scan_id=body.scan_id, by=request.actor, at=clock.now()
    )
    return Status(201, said)


@router.post(
    "handovers/{uid}/take-over",
    response={201: shapes.ScanOut},
    summary="Lend what somebody else has: it is taken back from them in that moment",
)
def take_over(request: HttpRequest, uid: UUID, body: shapes.TakeOverIn) -> Status[DeskScan]:
    found = _own(request, uid)
    rows = Item.objects.visible_to(request.actor).select_related(*NAMED)
    item = get_object_or_404(rows, uid=body.item)
    said = scanning.take_over(found, item, scan_id=body.scan_id, by=request.actor, at=clock.now())
    return Status(201, said)


@router.post(
    "handovers/{uid}/bring",
    response={201: shapes.ScanOut},
    summary="Of several who have some of what is counted, this one brings it back",
)
def bring(request: HttpRequest, uid: UUID, body: shapes.CustodyIn) -> Status[DeskScan]:
    found = _own(request, uid)
    seen = Item.objects.visible_to(request.actor)
    rows = Custody.objects.filter(item__in=seen).select_related(
        "item__category", "item__school", "item__model__manufacturer", "person", "room", "with_item"
    )
    row = get_object_or_404(rows, uid=body.custody)
    said = scanning.bring(found, row, scan_id=body.scan_id, by=request.actor, at=clock.now())
    return Status(201, said)


def _line(request: HttpRequest, uid: UUID, line_uid: UUID) -> HandoverLine:
    rows = HandoverLine.objects.filter(handover=_own(request, uid))
    return get_object_or_404(rows.select_related("handover", "item", "custody"), uid=line_uid)


@router.patch(
    "handovers/{uid}/lines/{line_uid}",
    response=shapes.HandoverOut,
    summary="How many of it go out; in which state it came back",
)
def set_line(request: HttpRequest, uid: UUID, line_uid: UUID, body: shapes.LineChange) -> Handover:
    found = _line(request, uid, line_uid)
    if body.quantity is not None:
        lending.set_quantity(found, body.quantity, by=request.actor, at=clock.now())
    if body.condition is not None:
        returning.set_condition(found, body.condition, by=request.actor, at=clock.now())
    return _basket(request, uid)


@router.delete(
    "handovers/{uid}/lines/{line_uid}", response=shapes.HandoverOut, summary="Take a line out"
)
def remove_line(request: HttpRequest, uid: UUID, line_uid: UUID) -> Handover:
    lending.remove_line(_line(request, uid, line_uid), by=request.actor, at=clock.now())
    return _basket(request, uid)


@router.post(
    "handovers/{uid}/complete",
    response=shapes.HandoverOut,
    summary="Hand all of it over, or nothing; of a pile: it is done",
)
def complete(request: HttpRequest, uid: UUID, body: shapes.CompleteIn) -> Handover:
    found = _own(request, uid)
    words: dict[str, Any] = {"by": request.actor, "at": clock.now()}
    if found.direction == Direction.BACK:
        returning.finish(found, **words)
    else:
        lending.complete(found, drawn=body.signature, wants_mail=body.wants_mail, **words)
    return _basket(request, uid)


@router.post(
    "handovers/{uid}/ask", response=shapes.HandoverOut, summary="Mail whoever got it a link for their yes"
)  # fmt: skip
def ask(request: HttpRequest, uid: UUID) -> Handover:
    accepting.ask(_own(request, uid), by=request.actor, at=clock.now())
    return _basket(request, uid)


@router.post("handovers/{uid}/drop", response=shapes.HandoverOut, summary="Nothing is handed over")
def drop(request: HttpRequest, uid: UUID) -> Handover:
    lending.drop(_own(request, uid), by=request.actor, at=clock.now())
    return _basket(request, uid)
