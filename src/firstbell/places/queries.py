from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from firstbell.places.models import Building, Floor, Room, RoomAlias, lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import Question


def find_room(school: School, text: str) -> Room | None:
    """The open room that people mean by this: its name, an alias or its code; "12" may mean Room 12."""
    return rooms_called(school, [text]).get(text)


def rooms_called(school: School, texts: Iterable[str]) -> dict[str, Room]:
    """The same for many at once, in three queries whatever their number."""
    asked = {text: _readings(text) for text in texts}
    wanted = {reading for readings in asked.values() for reading in readings}
    known = _by_code(school, asked)
    for alias in RoomAlias.objects.filter(school=school, lookup__in=wanted).select_related("room"):
        known[alias.lookup] = alias.room
    for room in Room.objects.open().with_place().filter(school=school, lookup__in=wanted):
        known[room.lookup] = room
    found = {}
    for text, readings in asked.items():
        room = next((known[reading] for reading in readings if reading in known), None)
        if room is not None:
            found[text] = room
    return found


def _readings(text: str) -> list[str]:
    plain = lookup_of(text)
    if not plain:
        return []
    return [plain, plain.removeprefix("room ") if plain.startswith("room ") else f"room {plain}"]


def _by_code(school: School, texts: Iterable[str]) -> dict[str, Room]:
    codes = {text.strip() for text in texts} - {""}
    rooms = Room.objects.open().with_place().filter(school=school, code__in=codes)
    return {lookup_of(room.code): room for room in rooms}


@dataclass
class Branch:
    """A building with its floors from the top down; `rooms` are those on no floor."""

    building: Building
    floors: list[tuple[Floor, list[Room]]] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rooms) + sum(len(rooms) for _, rooms in self.floors)


def tree(actor: Actor, school: School) -> list[Branch]:
    """Every open building with its floors and rooms, in three queries."""
    rooms: dict[tuple[int, int | None], list[Room]] = defaultdict(list)
    for room in Room.objects.visible_to(actor).open().filter(school=school).order_by("name_key"):
        rooms[room.building_id, room.floor_id].append(room)
    floors: dict[int, list[Floor]] = defaultdict(list)
    for floor in Floor.objects.visible_to(actor).filter(school=school).order_by("-level"):
        floors[floor.building_id].append(floor)
    buildings = Building.objects.visible_to(actor).open().filter(school=school)
    return [
        Branch(
            building,
            [(floor, rooms[building.pk, floor.pk]) for floor in floors[building.pk]],
            rooms[building.pk, None],
        )
        for building in buildings.order_by("order", "name_key")
    ]


class Mark(NamedTuple):
    """Something on a floor's plan; `x` and `y` are thousandths of the picture. `kind` as in statuses, or empty."""

    key: str
    label: str
    url: str
    x: int
    y: int
    move_url: str = ""
    icon: str = ""
    kind: str = ""
    note: str = ""


# (floor, actor): what a room above shows on a floor's plan, as far as this person may see it.
PLAN_MARKS: Question[[Floor, Actor], list[Mark]] = Question("plan marks")


def rooms_on(floor: Floor, actor: Actor) -> list[Room]:
    rows = Room.objects.visible_to(actor).open().filter(floor=floor)
    return list(rows.order_by("name_key"))
