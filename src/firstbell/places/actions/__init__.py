"""The verbs of places; `actions.add_rooms(…)` is the one that forms, imports and the API share."""

from __future__ import annotations

from firstbell.places.actions.buildings import (
    add_building,
    add_floor,
    archive_building,
    change_building,
    change_floor,
    restore_building,
)
from firstbell.places.actions.closing import archive_room, merge_rooms, restore_room
from firstbell.places.actions.naming import give_alias, rename_room, take_alias
from firstbell.places.actions.parting import unmerge_rooms
from firstbell.places.actions.plans import place_room, put_plan, take_plan, unplace_room
from firstbell.places.actions.rooms import (
    NewRoom,
    add_room,
    add_rooms,
    change_room,
    change_rooms,
)
from firstbell.places.actions.spots import add_spot, remove_spot, rename_spot

__all__ = [
    "NewRoom",
    "add_building",
    "add_floor",
    "add_room",
    "add_rooms",
    "add_spot",
    "archive_building",
    "archive_room",
    "change_building",
    "change_floor",
    "change_room",
    "change_rooms",
    "give_alias",
    "merge_rooms",
    "place_room",
    "put_plan",
    "remove_spot",
    "rename_room",
    "rename_spot",
    "restore_building",
    "restore_room",
    "take_alias",
    "take_plan",
    "unmerge_rooms",
    "unplace_room",
]
