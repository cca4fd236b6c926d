"""What stands on a floor's plan, for every page that shows one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.places import queries
from firstbell.places.models import Floor, Room
from firstbell.places.queries import Mark
from firstbell.platform.attachments import queries as attachments

KIND_ICONS = {
    "classroom": "presentation", "ict_suite": "device-imac", "lab": "microscope", "library": "book-2",
    "hall": "music", "office": "briefcase", "comms": "router", "server": "server-2", "store": "packages",
    "corridor": "route", "other": "door",
}  # fmt: skip


def plan_of(request: HttpRequest, floor: Floor, rooms: list[Room] | None = None) -> dict[str, Any]:
    """Rooms alone where a page only says where one of them is; else what rooms above put there too."""
    if rooms is None:
        marks = _placed(queries.rooms_on(floor, request.actor))
    else:
        marks = _placed(rooms)
        for found in queries.PLAN_MARKS.ask(floor, request.actor):
            marks += found
    shown = attachments.reach(request.actor, floor.plan) if floor.plan else None
    return {
        "marks": marks,
        "width": floor.plan_width if shown else 3,
        "height": floor.plan_height if shown else 2,
        "picture": attachments.url(shown[0].uid) if shown else "",
    }


def _placed(rooms: list[Room]) -> list[Mark]:
    return [_room_mark(room) for room in rooms if room.plan_x is not None]


def _room_mark(room: Room) -> Mark:
    return Mark(
        key=f"room-{room.uid}",
        label=room.name,
        url=reverse("places:room", args=[room.uid]),
        x=room.plan_x or 0,
        y=room.plan_y or 0,
        move_url=reverse("places:room_place", args=[room.uid]),
        icon=KIND_ICONS.get(room.kind, "door"),
    )
