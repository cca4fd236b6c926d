"""A trolley or kit goes out and comes back whole: with what lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from firstbell.equipment.actions import custody, giving
from firstbell.equipment.models import Custody, Handover, HandoverLine, Item
from firstbell.equipment.states import ENDED, Tracking
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor

_HOLDERS = ("person", "room", "with_item")
_WITH = ("item__category", "item__school", "item__model__manufacturer", *_HOLDERS)


def give(
    item: Item, *, to: custody.Holder, by: Actor, at: datetime, due_on: date | None = None, note: str = "",
    **counted: Any,
) -> int:  # fmt: skip
    """Hand it over with what lies in it and nobody has; how many things those are."""
    with transaction.atomic():
        custody.give(item, to=to, by=by, at=at, due_on=due_on, note=note, **counted)
        inside = [part for part in _free_inside([item]) if part != to]
        giving.give_many(inside, to=to, by=by, at=at, due_on=due_on, note=note)
    return len(inside)


def and_inside(items: Sequence[Item]) -> list[Item]:
    """With what lies in the trolleys among them and nobody has."""
    chosen = {item.pk for item in items}
    return [*items, *(part for part in _free_inside(items) if part.pk not in chosen)]


def take_back(
    item: Item, *, by: Actor, at: datetime, row: Custody | None = None, condition: str = ""
) -> tuple[Custody, int]:
    """End its custody, and that of what lies in it and is with the same holder; its condition is its own."""
    with transaction.atomic():
        back = custody.take_back(item, by=by, at=at, custody=row, condition=condition)
        parts = take_parts_back(item, back, by=by, at=at)
    return back, parts


def take_parts_back(item: Item, row: Custody, *, by: Actor, at: datetime) -> int:
    """What lies in it and is with the same holder; how many things those are."""
    parts = with_same(item, row)
    for part in parts:
        custody.take_back(part.item, by=by, at=at, custody=part)
    return len(parts)


def with_same(item: Item, row: Custody) -> list[Custody]:
    """What lies in it and is with the same holder."""
    if not item.category.is_container:
        return []
    same = {f"{name}_id": getattr(row, f"{name}_id") for name in _HOLDERS}
    inside = Custody.objects.open().filter(item__container=item, item__removed_at=None, single=True)
    return list(inside.filter(**same).select_related(*_WITH))


def add_parts(
    basket: Handover, kit: Item, *, at: datetime, held: Custody | None = None
) -> list[Item]:
    """Lines for what lies in it; what stays out, as it is lent on its own, is the answer.

    Where somebody has the kit, what they have of it is taken over with it.
    """
    inside = list(kit.contents.filter(removed_at=None).order_by("bay", "tag_key"))
    over = {row.item_id for row in with_same(kit, held)} if held else set()
    lent = Custody.objects.open().filter(item__in=inside, single=True)
    away = set(lent.values_list("item_id", flat=True)) - over
    there = set(basket.lines.values_list("item_id", flat=True))
    HandoverLine.objects.bulk_create(
        HandoverLine(
            handover=basket, item=part, from_kit=kit, is_checked=False, takes_over=part.pk in over, at=at
        )
        for part in inside
        if part.pk not in away and part.pk not in there and part.is_individual
    )  # fmt: skip
    basket.lines.filter(item__in=over).update(takes_over=True, problem="")
    return [part for part in inside if part.pk in away]


def in_words(kit: Item, missing: Sequence[Item]) -> str:
    inside = kit.contents.filter(removed_at=None).count()
    said = f"{inside - len(missing)} of {inside} in it"
    if missing:
        named = ", ".join(part.tag for part in missing[:3]) + (
            " and more" if len(missing) > 3 else ""
        )
        said += f"; {named} {'is' if len(missing) == 1 else 'are'} lent on their own"
    return said


def refuse_full(item: Item) -> None:
    """Where one thing is put for another, nobody can say what becomes of what lies in it."""
    if item.category.is_container and item.contents.filter(removed_at=None).exists():
        raise Conflict(
            f"{item} has things in it. Say that they go with it, or take it back and lend the spare at the loan desk."
        )


def _free_inside(items: Sequence[Item]) -> QuerySet[Item]:
    kits = [item.pk for item in items if item.category.is_container]
    lent = Custody.objects.open().filter(single=True).values("item")
    inside = Item.objects.live().filter(container__in=kits, school=F("container__school"))
    free = (
        inside.filter(tracking=Tracking.INDIVIDUAL)
        .exclude(lifecycle__in=ENDED)
        .exclude(pk__in=lent)
    )
    return free.select_related("category", "school", "model__manufacturer").order_by(
        "bay", "tag_key"
    )
