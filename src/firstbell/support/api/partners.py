"""Tickets that a partner outside was asked about, by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.people.models import Organisation
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.support.actions import partnering
from firstbell.support.api.loading import worked
from firstbell.support.api.shapes import Address, Line, Text
from firstbell.support.models import Sharing
from firstbell.support.models import Status as TicketStatus
from firstbell.support.queries import partners

router = Router(tags=["Support"])
Days = Annotated[int, Field(ge=0, le=365)]


class SeesIn(Sent):
    """What they see besides the words; `days` is how long their page is good, 0 for none."""

    room: bool = True
    things: bool = True
    story: bool = False
    days: Days = partnering.DAYS


class SharingIn(SeesIn):
    """An organisation with an address for support, or an address. Without a subject they read the ticket’s title."""

    body: Text
    organisation: UUID | None = None
    email: Address = ""
    name: Line = ""
    subject: Line = ""
    files: bool = False
    status: UUID | None = None


class WordsIn(Sent):
    body: Text


class BackIn(Sent):
    """Without words they are told nothing."""

    body: Text = ""


class PartnerOut(Schema):
    uid: UUID
    name: str
    email: str
    organisation: Thing | None
    subject: str
    room: bool
    things: bool
    story: bool
    waits: bool
    page_until: datetime | None
    at: datetime
    written_at: datetime
    heard_at: datetime | None
    reminded_at: datetime | None
    ended_at: datetime | None

    resolve_organisation = staticmethod(lambda row: named(row.organisation))


class PartnerPage(Schema):
    items: list[PartnerOut]
    next: str | None


def _one(request: HttpRequest, uid: UUID, partner: UUID) -> Sharing:
    found: Sharing = get_object_or_404(partners.of(worked(request, uid)), uid=partner)
    return found


def _sees(body: SeesIn) -> partnering.Sees:
    return partnering.Sees(body.room, body.things, body.story, body.days)


@router.get(
    "tickets/{uid}/partners",
    response=PartnerPage,
    summary="Partners outside who were asked about a ticket",
)
def asked(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(partners.of(worked(request, uid)), paging)


@router.post(
    "tickets/{uid}/partners",
    response={201: PartnerOut},
    summary="Ask a partner outside about a ticket",
)
def ask(request: HttpRequest, uid: UUID, body: SharingIn) -> Status[Sharing]:
    found = worked(request, uid)
    known = Organisation.objects.visible_to(request.actor).open()
    organisation = get_object_or_404(known, uid=body.organisation) if body.organisation else None
    states = TicketStatus.objects.visible_to(request.actor).live()
    status = get_object_or_404(states, uid=body.status) if body.status else None
    wanted = partnering.Asked(body.body, body.subject, _sees(body), files=body.files, status=status)
    partner = partnering.Partner(body.email, body.name, organisation)
    return Status(201, partnering.ask(found, partner, wanted, by=request.actor, at=clock.now()))


@router.post(
    "tickets/{uid}/partners/{partner}/words",
    response=PartnerOut,
    summary="Write to a partner who has a ticket",
)
def write(request: HttpRequest, uid: UUID, partner: UUID, body: WordsIn) -> Sharing:
    partnering.write(_one(request, uid, partner), body.body, by=request.actor, at=clock.now())
    return _one(request, uid, partner)


@router.put(
    "tickets/{uid}/partners/{partner}/page",
    response=PartnerOut,
    summary="Set what a partner sees of a ticket",
)
def show(request: HttpRequest, uid: UUID, partner: UUID, body: SeesIn) -> Sharing:
    return partnering.show(
        _one(request, uid, partner), _sees(body), by=request.actor, at=clock.now()
    )


@router.post(
    "tickets/{uid}/partners/{partner}/back",
    response=PartnerOut,
    summary="Take a ticket back from a partner",
)
def take_back(request: HttpRequest, uid: UUID, partner: UUID, body: BackIn) -> Sharing:
    partnering.take_back(_one(request, uid, partner), body.body, by=request.actor, at=clock.now())
    return _one(request, uid, partner)
