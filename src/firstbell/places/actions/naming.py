from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.places import events
from firstbell.places.actions.names import claim_names, named, take_name
from firstbell.places.models import Room, RoomAlias
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.search import entries


def rename_room(
    room: Room, *, name: str, by: Actor, at: datetime, keep_old_name: bool = True
) -> Room:
    """The old name stays as an alias, for the stickers and the people who still say it."""
    require(by, "places.change", room)
    name = named(name, what="room")
    if name == room.name:
        return room
    was = room.name
    with transaction.atomic():
        take_name(room, name, at=at, keep_old=keep_old_name)
        room.bump("name", "name_key", "lookup")
        entries.put(room)
        announce(
            events.ROOM_RENAMED, room, by=by, at=at, changes=[Change("name", was, name)], was=was
        )
    return room


def give_alias(room: Room, *, name: str, by: Actor, at: datetime) -> RoomAlias:
    require(by, "places.change", room)
    name = named(name, what="room")
    with transaction.atomic():
        claim_names(room.school, [name])
        alias = RoomAlias(school_id=room.school_id, room=room, created_at=at).call(name)
        alias.save()
        entries.put(room)
        announce(events.ALIAS_GIVEN, room, by=by, at=at, alias=name)
    return alias


def take_alias(alias: RoomAlias, *, by: Actor, at: datetime) -> None:
    room = alias.room
    require(by, "places.change", room)
    with transaction.atomic():
        alias.delete()
        entries.put(room)
        announce(events.ALIAS_TAKEN, room, by=by, at=at, alias=alias.name)
