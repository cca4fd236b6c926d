"""A ticket that only some may see from now on: what was told of it before is theirs alone, too, and back again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit import actions as history
from firstbell.platform.notifications import telling as notices
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.webhooks import delivering
from firstbell.support.models import Ticket

RESTRICTED = "support.restricted"


def follow(ticket: Ticket, *, at: datetime) -> None:
    """Its history, notices and posts, and those of what was merged into it. Restricted, it stands on its own."""
    every = [ticket, *ticket.merged.all()]
    ticket.merged.update(restricted=ticket.restricted)
    if not ticket.restricted:
        for one in every:
            history.open_to_school(one, RESTRICTED)
        return
    ticket.children.update(parent=None)
    Ticket.objects.filter(pk=ticket.pk).update(parent=None)
    ticket.parent = None
    for one in every:
        notices.withdraw(one, keep=seen_by(one, at))
        delivering.withdraw(one)
        history.keep_from_school(one, RESTRICTED)


def seen_by(ticket: Ticket, at: datetime) -> QuerySet[Account]:
    """Who may still see it."""
    own = Q(pk=ticket.owner_id) | Q(pk=ticket.raised_by_id)
    if ticket.requester is not None:
        own |= Q(person_uid=ticket.requester.uid)
    return accounts_with(RESTRICTED, ticket.school_id, at.date()) | Account.objects.filter(own)
