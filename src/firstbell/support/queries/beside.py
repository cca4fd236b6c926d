"""What stands beside a ticket: the person's, the room's and the things' other tickets, and who could take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from firstbell.equipment.models import Custody, Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.models import (
    Copied,
    Cost,
    Firing,
    Joined,
    Link,
    OldNumber,
    Opinion,
    Stay,
    Ticket,
    TicketItem,
    teams,
)
from firstbell.support.states import WORKS, Opening

_FEW = 5


@dataclass(frozen=True)
class Thing:
    row: TicketItem
    faults: int

    @property
    def item(self) -> Item:
        return self.row.item


def seen(actor: Actor) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(actor).select_related("status", "room", "requester")


def of_person(actor: Actor, person: Person) -> QuerySet[Ticket]:
    return seen(actor).filter(requester=person).order_by("-opened_at")


def of_room(actor: Actor, room: Room) -> QuerySet[Ticket]:
    return seen(actor).filter(room=room).order_by("-opened_at")


def of_item(actor: Actor, item: Item) -> QuerySet[Ticket]:
    about = TicketItem.objects.filter(item=item).values("ticket_id")
    return seen(actor).filter(pk__in=about).order_by("-opened_at")


def things(actor: Actor, ticket: Ticket) -> list[Thing]:
    """What it is about, with how many other tickets each had: two queries."""
    rows = list(
        ticket.things.select_related("item__model__manufacturer", "item__category", "item__place").order_by("pk")
    )  # fmt: skip
    others = TicketItem.objects.filter(item__in=[row.item_id for row in rows])
    # One look for each of the few, where a list of all one sees would be made for every page.
    seen_too = Ticket.objects.visible_to(actor).exclude(pk=ticket.pk).filter(pk=OuterRef("ticket"))
    counted: QuerySet[Any, Any] = (
        others.filter(Exists(seen_too)).values("item_id").annotate(n=Count("pk"))
    )
    known = {one["item_id"]: one["n"] for one in counted} if rows else {}
    return [Thing(row, known.get(row.item_id, 0)) for row in rows]


def others(actor: Actor, ticket: Ticket) -> list[Ticket]:
    """The latest of the same person, and how many there are in all is what their own page says."""
    if ticket.requester is None:
        return []
    return list(of_person(actor, ticket.requester).exclude(pk=ticket.pk)[:_FEW])


def in_hand(actor: Actor, ticket: Ticket) -> list[Item]:
    """What whoever asked has now, and the ticket is not about: perhaps it is."""
    if ticket.requester is None:
        return []
    theirs = Custody.objects.open().filter(person=ticket.requester).values("item_id")
    rows = Item.objects.visible_to(actor).live().filter(pk__in=theirs)
    rows = rows.exclude(pk__in=ticket.things.values("item_id")).order_by("tag_key")
    return list(rows.select_related("model__manufacturer", "category")[:_FEW])


def before(actor: Actor, ticket: Ticket) -> list[Ticket]:
    """What was solved before with the same things, or of the same kind in the same room."""
    about = TicketItem.objects.filter(item__in=ticket.things.values("item_id")).values("ticket_id")
    like = Q(pk__in=about)
    if ticket.room_id and ticket.category_id:
        like |= Q(room=ticket.room_id, category=ticket.category_id)
    rows = seen(actor).filter(like, solved_at__isnull=False).exclude(pk=ticket.pk)
    return list(rows.order_by("-opened_at")[:_FEW])


def workers(ticket: Ticket, at: datetime) -> list[Account]:
    """Who could have it, those of its team first."""
    of_team = Exists(teams.workers(ticket.team).filter(pk=OuterRef("pk")))
    return list(able(ticket, at).order_by(~of_team, "name").only("uid", "name"))


def able(ticket: Ticket, at: datetime) -> QuerySet[Account]:
    """Whoever works it if they are given it."""
    rows = accounts_with("support.work", ticket.school_id, at.date())
    if ticket.team.opening == Opening.ALL:
        return rows
    every = accounts_with(teams.EVERY, ticket.school_id, at.date()).values("pk")
    theirs = Q(pk__in=teams.people(ticket.team, *WORKS).values("pk")) | Q(pk__in=every)
    return rows.filter(theirs | Q(pk=ticket.owner_id))


def kept(ticket: Ticket) -> frozenset[str]:
    """Which of the rarer things there are beside it, in one question instead of one for each."""
    rows: dict[str, QuerySet[Any]] = {
        "merged": Ticket.objects.filter(merged_into=ticket),
        "parts": Ticket.objects.filter(parent=ticket),
        "links": Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)),
        "stays": Stay.objects.filter(ticket=ticket),
        "joined": Joined.objects.filter(ticket=ticket),
        "copied": Copied.objects.filter(ticket=ticket),
        "costs": Cost.objects.filter(ticket=ticket),
        "opinion": Opinion.objects.filter(ticket=ticket),
        "firings": Firing.objects.filter(ticket=ticket),
        "old_numbers": OldNumber.objects.filter(ticket=ticket),
    }
    asked = Ticket.objects.filter(pk=ticket.pk).values_list(*map(Exists, rows.values()))
    return frozenset(name for name, there in zip(rows, asked.get(), strict=True) if there)
