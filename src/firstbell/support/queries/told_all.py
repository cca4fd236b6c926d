"""News of a trouble for those who said that they have it, too."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import account_of
from firstbell.support.models import Entry, Joined, Ticket


def to(event: Event) -> QuerySet[Account]:
    joined = Joined.objects.filter(ticket__uid=event.subject_uid, account__isnull=False)
    found = Account.objects.filter(pk__in=joined.values("account_id"), is_active=True)
    return found.exclude(pk__in=account_of(event.actor_key).values("pk"))


def title(event: Event) -> str:
    """They know the sentence that everybody was told, and nothing else of the ticket."""
    said = Ticket.objects.filter(uid=event.subject_uid).values_list("announced", flat=True).first()
    return said or "News of what you have, too"


def line(event: Event) -> str:
    said = Entry.objects.filter(ticket__uid=event.subject_uid, at=event.at, public=True, from_team=True)  # fmt: skip
    return said.order_by("-pk").values_list("body", flat=True).first() or ""
