"""Everything the desk has of somebody, in plain words: for whoever asks what is kept of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db.models import Q

from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import shown
from firstbell.support.models import Entry, Ticket

_AT_ONCE = 200


def lines(actor: Actor, person: Person) -> Iterator[str]:
    """The tickets that they asked for or wrote on, with all that was said, notes of the team included."""
    said = Entry.objects.filter(by_person=person).values("ticket_id")
    rows = (
        Ticket.objects.readable(actor)
        .filter(merged_into=None)
        .filter(Q(requester=person) | Q(pk__in=said))
    )
    keys = list(rows.order_by("opened_at", "pk").values_list("pk", flat=True))
    yield f"Tickets of {person}: {len(keys)}\n"
    for start in range(0, len(keys), _AT_ONCE):
        yield from _some(keys[start : start + _AT_ONCE])


def _some(keys: list[int]) -> Iterator[str]:
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.filter(ticket__in=keys).order_by("at", "pk"):
        entries[entry.ticket_id].append(entry)
    known = Ticket.objects.select_related("school", "status", "room", "requester").in_bulk(keys)
    among = fields_of("support.ticket")
    for ticket in (known[key] for key in keys):
        zone = ZoneInfo(ticket.school.time_zone)
        where = ticket.room.name if ticket.room else ticket.room_was
        yield f"\n{ticket.number} {ticket.title}\n"
        yield f"  For {ticket.who}{', ' + where if where else ''}. {ticket.status}. Raised {ticket.opened_at.astimezone(zone):%d/%m/%Y %H:%M}.\n"
        for own in among:
            if value := shown(own, ticket.custom.get(own.key)):
                yield f"  {own}: {value}\n"
        for entry in entries[ticket.pk]:
            kind = "" if entry.public else " (team only)"
            yield f"  {entry.at.astimezone(zone):%d/%m/%Y %H:%M} {entry.by_name}{kind}:\n"
            yield "".join(f"    {line}\n" for line in entry.body.splitlines())
