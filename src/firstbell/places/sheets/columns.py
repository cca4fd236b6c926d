"""The fields of the sheet of rooms, and the headings that timetables and other systems have for them."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.lib.parsing import Unclear, shown
from firstbell.places.models import lookup_of
from firstbell.places.states import RoomKind
from firstbell.platform.exchange.own_fields import own_columns
from firstbell.platform.exchange.sheets import Column, Match

ROOM = "places.room"
_KINDS = {lookup_of(kind.label): kind for kind in RoomKind} | {
    "computer room": RoomKind.ICT_SUITE, "computer suite": RoomKind.ICT_SUITE, "it suite": RoomKind.ICT_SUITE,
    "ict": RoomKind.ICT_SUITE, "teaching": RoomKind.CLASSROOM, "teaching room": RoomKind.CLASSROOM,
    "lab": RoomKind.LAB, "laboratory": RoomKind.LAB, "science lab": RoomKind.LAB, "workshop": RoomKind.LAB,
    "server": RoomKind.SERVER, "comms": RoomKind.COMMS, "hub room": RoomKind.COMMS, "storage": RoomKind.STORE,
    "store room": RoomKind.STORE, "cupboard": RoomKind.STORE, "sports hall": RoomKind.HALL, "gym": RoomKind.HALL,
    "admin": RoomKind.OFFICE, "staff room": RoomKind.OFFICE,
}  # fmt: skip


def _kind(text: str) -> RoomKind:
    found = _KINDS.get(lookup_of(text))
    if found is None:
        words = ", ".join(kind.label.lower() for kind in RoomKind)
        raise Unclear(f"{shown(text)} is no kind of room. There are: {words}.")
    return found


COLUMNS: tuple[Column, ...] = (
    Column("name", "Room", "name", ("room name", "name", "location", "place", "room code name"), limit=100,
           required=True, group="Which room"),
    Column("code", "Number", "code", ("room number", "room no", "code", "room code", "number", "short name"), limit=30,
           group="Which room"),
    Column("aliases", "Also called", "text", ("aliases", "other names", "also known as", "old name"), limit=400,
           help="Several, with semicolons between them", group="Which room"),
    Column("building", "Building", "name", ("block", "site", "building name"), limit=100, group="Where"),
    Column("floor", "Floor", "name", ("level", "storey"), limit=100, group="Where"),
    Column("kind", "Kind", "text", ("type", "room type", "use", "category"), parse=_kind, group="What it is"),
    Column("capacity", "Seats", "number", ("capacity", "max size", "seating", "places"), group="What it is"),
    Column("notes", "Notes", "notes", ("note", "comments", "description"), limit=10_000,
           group="What it is"),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return (*COLUMNS, *own_columns(ROOM))


def matches() -> Sequence[Match]:
    return (Match("name", "Its name, another name or its number", ("name",)),)
