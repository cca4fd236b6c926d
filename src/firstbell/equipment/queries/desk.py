"""What the loan desk shows: the basket, who stands before it, and what went over it today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from firstbell.equipment.models import Custody, Handover, HandoverLine, Item, Stock
from firstbell.equipment.states import Direction
from firstbell.people.models import Membership, Person
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

NAMED = ("model__manufacturer", "category", "school")
_CHOICES = 8


def desk_key(by: Actor) -> str:
    """Whose basket it is: an account has one, whichever of its tokens or browsers it comes with."""
    return by.account_key or by.key


def open_at(school: School, by: Actor, direction: str = Direction.OUT) -> Handover | None:
    rows = Handover.objects.open().filter(
        school=school, direction=direction, opened_key=desk_key(by)
    )
    found: Handover | None = rows.select_related(
        "person", "room", "with_item", "school", "booking"
    ).first()
    return found


def others_open(school: School, by: Actor) -> QuerySet[Handover]:
    """Baskets that colleagues left open."""
    rows = Handover.objects.open().filter(school=school, direction=Direction.OUT)
    rows = rows.exclude(opened_key=desk_key(by)).annotate(things=Count("lines"))
    found: QuerySet[Handover] = (
        rows.filter(things__gt=0).select_related("person", "room").order_by("pk")
    )
    return found


@dataclass
class Group:
    """A line of the basket, with what came along in its kit or trolley."""

    line: HandoverLine
    parts: list[HandoverLine] = field(default_factory=list)

    @property
    def checked(self) -> int:
        return sum(part.is_checked for part in self.parts)


def groups(basket: Handover) -> list[Group]:
    """The lines as they are shown, the latest first; parts under what they came in."""
    lines = list(
        basket.lines.select_related(
            "item__model__manufacturer", "item__category", "item__home", "item__place"
        ).order_by("-pk")
    )
    whole = {line.item_id for line in lines if line.from_kit_id is None}
    found = {
        line.item_id: Group(line)
        for line in lines
        if line.from_kit_id is None or line.from_kit_id not in whole
    }
    for line in lines:
        if line.from_kit_id in whole:
            found[line.from_kit_id].parts.append(line)
    for group in found.values():
        group.parts.sort(key=lambda part: (part.item.bay, part.item.tag_key))
    return list(found.values())


def returned(pile: Handover) -> list[Group]:
    """What came back in a pile, the latest first."""
    lines = list(
        pile.lines.select_related(
            "item__model__manufacturer", "item__category", "custody__person", "custody__room",
            "custody__with_item__category", "damage",
        ).order_by("-pk")
    )  # fmt: skip
    found = [Group(line) for line in lines if line.from_kit_id is None]
    for group in found:
        group.parts = [line for line in lines if line.from_kit_id == group.line.item_id]
    return found


def how_many(row: Handover) -> int:
    """Things of a hand-over, a trolley with all that is in it counting as one."""
    return row.lines.filter(from_kit=None).aggregate(n=Sum("quantity"))["n"] or 0


def left(items: Sequence[Item]) -> dict[int, int]:
    """Of what is counted, how many are on the shelf."""
    counted = [item for item in items if not item.is_individual]
    if not counted:
        return {}
    return dict(Stock.objects.filter(item__in=counted).values_list("item_id", "on_shelf"))


def done_since(school: School, since: datetime) -> QuerySet[Handover]:
    rows = Handover.objects.done().filter(school=school, done_at__gte=since)
    out = Sum("lines__quantity", filter=Q(lines__from_kit=None))
    found: QuerySet[Handover] = rows.annotate(things=out).select_related(
        "person", "room", "with_item"
    )
    return found.order_by("-done_at")


def held(person: Person) -> dict[str, Any]:
    """What somebody who stands at the desk has already, what is due first before the rest."""
    rows = (
        Custody.objects.open()
        .filter(person=person)
        .select_related("item__model", "item__category", "item__school")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return {"rows": list(rows[:20]), "count": rows.count()}


def people_like(actor: Actor, school: School, text: str) -> list[Person]:
    """Who a typed name, a number of the MIS or an email address may mean; more than a few is too many to ask."""
    rows = Person.objects.visible_to(actor).known().with_now().filter(school=school)
    typed = text.strip()
    by_number = Membership.objects.filter(school=school, mis_id=typed).values("person_id")
    exact = rows.filter(Q(pk__in=by_number) | Q(email__iexact=typed) & ~Q(email=""))
    found = list(exact.order_by("name_key")[:_CHOICES])
    words = lookup_of(typed).split()
    if found or not any(letter.isalpha() for letter in typed) or len("".join(words)) < 2:
        return found
    for word in words:
        rows = rows.filter(lookup__contains=word)
    return list(rows.order_by("name_key")[:_CHOICES])


def midnight(at: datetime) -> datetime:
    return at - timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def in_words(lines: list[HandoverLine]) -> str:
    """ "LAP-0001" for one, "4 things" for more; what came in a trolley counts with it."""
    whole = [line for line in lines if line.from_kit_id is None]
    if len(whole) == 1 and whole[0].quantity == 1:
        return whole[0].item.tag
    return f"{sum(line.quantity for line in whole)} things"
