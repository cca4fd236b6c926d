"""Who else is at a ticket, and what was said since the page was opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.platform.accounts.actors import Actor
from firstbell.support.models import Draft, Entry, Looking, Ticket

# A page asks every fifteen seconds: whoever missed two is gone.
_HERE = timedelta(seconds=40)


def others(ticket: Ticket, actor: Actor, at: datetime) -> list[str]:
    """ "Jo Marsh is looking at this", "Jo Marsh is writing"."""
    rows = Looking.objects.filter(ticket=ticket, seen_at__gte=at - _HERE)
    rows = rows.exclude(account=actor.account_id).select_related("account").order_by("pk")
    return [
        f"{row.account} is {'writing' if row.typed_at and row.typed_at >= at - _HERE else 'looking at this'}"
        for row in rows[:5]
    ]


def since(ticket: Ticket, actor: Actor, seen: int) -> list[Entry]:
    """What others said after the last entry on the page."""
    rows = Entry.objects.read_by(actor, ticket).filter(pk__gt=seen)
    return list(rows.exclude(by_account=actor.account_id).order_by("pk"))


def draft(ticket: Ticket, actor: Actor) -> str:
    rows = Draft.objects.filter(ticket=ticket, account=actor.account_id, account__isnull=False)
    return rows.values_list("body", flat=True).first() or ""
