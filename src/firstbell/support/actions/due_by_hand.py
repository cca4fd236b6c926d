"""When a ticket is due because somebody said so: beside what is promised, which it leaves as it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions import telling
from firstbell.support.models import Ticket

_FARTHEST: Final = timedelta(days=3 * 366)


def set_due(ticket: Ticket, when: datetime, why: str, *, by: Actor, at: datetime) -> Ticket:
    """With the reason, which whoever reads the date wants to know; a second says so anew."""
    require(by, "support.work", ticket)
    why = " ".join(why.split())[:200]
    if ticket.is_merged:
        raise Conflict(f"{ticket.number} was merged into another: set it there.")
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is solved. Reopen it first.")
    if when <= at:
        raise Refusal(
            "That moment has passed.", fields={"when": "In the past", "due": "In the past"}
        )
    if when > at + _FARTHEST:
        raise Refusal(
            "That is more than three years away.",
            fields={"when": "Too far away", "due": "Too far away"},
        )
    if not why:
        raise Refusal(
            "Say why it is due then.", fields={"why": "In a few words", "due_why": "In a few words"}
        )
    there = when.astimezone(ZoneInfo(ticket.school.time_zone))
    values = {"hand_due_at": when, "hand_due_why": why}
    telling.change(ticket, events.DUE_SET, values, by=by, at=at, until=f"{there:%d/%m/%Y %H:%M}")
    return ticket


def take_off(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """What is promised is all that is left."""
    require(by, "support.work", ticket)
    telling.change(ticket, events.DUE_OFF, dict(telling.NO_HAND), by=by, at=at)
    return ticket
