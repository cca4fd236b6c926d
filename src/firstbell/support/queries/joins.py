"""What a ticket is tied to: those that were merged into it, those beside it, those that are part of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.merges.models import Merge
from firstbell.support.models import Joined, Link, Ticket
from firstbell.support.states import OTHER_WAY, LinkKind


@dataclass(frozen=True, slots=True)
class Merged:
    """One that was merged into it, and the merge to undo."""

    ticket: Ticket
    merge: UUID | None


def merged_here(ticket: Ticket) -> list[Merged]:
    gone = list(ticket.merged.select_related("requester").order_by("merged_at", "pk"))
    if not gone:
        return []
    rows = Merge.objects.standing().filter(gone_uid__in=[one.uid for one in gone]).order_by("pk")
    known = {row.gone_uid: row.uid for row in rows}
    return [Merged(one, known.get(one.uid)) for one in gone]


@dataclass(frozen=True, slots=True)
class Beside:
    link: Link
    ticket: Ticket
    how: str


def links(actor: Actor, ticket: Ticket) -> list[Beside]:
    """Both ways; those that this person may not see are not there."""
    rows = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket))
    found = list(rows.select_related("ticket__status", "other__status").order_by("pk"))
    if not found:
        return []
    keys = {row.other_id if row.ticket_id == ticket.pk else row.ticket_id for row in found}
    seen = set(Ticket.objects.readable(actor).filter(pk__in=keys).values_list("pk", flat=True))
    beside = []
    for row in found:
        mine = row.ticket_id == ticket.pk
        other = row.other if mine else row.ticket
        how = LinkKind(row.kind).label if mine else OTHER_WAY[LinkKind(row.kind)]
        if other.pk in seen:
            beside.append(Beside(row, other, how))
    return beside


@dataclass(frozen=True, slots=True)
class Parts:
    """Of a trouble behind many tickets: how many there are, of them open, in how many rooms, and for how many people."""

    tickets: int
    open: int
    rooms: int
    people: int

    @property
    def done(self) -> int:
        return self.tickets - self.open


def parts(ticket: Ticket) -> Parts | None:
    """Nothing where no ticket is part of it and nobody joined it."""
    rows = ticket.children.standing()
    counted = rows.aggregate(n=Count("pk"), open=Count("pk", filter=Q(solved_at=None)), people=Sum("people"))  # fmt: skip
    if not counted["n"]:
        return None
    rooms = {*rows.exclude(room=None).values_list("room_id", flat=True)}
    rooms |= {*Joined.objects.filter(ticket=ticket).exclude(room=None).values_list("room_id", flat=True)}  # fmt: skip
    rooms |= {ticket.room_id} if ticket.room_id else set()
    return Parts(counted["n"], counted["open"], len(rooms), ticket.people + (counted["people"] or 0))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an answer to all of it reaches."""

    tickets: list[Ticket]
    people: list[str]
    joined: int

    @property
    def count(self) -> int:
        return len(self.people) + self.joined


def concerned(ticket: Ticket) -> Concerned:
    """Each person once, however many tickets they have."""
    rows = ticket.children.standing().open().select_related("requester", "room", "status", "school")
    tickets = list(rows.order_by("pk"))
    people = dict.fromkeys(one.who for one in (ticket, *tickets) if one.who != "Nobody known")
    return Concerned(tickets, list(people), Joined.objects.filter(ticket=ticket).count())


def own(actor: Actor, *, is_open: bool) -> list[Ticket]:
    """What they raised. One that was merged into another of theirs is that; into somebody else's, it stands as that does."""
    known = Ticket.objects.own(actor)
    rows = known.exclude(merged_into__in=known.values("pk")).filter(
        Q(merged_into=None, solved_at__isnull=is_open)
        | Q(merged_into__isnull=False, merged_into__solved_at__isnull=is_open)
    )
    order = "-opened_at" if is_open else "-solved_at"
    found = rows.select_related("status", "room", "category", "owner", "merged_into__status", "merged_into__owner")  # fmt: skip
    return [as_it_stands(one) for one in found.order_by(order)[:40]]


def as_it_stands(ticket: Ticket) -> Ticket:
    """One that was merged, shown to whoever raised it with where the other stands; nothing of this is saved."""
    into = ticket.merged_into
    if into is not None:
        for name in ("status", "owner", "solved_at", "closed_at", "waiting_until"):
            setattr(ticket, name, getattr(into, name))
    return ticket
