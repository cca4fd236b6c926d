"""Who has what now: for a page of rows at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstbell.equipment.models import Custody, Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.tenancy.queries import every_school

# What the holders are called by.
_NAMING = (
    "item_id", "person__known_as", "person__given_name", "person__family_name", "room__name", "with_item_id",
)  # fmt: skip


def fill(rows: list[dict[str, Any]]) -> None:
    """Add `holder` (text) to a page of rows, with one query; items that go with items, and few do, take more."""
    open_rows = Custody.objects.open().filter(item_id__in=[row["pk"] for row in rows])
    found: dict[int, list[str]] = {}
    rows_held = open_rows.select_related("person", "room").only(*_NAMING)
    for custody in rows_held.prefetch_related("with_item__model", "with_item__category"):
        found.setdefault(custody.item_id, []).append(str(custody.holder))
    for row in rows:
        row["holder"] = ", ".join(found.get(row["pk"], ()))


def held_by(*people: Person) -> Q:
    return Q(Exists(Custody.objects.open().filter(item=OuterRef("pk"), person__in=people)))


def with_person(op: str, uids: list[Any]) -> Q:
    """The list's filter "With": is, not, empty, filled."""
    rows = Custody.objects.open().filter(item=OuterRef("pk"))
    if op in ("empty", "filled"):
        return Q(Exists(rows)) if op == "filled" else ~Q(Exists(rows))
    mine = Exists(rows.filter(person__uid__in=uids))
    return ~Q(mine) if op == "not" else Q(mine)


def items_of(person_uid: UUID) -> QuerySet[Custody]:
    return (
        Custody.objects.open()
        .filter(person__uid=person_uid)
        .select_related("item__model", "item__category")
        .order_by("item__tag_key")
    )


def items_in(room: Room) -> QuerySet[Item]:
    return (
        Item.objects.live()
        .filter(place=room)
        .select_related("model", "category", "container")
        .order_by("tag_key")
    )


def moves_between_schools(actor: Any) -> bool:
    """Whether they change the registers of more schools than one; a single school never hears of others."""
    schools = actor.schools("equipment.change")
    return len(every_school() if schools is None else schools) > 1
