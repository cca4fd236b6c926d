"""How tickets are found by search, by what was said too, but not by what the team said among itself.

Restricted ones are not: whoever may see one has it in the queue, and in the list of all tickets.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from firstbell.platform.search import entries
from firstbell.platform.search.registry import Entry
from firstbell.support.models import Entry as Said
from firstbell.support.models import Ticket

_MOST = 4_000


def entry(ticket: Ticket) -> Entry:
    where = ticket.room.name if ticket.room_id and ticket.room else ticket.room_was
    detail = ", ".join(word for word in (where, ticket.who) if word)
    return Entry(
        ticket.pk, ticket.uid, ticket.school_id, ticket.title, detail, codes=(ticket.number,),
        words=getattr(ticket, "was_said", ""), most=_MOST,
    )  # fmt: skip


def fill(tickets: Sequence[Ticket]) -> None:
    """What was said between requester and team, newest first: of very long talks the beginning is left out."""
    said: dict[int, list[str]] = {ticket.pk: [] for ticket in tickets}
    found = Said.objects.filter(ticket__in=list(said), public=True).order_by("-pk")
    for ticket_id, body in found.values_list("ticket_id", "body"):
        said[ticket_id].append(body)
    for ticket in tickets:
        ticket.was_said = " ".join(said[ticket.pk])[: 4 * _MOST]  # type: ignore[attr-defined]


def rows() -> QuerySet[Ticket]:
    return Ticket.objects.filter(restricted=False).select_related("room", "requester")


def put(ticket: Ticket) -> None:
    if ticket.restricted:
        entries.drop(ticket)
    else:
        entries.put(ticket)
