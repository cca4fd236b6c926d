"""A ticket that is none (spam, a mistake) is thrown away, and brought back for thirty days; then it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions import erasing, joining
from firstbell.support.actions.telling import change
from firstbell.support.models import Ticket

WORK = "support.work"
KEPT: Final = timedelta(days=30)
_A_TIME: Final = 100


def throw_away(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """It is in no queue, list, count or search any more, its clocks stand still, and nobody is written to."""
    require(by, WORK, ticket)
    with transaction.atomic():
        [ticket] = joining.hold(ticket)
        _refuse(ticket)
        change(ticket, events.TRASHED, {"trashed_at": at, "trashed_by": by.name[:200]}, by=by, at=at)  # fmt: skip
    return ticket


def _refuse(ticket: Ticket) -> None:
    if ticket.trashed_at is not None:
        raise Conflict(f"{ticket.number} is thrown away already.")
    if ticket.is_merged:
        raise Conflict(f"{ticket.number} was merged into another: throw that away.")
    if ticket.sharings.filter(ended_at=None).exists():
        raise Refusal(f"{ticket.number} is with a partner outside. Take it back from them first.")
    merged, parts = ticket.merged.count(), ticket.children.standing().count()
    if merged or parts:
        how = "merged into it" if merged else "part of it"
        raise Refusal(f"{merged or parts} other tickets are {how}. Take them out first.")


def bring_back(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """As it was: its clocks go on with what they had left."""
    require(by, WORK, ticket)
    with transaction.atomic():
        [ticket] = joining.hold(ticket)
        if ticket.trashed_at is None:
            raise Conflict(f"{ticket.number} is not thrown away.")
        change(ticket, events.UNTRASHED, {"trashed_at": None, "trashed_by": ""}, by=by, at=at)
    return ticket


def forget_old(at: datetime) -> int:
    rows = Ticket.objects.filter(trashed_at__lt=at - KEPT).select_related("school")
    found = list(rows.order_by("trashed_at")[:_A_TIME])
    for ticket in found:
        erasing.remove(ticket, events.GONE, by=system_actor(), at=at)
    return len(found)
