"""Who follows a ticket, who is copied in, and whom a note may name."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import account_of, accounts_with
from firstbell.support.models import Ticket

_OFFERED = 8


def named(event: Event) -> QuerySet[Account]:
    """The accounts that an event is about."""
    linked = event.links.filter(thing_type="accounts.account").values("thing_uid")
    return Account.objects.filter(uid__in=linked, is_active=True)


def told(event: Event) -> list[Account]:
    """Those who follow, still may see it, and are told of it neither as its owner nor because they did it themselves."""
    ticket = Ticket.objects.filter(uid=event.subject_uid).first()
    if ticket is None:
        return []
    themselves = account_of(event.actor_key).values("pk")
    rows = Account.objects.filter(pk__in=ticket.watchers.values("account"), is_active=True)
    rows = rows.exclude(pk__in=themselves).exclude(pk=ticket.owner_id or 0)
    return [account for account in rows if sees(account, ticket, event.at)]


def sees(account: Account, ticket: Ticket, at: datetime) -> bool:
    """Whether they would find it: a restricted one is not there for everybody of the team."""
    actor = account_actor(account, on=at.date())
    return Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()


def offered(ticket: Ticket, typed: str, at: datetime) -> list[tuple[Account, bool]]:
    """Whom a note can name, by the beginning of a name; with whether they see the ticket."""
    people = accounts_with("support.view", ticket.school_id, at.date())
    for word in typed.split():
        people = people.filter(name__icontains=word)
    rows = list(people.order_by("name")[:_OFFERED])
    is_open = ticket.history_audience == ""
    return [(account, is_open or sees(account, ticket, at)) for account in rows]
