from __future__ import annotations

from django.db import models


class RoomKind(models.TextChoices):
    CLASSROOM = "classroom", "Classroom"
    ICT_SUITE = "ict_suite", "ICT suite"
    LAB = "lab", "Lab or workshop"
    LIBRARY = "library", "Library"
    HALL = "hall", "Hall"
    OFFICE = "office", "Office"
    COMMS = "comms", "Comms room"
    SERVER = "server", "Server room"
    STORE = "store", "Store"
    CORRIDOR = "corridor", "Corridor"
    OTHER = "other", "Other"


# What a name gives away, for rooms that arrive in a sheet without a kind; the first that fits wins.
_SIGNS: tuple[tuple[RoomKind, tuple[str, ...]], ...] = (
    (RoomKind.SERVER, ("server",)),
    (RoomKind.COMMS, ("comms", "cabinet", "patch", "hub room")),
    (RoomKind.STORE, ("store", "storage", "cupboard", "stock")),
    (RoomKind.LIBRARY, ("library", "learning resource", "lrc")),
    (RoomKind.HALL, ("hall", "theatre", "gym", "canteen")),
    (RoomKind.ICT_SUITE, ("ict", "computer", "computing", "mac suite", "it suite")),
    (RoomKind.LAB, ("lab", "workshop", "science", "technology")),
    (RoomKind.OFFICE, ("office", "reception", "staff", "head", "meeting")),
    (RoomKind.CORRIDOR, ("corridor", "foyer", "stairs", "lobby", "hallway")),
)


def likely_kind(name: str) -> RoomKind:
    padded = f" {name.casefold()}"
    for kind, signs in _SIGNS:
        if any(f" {sign}" in padded for sign in signs):
            return kind
    return RoomKind.CLASSROOM
