"""What happened in two years beside the handing out: moves, repairs, losses, retirements, and being seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.db.models import Max

from firstbell.config.demo.equipment import morning
from firstbell.equipment.actions import changing, moving, stages
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.states import Lifecycle
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

Deed = tuple[datetime, Callable[..., object]]

JOINED = (
    "school",
    "category",
    "model",
    "home",
    "place",
    "container",
    "supplier",
    "stage_label",
    "goes_with",
)


def live_through(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    items = list(Item.objects.filter(school=school).select_related(*JOINED).order_by("pk"))
    rooms = list(
        Room.objects.filter(
            school=school, kind__in=["classroom", "ict_suite", "lab", "library"]
        ).order_by("pk")
    )
    fixed = [
        item
        for item in items
        if item.is_individual and item.lifecycle == Lifecycle.IN_SERVICE and not item.container_id
    ]
    handed_out = _handed_out(school)
    deeds = [
        *_moves(fixed, rooms, at, luck, handed_out),
        *_repairs(fixed, at, luck, handed_out),
        *_endings(items, at, luck),
        *_sightings(items, at, luck),
    ]
    # In the order in which they happened, which is the order that history is read in.
    for moment, deed in sorted(deeds, key=lambda pair: pair[0]):
        deed(by=by, at=moment)


def _handed_out(school: School) -> dict[int, date]:
    """When each item was last given to somebody: what follows is told after it."""
    given = Custody.objects.filter(item__school=school).values_list("item_id")
    return {item: last.date() for item, last in given.annotate(last=Max("from_at"))}


def _moves(
    items: list[Item], rooms: list[Room], at: datetime, luck: Random, handed_out: dict[int, date]
) -> Iterator[Deed]:
    for item in luck.sample(items, len(items) // 9):
        day = at.date() - timedelta(days=luck.randrange(20, 600))
        day = max(day, handed_out.get(item.pk, day) + timedelta(days=1))
        room, is_home = luck.choice(rooms), luck.random() < 0.5
        yield morning(day, luck), partial(moving.move, [item], to=room, and_home=is_home)


def _repairs(
    items: list[Item], at: datetime, luck: Random, handed_out: dict[int, date]
) -> Iterator[Deed]:
    for item in luck.sample(items, len(items) // 12):
        began = at.date() - timedelta(days=luck.randrange(15, 500))
        began = max(began, handed_out.get(item.pk, began) + timedelta(days=1))
        yield morning(began, luck), partial(stages.set_stage, [item], stage=Lifecycle.IN_REPAIR)
        ended = morning(began + timedelta(days=luck.randrange(2, 14)), luck)
        yield ended, partial(stages.set_stage, [item], stage=Lifecycle.IN_SERVICE)
        yield ended, partial(changing.change, item, condition="good", notes="Repaired and tested.")
    for item in luck.sample(items, 4):
        broke = morning(at.date() - timedelta(days=3), luck)
        yield broke, partial(stages.set_stage, [item], stage=Lifecycle.IN_REPAIR)


def _endings(items: list[Item], at: datetime, luck: Random) -> Iterator[Deed]:
    shelf = [
        item
        for item in items
        if item.lifecycle == Lifecycle.IN_STOCK and item.is_individual and not item.container_id
    ]
    free = [item for item in shelf if not item.custodies.open().exists()]
    for number, item in enumerate(luck.sample(free, min(len(free), 14))):
        stage = Lifecycle.MISSING if number % 5 == 0 else Lifecycle.RETIRED
        day = at.date() - timedelta(days=luck.randrange(5, 120))
        yield morning(day, luck), partial(stages.set_stage, [item], stage=stage)


def _sightings(items: list[Item], at: datetime, luck: Random) -> Iterator[Deed]:
    for item in luck.sample(items, len(items) // 4):
        ago = timedelta(days=luck.choice((0, 0, 1, 1, 2, 3, 6, 17, 24)), hours=luck.randrange(1, 5))
        yield at - ago, partial(_see, item)


def _see(item: Item, *, by: Actor, at: datetime) -> None:
    """Where it stands by then."""
    moving.see(item, room=item.place, how="at the weekly round", by=by, at=at)
