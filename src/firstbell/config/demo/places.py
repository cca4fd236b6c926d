from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from firstbell.calendar.actions import bells, years
from firstbell.config.demo import words
from firstbell.lib.schooltime import presets
from firstbell.places.actions.buildings import add_building
from firstbell.places.actions.rooms import NewRoom, add_rooms
from firstbell.places.models import Building
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

FLOORS = ((0, "Ground floor"), (1, "First floor"), (2, "Second floor"))


def build(school: School, *, by: Actor, at: datetime) -> None:
    if school.phase == "primary":
        _primary(school, by, at)
    else:
        _secondary(school, by, at)


def _secondary(school: School, by: Actor, at: datetime) -> None:
    buildings = {
        name: add_building(
            school,
            name=name,
            by=by,
            at=at,
            floors=FLOORS[:3] if name == "Main building" else FLOORS[:2],
        )
        for name in words.SECONDARY_BLOCKS
    }
    rooms = []
    for name, blocks in words.SECONDARY_BLOCKS.items():
        for prefix, count, level in blocks:
            rooms += [
                _room(buildings[name], _numbered(prefix, n), level) for n in range(1, count + 1)
            ]
    rooms += [_room(buildings[place], name, 0, kind) for place, name, kind in words.SECONDARY_NAMED]
    add_rooms(school, rooms, by=by, at=at)


def _numbered(prefix: str, number: int) -> str:
    # "Science S4" is written together, "ICT 2" apart.
    return f"{prefix}{number}" if prefix.endswith(" S") else f"{prefix} {number}"


def _primary(school: School, by: Actor, at: datetime) -> None:
    buildings = {
        name: add_building(school, name=name, by=by, at=at, floors=FLOORS[:1])
        for name in ("School", "Nursery")
    }
    rooms = [_room(buildings["School"], f"Class {n}", 0) for n in range(1, 15)]
    rooms += [_room(buildings[place], name, 0, kind) for place, name, kind in words.PRIMARY_NAMED]
    add_rooms(school, rooms, by=by, at=at)


def _room(building: Building, name: str, level: int, kind: str = "") -> NewRoom:
    aliases = (name.replace("Room ", "Rm "),) if name.startswith("Room ") else ()
    floor = building.floors.filter(level=level).first()
    return NewRoom(name=name, building=building, floor=floor, kind=kind, aliases=aliases)


def ring_bells(school: School, *, by: Actor, at: datetime) -> None:
    bells.add_bells(
        school,
        presets.day_pattern("primary" if school.phase == "primary" else "five"),
        by=by,
        at=at,
    )
    this = presets.year_start(at.date())
    weeks = 1 if school.phase == "primary" else 2
    for start in (this - 2, this - 1, this):
        years.add_year(
            school, replace(presets.usual_year(start), weeks=weeks, assumed=False), by=by, at=at
        )
