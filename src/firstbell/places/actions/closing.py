from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places import events
from firstbell.places.actions.names import claim_names
from firstbell.places.models import Room, RoomAlias, Spot
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.search import entries
from firstbell.platform.tenancy.questions import refuse_if_in_use


def archive_room(room: Room, *, by: Actor, at: datetime) -> Room:
    """Out of lists and pickers, kept for its history; refused while a room above still uses it."""
    require(by, "places.change", room)
    if not room.is_open:
        return room
    with transaction.atomic():
        refuse_if_in_use(room)
        room.archived_at = at
        room.plan_x = room.plan_y = None
        room.bump("archived_at", "plan_x", "plan_y")
        entries.drop(room)
        announce(events.ROOM_ARCHIVED, room, by=by, at=at)
    return room


def restore_room(room: Room, *, by: Actor, at: datetime) -> Room:
    require(by, "places.change", room)
    if room.is_open:
        return room
    if room.merged_into is not None:
        raise Conflict(f"{room} was merged into {room.merged_into}. Undo that on its page.")
    if room.building.archived_at is not None:
        raise Conflict(f"{room.building} is archived. Bring the building back first.")
    with transaction.atomic():
        claim_names(room.school, [room.name], but=room)
        room.archived_at = None
        room.bump("archived_at")
        entries.put(room)
        announce(events.ROOM_RESTORED, room, by=by, at=at)
    return room


def merge_rooms(gone: Room, *, into: Room, by: Actor, at: datetime) -> Room:
    """Everything of the first moves to the second, which answers to both names from now on."""
    require(by, "places.merge", into)
    require(by, "places.merge", gone)
    if gone.pk == into.pk or gone.school_id != into.school_id:
        raise Refusal("Choose two rooms of one school.", fields={"into": "Choose another room"})
    if not (gone.is_open and into.is_open):
        raise Conflict("An archived room cannot be merged. Bring it back first.")
    with transaction.atomic():
        moves = merges.begin(gone, into, by=by, at=at)
        MERGE.ask(gone, into, moves)
        _move_spots(gone, into, moves)
        was = {"plan_x": gone.plan_x, "plan_y": gone.plan_y}
        gone.archived_at, gone.merged_into = at, into
        gone.plan_x = gone.plan_y = None
        gone.bump("archived_at", "merged_into", *was)
        moves.wrote(gone, **was)
        moves.update(gone.aliases.all(), room=into)
        claim_names(into.school, [gone.name], but=into)
        moves.create(RoomAlias(school_id=into.school_id, room=into, created_at=at).call(gone.name))
        entries.drop(gone)
        entries.put(into)
        announce(events.ROOMS_MERGED, into, by=by, at=at, about=[gone], gone=gone.name)
    return into


def _move_spots(gone: Room, into: Room, moves: Moves) -> None:
    taken = set(into.spots.values_list("lookup", flat=True))
    for spot in gone.spots.all():
        if spot.lookup in taken:
            spot.call(f"{spot.name} ({gone.name})")
        moves.update(
            Spot.objects.filter(pk=spot.pk), room=into, name=spot.name, name_key=spot.name_key, lookup=spot.lookup
        )  # fmt: skip
