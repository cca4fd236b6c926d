"""Tickets that are merged, split, linked or part of one another, by API. A merge is undone with `merges/{uid}/undo`."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import joining, linking, parenting, passing
from firstbell.support.actions.talking import Words
from firstbell.support.api.loading import ticket_of, worked
from firstbell.support.api.shapes import Line, Minutes, Text, TicketOut, numbered
from firstbell.support.models import Entry, Link, Team, Ticket
from firstbell.support.states import LinkKind

router = Router(tags=["Support"])


class IntoIn(Sent):
    into: UUID


class ParentIn(Sent):
    """Without one it stands on its own again."""

    parent: UUID | None = None


class SplitIn(Sent):
    title: Line
    entries: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class LinkIn(Sent):
    other: UUID
    kind: LinkKind = LinkKind.RELATED


class LinkOut(Schema):
    """Read from the first ticket to the second."""

    uid: UUID
    kind: str
    ticket: Thing
    other: Thing

    resolve_ticket = staticmethod(lambda row: numbered(row.ticket))
    resolve_other = staticmethod(lambda row: numbered(row.other))


class LinkPage(Schema):
    items: list[LinkOut]
    next: str | None


class PassedOn(Sent):
    """Without a team it goes to the usual one there."""

    school: UUID
    team: UUID | None = None


class AllIn(Sent):
    body: Text
    minutes: Minutes = 0
    solve: bool = False


class AllOut(Schema):
    """How many tickets were reached besides the one itself, and those that were not, with the reason."""

    count: int
    left: list[str]


@router.post(
    "tickets/{uid}/merge",
    response=TicketOut,
    summary="Merge a ticket into another, which is the answer",
)
def merge(request: HttpRequest, uid: UUID, body: IntoIn) -> Ticket:
    gone = worked(request, uid)
    kept = joining.merge(gone, into=ticket_of(request, body.into), by=request.actor, at=clock.now())
    return ticket_of(request, kept.uid)


@router.post(
    "tickets/{uid}/split", response={201: TicketOut}, summary="Make a ticket of a part of this one"
)
def split(request: HttpRequest, uid: UUID, body: SplitIn) -> Status[Ticket]:
    found = worked(request, uid)
    entries = list(Entry.objects.filter(ticket=found, uid__in=body.entries))
    made = linking.split(found, entries, title=body.title, by=request.actor, at=clock.now())
    return Status(201, ticket_of(request, made.uid))


@router.put(
    "tickets/{uid}/parent", response=TicketOut, summary="Make a ticket part of another, or of none"
)
def set_parent(request: HttpRequest, uid: UUID, body: ParentIn) -> Ticket:
    found, at = worked(request, uid), clock.now()
    if body.parent is None:
        parenting.take_out(found, by=request.actor, at=at)
    else:
        parenting.put_under([found], ticket_of(request, body.parent), by=request.actor, at=at)
    return ticket_of(request, uid)


@router.post(
    "tickets/{uid}/school",
    response={204: None},
    summary="Pass a ticket on to another school’s desk",
)
def pass_on(request: HttpRequest, uid: UUID, body: PassedOn) -> Status[None]:
    """Whoever passes it on need not see it there."""
    found = worked(request, uid)
    school = get_object_or_404(School.objects.filter(left_on=None), uid=body.school)
    team = (
        get_object_or_404(Team.objects.live().at(school.pk), uid=body.team) if body.team else None
    )
    passing.to_school(found, school, team=team, by=request.actor, at=clock.now())
    return Status(204, None)


@router.post(
    "tickets/{uid}/all",
    response=AllOut,
    summary="Answer, or solve, a ticket and all that are part of it",
)
def tell_all(request: HttpRequest, uid: UUID, body: AllIn) -> parenting.Done:
    found, words = worked(request, uid), Words(body.body, minutes=body.minutes)
    return parenting.tell_all(found, words, solves=body.solve, by=request.actor, at=clock.now())


@router.get("tickets/{uid}/links", response=LinkPage, summary="Tickets that belong to this one")
def links(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    seen = Ticket.objects.readable(request.actor)
    rows = linking.linked(ticket_of(request, uid)).filter(
        ticket__in=seen.values("pk"), other__in=seen.values("pk")
    )
    return page(rows.select_related("ticket", "other"), paging)


@router.post("tickets/{uid}/links", response={201: LinkOut}, summary="Link two tickets")
def link(request: HttpRequest, uid: UUID, body: LinkIn) -> Status[Link]:
    found, other = worked(request, uid), ticket_of(request, body.other)
    return Status(201, linking.link(found, other, body.kind, by=request.actor, at=clock.now()))


@router.delete(
    "tickets/{uid}/links/{link}", response={204: None}, summary="Link two tickets no longer"
)
def unlink(request: HttpRequest, uid: UUID, link: UUID) -> Status[None]:
    found = worked(request, uid)
    row = get_object_or_404(linking.linked(found).select_related("ticket", "other"), uid=link)
    linking.unlink(row, by=request.actor, at=clock.now())
    return Status(204, None)
