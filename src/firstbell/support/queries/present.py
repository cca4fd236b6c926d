"""Who else is at a ticket, and what was said since the page was opened."""

from __future__ import annotations

from dataclasses import dataclass
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


def draft(ticket: Ticket, actor: Actor) -> Draft | None:
    """What they have begun."""
    return Draft.objects.filter(ticket=ticket, account=actor.account_id, account__isnull=False).first()  # fmt: skip


@dataclass(frozen=True)
class Drafts:
    """Those of others that the team may see, each with who has taken it over; and how it stands with one's own."""

    shown: list[tuple[Draft, str]]
    mine: Draft | None
    # Who else has the same as mine.
    with_me: str


def drafts(ticket: Ticket, actor: Actor) -> Drafts:
    rows = list(Draft.objects.filter(ticket=ticket).select_related("account").order_by("pk"))
    mine = next((one for one in rows if one.account_id == actor.account_id), None)
    shared = [one for one in rows if one.shared is not None]
    shown = [
        (one, _names(shared, one)) for one in shared
        if one.shown_at is not None and one is not mine and one.sent_at is None and (mine is None or one.shared != mine.shared)
    ]  # fmt: skip
    return Drafts(shown, mine, _names(shared, mine) if mine and mine.shared else "")


def _names(rows: list[Draft], of: Draft) -> str:
    return ", ".join(str(one.account) for one in rows if one.shared == of.shared and one is not of)
