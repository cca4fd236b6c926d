"""What happened in two years beside the handing out: moves, repairs, losses, retirements, and being seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from firstbell.config.demo.equipment import morning
from firstbell.equipment.actions import changing, moving, stages
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

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
    _moves(fixed, rooms, by, at, luck)
    _repairs(fixed, by, at, luck)
    _endings(items, by, at, luck)
    _sightings(items, by, at, luck)


def _moves(items: list[Item], rooms: list[Room], by: Actor, at: datetime, luck: Random) -> None:
    for item in luck.sample(items, len(items) // 9):
        day = at.date() - timedelta(days=luck.randrange(20, 600))
        moving.move(
            [item],
            to=luck.choice(rooms),
            by=by,
            at=morning(day, luck),
            and_home=luck.random() < 0.5,
        )


def _repairs(items: list[Item], by: Actor, at: datetime, luck: Random) -> None:
    for item in luck.sample(items, len(items) // 12):
        began = at.date() - timedelta(days=luck.randrange(15, 500))
        stages.set_stage([item], stage=Lifecycle.IN_REPAIR, by=by, at=morning(began, luck))
        ended = began + timedelta(days=luck.randrange(2, 14))
        stages.set_stage([item], stage=Lifecycle.IN_SERVICE, by=by, at=morning(ended, luck))
        changing.change(
            item, by=by, at=morning(ended, luck), condition="good", notes="Repaired and tested."
        )
    for item in luck.sample(items, 4):
        stages.set_stage(
            [item],
            stage=Lifecycle.IN_REPAIR,
            by=by,
            at=morning(at.date() - timedelta(days=3), luck),
        )


def _endings(items: list[Item], by: Actor, at: datetime, luck: Random) -> None:
    shelf = [
        item
        for item in items
        if item.lifecycle == Lifecycle.IN_STOCK and item.is_individual and not item.container_id
    ]
    free = [item for item in shelf if not item.custodies.open().exists()]
    for number, item in enumerate(luck.sample(free, min(len(free), 14))):
        stage = Lifecycle.MISSING if number % 5 == 0 else Lifecycle.RETIRED
        stages.set_stage(
            [item],
            stage=stage,
            by=by,
            at=morning(at.date() - timedelta(days=luck.randrange(5, 120)), luck),
        )


def _sightings(items: list[Item], by: Actor, at: datetime, luck: Random) -> None:
    for item in luck.sample(items, len(items) // 4):
        ago = timedelta(days=luck.choice((0, 0, 1, 1, 2, 3, 6, 17, 24)), hours=luck.randrange(1, 5))
        moving.see(item, room=item.place, how="at the weekly round", by=by, at=at - ago)
