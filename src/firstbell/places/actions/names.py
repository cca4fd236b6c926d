"""No two rooms of a school answer to one name, whether it is their own or an alias."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.models import Room, RoomAlias, lookup_of
from firstbell.platform.tenancy.models import School


class Unnamed(Refusal):
    """A place without a name that could be looked up."""


def named(name: str, *, what: str) -> str:
    """The name as it is kept, or a refusal: a place must be found by what people type."""
    name = " ".join(name.split())
    if not lookup_of(name):
        raise Unnamed(
            f"Give the {what} a name with a letter or a number.", fields={"name": "Needs a name"}
        )
    return name


def claim_names(school: School, names: Sequence[str], *, but: Room | None = None) -> None:
    """Refuse names that lead to an open room; archived rooms let go of theirs."""
    wanted: dict[str, str] = {}
    for name in names:
        lookup = lookup_of(name)
        if lookup in wanted:
            raise Conflict(f"{name} stands here twice.", fields={"name": "Stands here twice"})
        wanted[lookup] = name
    taken = names_taken(school, list(wanted), but=but)
    if taken:
        lookup, room = next(iter(taken.items()))
        again = "" if lookup_of(room.name) == lookup else f", also called {wanted[lookup]},"
        raise Conflict(
            f"{school} has a room called {room.name}{again} already.",
            fields={"name": "Already a room here"},
        )
    RoomAlias.objects.filter(
        school=school, lookup__in=wanted, room__archived_at__isnull=False
    ).delete()


def names_taken(
    school: School, lookups: Sequence[str], *, but: Room | None = None
) -> dict[str, Room]:
    """Which of these looked-up names lead to an open room."""
    rooms = Room.objects.open().filter(school=school, lookup__in=lookups)
    aliases = RoomAlias.objects.filter(
        school=school, lookup__in=lookups, room__archived_at=None
    ).select_related("room")
    if but is not None:
        rooms, aliases = rooms.exclude(pk=but.pk), aliases.exclude(room=but)
    found = {alias.lookup: alias.room for alias in aliases}
    found.update((room.lookup, room) for room in rooms)
    return found


def take_name(room: Room, name: str, *, at: datetime, keep_old: bool) -> None:
    """Give an unsaved new name to the room; the old one stays as an alias where it reads differently."""
    was = room.name
    claim_names(room.school, [name], but=room)
    room.aliases.filter(lookup=lookup_of(name)).delete()
    room.call(name)
    if keep_old and lookup_of(was) != room.lookup:
        RoomAlias(school_id=room.school_id, room=room, created_at=at).call(was).save()
