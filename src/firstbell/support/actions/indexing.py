"""How tickets are found by search, by what was said too, but not by what the team said among itself.

Restricted ones are not: whoever may see one has it in the queue, and in the list of all tickets. One that was merged
is found, by its number and its words, as the one it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from firstbell.platform.search import entries
from firstbell.platform.search.registry import Entry
from firstbell.support.models import Entry as Said
from firstbell.support.models import OldNumber, Ticket

_MOST = 4_000


def entry(ticket: Ticket) -> Entry:
    where = ticket.room.name if ticket.room_id and ticket.room else ticket.room_was
    codes = (
        ticket.number,
        *getattr(ticket, "was_called", ()),
        *getattr(ticket, "merged_numbers", ()),
    )
    said = getattr(ticket, "was_said", "")
    return written(
        ticket.pk, ticket.uid, ticket.school_id, ticket.title, (where, ticket.who), codes, said
    )


def written(  # noqa: PLR0913 -- a row of facts
    pk: int, uid: UUID, school_id: int, title: str, about: Sequence[str], codes: Sequence[str], said: str
) -> Entry:  # fmt: skip
    detail = ", ".join(word for word in about if word)
    return Entry(pk, uid, school_id, title, detail, codes=codes, words=said, most=_MOST)


def fill(tickets: Sequence[Ticket]) -> None:
    """What was said between requester and team, newest first: of very long talks the beginning is left out.

    And what those that were brought in were called before.
    """
    said: dict[int, list[str]] = {ticket.pk: [] for ticket in tickets}
    called: dict[int, list[str]] = {ticket.pk: [] for ticket in tickets}
    found = Said.objects.filter(ticket__in=list(said), public=True).order_by("-pk")
    for ticket_id, body in found.values_list("ticket_id", "body"):
        said[ticket_id].append(body)
    for old in OldNumber.objects.filter(ticket__in=list(said)).order_by("pk"):
        if old.is_told:
            called[old.ticket_id].append(old.number)
    numbers: dict[int, list[str]] = {ticket.pk: [] for ticket in tickets}
    merged = Ticket.objects.filter(merged_into__in=list(said)).order_by("pk")
    for ticket_id, number in merged.values_list("merged_into_id", "number"):
        numbers[ticket_id].append(number)
    for ticket in tickets:
        ticket.merged_numbers = numbers[ticket.pk]  # type: ignore[attr-defined]
        ticket.was_said = " ".join(said[ticket.pk])[: 4 * _MOST]  # type: ignore[attr-defined]
        ticket.was_called = tuple(called[ticket.pk])  # type: ignore[attr-defined]


def rows() -> QuerySet[Ticket]:
    return Ticket.objects.standing().filter(restricted=False).select_related("room", "requester")


def put(ticket: Ticket) -> None:
    if ticket.restricted or ticket.is_aside:
        entries.drop(ticket)
    else:
        entries.put(ticket)
