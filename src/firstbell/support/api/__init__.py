"""Support by API: tickets, what was said on them, and reporting a fault."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import changing, due_by_hand, opening, talking, trays, working
from firstbell.support.api import areas as area_calls
from firstbell.support.api import articles as article_calls
from firstbell.support.api import bin as bin_calls
from firstbell.support.api import joins as join_calls
from firstbell.support.api import partners as partner_calls
from firstbell.support.api import promises as promise_calls
from firstbell.support.api import ready as ready_calls
from firstbell.support.api import requests as request_calls
from firstbell.support.api import rules as rule_calls
from firstbell.support.api import setup as setup_calls
from firstbell.support.api import shapes
from firstbell.support.api import teams as team_calls
from firstbell.support.api import worked as worked_calls
from firstbell.support.api.loading import WITH, ticket_of, worked
from firstbell.support.models import Category, Entry, Team, Ticket
from firstbell.support.models import Status as TicketStatus
from firstbell.support.states import Source

router = Router(tags=["Support"])
router.add_router("", article_calls.router)
router.add_router("", worked_calls.router)
router.add_router("", join_calls.router)
router.add_router("", partner_calls.router)
router.add_router("", bin_calls.router)
router.add_router("", ready_calls.router)
router.add_router("", team_calls.router)
router.add_router("", area_calls.router)
router.add_router("", setup_calls.router)
router.add_router("", promise_calls.router)
router.add_router("", rule_calls.router)
router.add_router("", request_calls.router)


def _one(request: HttpRequest, kind: Any, uid: UUID | None) -> Any:
    return get_object_or_404(kind.objects.visible_to(request.actor), uid=uid) if uid else None


@router.get("tickets", response=shapes.TicketPage, summary="Tickets, the newest last")
def tickets(request: HttpRequest, query: Query[shapes.TicketFilter]) -> dict[str, Any]:
    rows = Ticket.objects.visible_to(request.actor)
    rows = rows.filter(school__uid=query.school) if query.school else rows
    rows = rows.filter(room__uid=query.room) if query.room else rows
    rows = rows.filter(things__item__uid=query.item) if query.item else rows
    rows = rows.filter(status__phase=query.phase) if query.phase else rows
    return page(rows.select_related(*WITH).prefetch_related("things__item"), query)


@router.post("tickets", response={201: shapes.TicketOut}, summary="Log a ticket, for somebody")
def open_ticket(request: HttpRequest, body: shapes.TicketIn) -> Status[Ticket]:
    school = get_object_or_404(School.objects.visible_to(request.actor, "support.work"), uid=body.school)  # fmt: skip
    words = body.dict(exclude={"school", "room", "items", "category", "requester"})
    items = [_one(request, Item, uid) for uid in dict.fromkeys(body.items)]
    report = opening.Report(
        room=_one(request, Room, body.room), items=items, category=_one(request, Category, body.category),
        requester=_one(request, Person, body.requester), source=Source.API, **words,
    )  # fmt: skip
    made = opening.open_ticket(school, report, by=request.actor, at=clock.now())
    # Of a team that keeps its tickets to itself it is seen this once.
    return Status(201, Ticket.objects.select_related(*WITH).get(pk=made.pk))


@router.get("tickets/{uid}", response=shapes.TicketOut, summary="One ticket")
def ticket(request: HttpRequest, uid: UUID) -> Ticket:
    return ticket_of(request, uid)


@router.patch("tickets/{uid}", response=shapes.TicketOut, summary="Change a ticket")
def change(request: HttpRequest, uid: UUID, body: shapes.TicketChange) -> Ticket:
    found = worked(request, uid)
    words = body.dict(exclude_unset=True)
    if "room" in words:
        words["room"] = _one(request, Room, words["room"])
    if "category" in words:
        words["category"] = _one(request, Category, words["category"])
    version = version_read(request)
    return changing.change(found, by=request.actor, at=clock.now(), version=version, **words)


@router.get("tickets/{uid}/entries", response=shapes.EntryPage, summary="What was said on a ticket")
def entries(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    found = ticket_of(request, uid)
    return page(Entry.objects.read_by(request.actor, found), paging)


@router.post(
    "tickets/{uid}/entries", response={201: shapes.EntryOut}, summary="Answer, note, or write back"
)
def say(request: HttpRequest, uid: UUID, body: shapes.EntryIn) -> Status[Entry]:
    """Whoever raised it writes back; the team answers, or notes what only the team reads."""
    found, at = ticket_of(request, uid), clock.now()
    tray = trays.tray_of(found, request.actor) if body.files else None
    words = talking.Words(body.body, minutes=body.minutes, activity=body.activity, tray=tray)
    if found.is_of(request.actor) and body.public:
        return Status(201, talking.ask_back(found, words, by=request.actor, at=at))
    verb = talking.reply if body.public else talking.note
    return Status(201, verb(found, words, by=request.actor, at=at))


@router.post("tickets/{uid}/take", response=shapes.TicketOut, summary="Take a ticket")
def take(request: HttpRequest, uid: UUID) -> Ticket:
    return working.take(ticket_of(request, uid), by=request.actor, at=clock.now())


@router.post(
    "tickets/{uid}/solution", response=shapes.TicketOut, summary="Solve a ticket, with words"
)
def solve(request: HttpRequest, uid: UUID, body: shapes.SolutionIn) -> Ticket:
    words = talking.Words(body.body, minutes=body.minutes)
    return working.solve(ticket_of(request, uid), words, by=request.actor, at=clock.now())


@router.post("tickets/{uid}/status", response=shapes.TicketOut, summary="Set where a ticket stands")
def set_status(request: HttpRequest, uid: UUID, body: shapes.StatusIn) -> Ticket:
    found = ticket_of(request, uid)
    status = _one(request, TicketStatus, body.status)
    return working.set_status(found, status, until=body.until, by=request.actor, at=clock.now())


@router.post("tickets/{uid}/team", response={204: None}, summary="Pass a ticket to another team")
def move(request: HttpRequest, uid: UUID, body: shapes.TeamMove) -> Status[None]:
    """Of a team whose own people alone see its tickets it may not be seen any more then."""
    found, teams = ticket_of(request, uid), Team.objects.visible_to(request.actor).live()
    team = get_object_or_404(teams, uid=body.team)
    working.move(found, team, by=request.actor, at=clock.now())
    return Status(204, None)


@router.put("tickets/{uid}/due", response=shapes.TicketOut, summary="Set when a ticket is due")
def set_due(request: HttpRequest, uid: UUID, body: shapes.DueIn) -> Ticket:
    found, by, at = ticket_of(request, uid), request.actor, clock.now()
    if body.when is None:
        return due_by_hand.take_off(found, by=by, at=at)
    return due_by_hand.set_due(found, body.when, body.why, by=by, at=at)
