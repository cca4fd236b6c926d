"""How tickets are found by search. Restricted ones are not: whoever may see one has it in the queue."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.platform.search import entries
from firstbell.platform.search.registry import Entry
from firstbell.support.models import Ticket


def entry(ticket: Ticket) -> Entry:
    where = ticket.room.name if ticket.room_id and ticket.room else ticket.room_was
    detail = ", ".join(word for word in (where, ticket.who) if word)
    return Entry(
        ticket.pk, ticket.uid, ticket.school_id, ticket.title, detail, codes=(ticket.number,)
    )


def rows() -> QuerySet[Ticket]:
    return Ticket.objects.filter(restricted=False).select_related("room", "requester")


def put(ticket: Ticket) -> None:
    if ticket.restricted:
        entries.drop(ticket)
    else:
        entries.put(ticket)
