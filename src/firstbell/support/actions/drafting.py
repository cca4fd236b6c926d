"""Drafts and presence: no history is made of what was only looked at or begun."""

from __future__ import annotations

from datetime import datetime

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support.models import Draft, Looking, Ticket


def keep(ticket: Ticket, body: str, *, by: Actor, at: datetime) -> None:
    """What stands in the box is kept; an empty box keeps nothing."""
    require(by, "support.work", ticket)
    body = body.replace("\x00", "")[:60_000]
    if by.account_id is None:
        return
    if not body.strip():
        forget(ticket, by=by)
        return
    Draft.objects.update_or_create(
        ticket=ticket, account_id=by.account_id, defaults={"body": body, "at": at}
    )


def forget(ticket: Ticket, *, by: Actor) -> None:
    Draft.objects.filter(ticket=ticket, account=by.account_id).delete()


def look(ticket: Ticket, *, types: bool = False, by: Actor, at: datetime) -> None:
    require(by, "support.work", ticket)
    if by.account_id is None:
        return
    values = {"seen_at": at, **({"typed_at": at} if types else {})}
    Looking.objects.update_or_create(ticket=ticket, account_id=by.account_id, defaults=values)
