"""Two tickets that belong together, said on both; and a ticket that was two, made into two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import carrying
from firstbell.platform.numbers import actions as numbers
from firstbell.support import events
from firstbell.support.actions import clocks, indexing, joining, starting
from firstbell.support.actions.telling import tell
from firstbell.support.models import Entry, Link, Ticket
from firstbell.support.states import OTHER_WAY, LinkKind, Phase

WORK, VIEW = "support.work", "support.view"


def link(ticket: Ticket, other: Ticket, kind: str, *, by: Actor, at: datetime) -> Link:
    require(by, WORK, ticket)
    require(by, VIEW, other)
    if ticket.pk == other.pk:
        raise Refusal("Choose another ticket.", fields={"other": "The same ticket"})
    how = LinkKind(kind)
    first, second = sorted((ticket, other), key=lambda one: one.pk) if how == LinkKind.RELATED else (ticket, other)  # fmt: skip
    if how == LinkKind.DEPENDS and Link.objects.filter(ticket=other, other=ticket, kind=how).exists():  # fmt: skip
        raise Conflict(f"{other.number} waits for {ticket.number} already: neither would ever begin.")  # fmt: skip
    try:
        with transaction.atomic():
            made = Link.objects.create(ticket=first, other=second, kind=how, at=at)
            tell(events.LINKED, ticket, by=by, at=at, other=other.number, how=how.label.lower())
            tell(events.LINKED, other, by=by, at=at, other=ticket.number, how=OTHER_WAY[how].lower())  # fmt: skip
    except IntegrityError:
        raise Conflict(f"{ticket.number} and {other.number} are linked like that already.") from None  # fmt: skip
    return made


def unlink(row: Link, *, by: Actor, at: datetime) -> None:
    """From either side."""
    require(by, WORK, row.ticket)
    with transaction.atomic():
        if Link.objects.filter(pk=row.pk).delete()[0]:
            tell(events.UNLINKED, row.ticket, by=by, at=at, other=row.other.number)
            tell(events.UNLINKED, row.other, by=by, at=at, other=row.ticket.number)


@dataclass(frozen=True)
class Whose:
    """Whom the new one is for; nobody named: whoever the old one is for."""

    person: Person | None = None
    name: str = ""
    email: str = ""

    @property
    def is_another(self) -> bool:
        return bool(self.person or self.name or self.email)


def split(
    ticket: Ticket, entries: Sequence[Entry], *, title: str, whose: Whose | None = None, by: Actor, at: datetime
) -> Ticket:  # fmt: skip
    """What was said of something else becomes a ticket of its own; each says where the other is."""
    require(by, WORK, ticket)
    if not title.strip():
        raise Refusal("Give the new ticket a title.", fields={"title": "A few words"})
    with transaction.atomic():
        [ticket] = joining.hold(ticket)
        if ticket.is_merged:
            raise Conflict(f"{ticket.number} was merged into another. Split that one.")
        said = Entry.objects.filter(ticket=ticket, pk__in=[one.pk for one in entries])
        _refuse(ticket, said)
        made = _made(ticket, title.strip()[:200], whose or Whose(), by=by, at=at)
        _move(ticket, made, said)
        clocks.start(made, at=at)
        Link.objects.create(ticket=ticket, other=made, kind=LinkKind.RELATED, at=at)
        tell(events.SPLIT, ticket, by=by, at=at, other=made.number)
        tell(events.SPLIT_OFF, made, by=by, at=at, about=[made.room, made.requester], other=ticket.number)  # fmt: skip
        for one in (ticket, made):
            indexing.put(one)
    return made


def _refuse(ticket: Ticket, said: QuerySet[Entry]) -> None:
    if not said.exists():
        raise Refusal("Choose what the new ticket begins with.", fields={"entries": "At least one"})
    if not Entry.objects.filter(ticket=ticket).exclude(pk__in=said.values("pk")).exists():
        raise Refusal(f"Then nothing would be left of {ticket.number}. Change that one instead.")


def _made(ticket: Ticket, title: str, whose: Whose, *, by: Actor, at: datetime) -> Ticket:
    """In the same place and about the same sort of thing; what it stops is to be said anew."""
    [number] = numbers.take(starting.PREFIX, kind=starting.NUMBERS)
    known = whose if whose.is_another else Whose(ticket.requester, ticket.requester_name, ticket.requester_email)  # fmt: skip
    made = Ticket(
        school=ticket.school, number=number, status=starting.status_of(Phase.OPEN if ticket.owner_id else Phase.NEW, at=at),
        title=title, category=ticket.category, kind=ticket.kind, team=ticket.team, owner=ticket.owner,
        requester=known.person, requester_name=known.name[:200], requester_email=known.email, room=ticket.room,
        room_was=ticket.room_was, restricted=ticket.restricted, source=ticket.source, opened_at=at, changed_at=at,
        created_at=at, acknowledged_at=at if ticket.owner_id else None,
        raised_by=None if whose.is_another else ticket.raised_by,
    )  # fmt: skip
    made.save()
    return made


def _move(ticket: Ticket, made: Ticket, said: QuerySet[Entry]) -> None:
    keys = list(said.values_list("pk", flat=True))
    moving = Entry.objects.filter(pk__in=keys)
    # The files of a report or a mail lie on the ticket since the moment of its words; others lie on the words themselves.
    carrying.carry(ticket, made, came=moving.filter(from_team=False).values_list("at", flat=True))
    minutes = moving.aggregate(n=Sum("minutes"))["n"] or 0
    moving.filter(said_on=None).update(said_on=ticket)
    moving.update(ticket=made)
    made.minutes, ticket.minutes = minutes, max(0, ticket.minutes - minutes)
    for one in (made, ticket):
        one.bump("minutes")


def linked(ticket: Ticket) -> QuerySet[Link]:
    return Link.objects.filter(Q(ticket=ticket) | Q(other=ticket))
