"""What the team knows already: said to everybody, joined instead of reported again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions import telling
from firstbell.support.models import Joined, Ticket


def announce(ticket: Ticket, said: str, *, by: Actor, at: datetime) -> Ticket:
    """Shown on every report of the school until the ticket is solved; empty takes it down."""
    require(by, "support.work", ticket)
    said = said.strip()[:200]
    if ticket.restricted and said:
        raise Refusal("A restricted ticket is told to nobody.")
    if not ticket.is_open and said:
        raise Conflict(f"{ticket.number} is solved. Reopen it first.")
    pair = events.ANNOUNCED if said else events.UNANNOUNCED
    telling.change(ticket, pair, {"announced": said}, by=by, at=at, said=said)
    return ticket


def join(ticket: Ticket, *, room: Room | None = None, by: Actor, at: datetime) -> None:
    """ "I have it too": one more person on the ticket; asked twice it is once."""
    require(by, "support.report", ticket.school)
    if not ticket.announced or not ticket.is_open:
        raise Conflict("That is over. If you still have it, report it.")
    try:
        with transaction.atomic():
            Joined.objects.create(
                ticket=ticket, account_id=by.account_id, room=room, name=by.name[:200], at=at
            )
            Ticket.objects.filter(pk=ticket.pk).update(people=F("people") + 1)
            telling.tell(events.JOINED, ticket, by=by, at=at, about=[room] if room else [])
    except IntegrityError:
        return
