"""The bin of the desk, by API."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from firstbell.lib import clock
from firstbell.support.actions import trashing
from firstbell.support.api.loading import WITH, ticket_of
from firstbell.support.api.shapes import TicketOut
from firstbell.support.models import Ticket

router = Router(tags=["Support"])


@router.post("tickets/{uid}/bin", response={204: None}, summary="Throw a ticket away, for 30 days")
def throw_away(request: HttpRequest, uid: UUID) -> Status[None]:
    trashing.throw_away(ticket_of(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.post("tickets/{uid}/back", response=TicketOut, summary="Bring a ticket back from the bin")
def bring_back(request: HttpRequest, uid: UUID) -> Ticket:
    rows = Ticket.objects.readable(request.actor).filter(trashed_at__isnull=False)
    found = get_object_or_404(rows.select_related(*WITH), uid=uid)
    trashing.bring_back(found, by=request.actor, at=clock.now())
    return ticket_of(request, uid)
