from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.people import events
from firstbell.people.models import Person, RoomKeeper
from firstbell.people.states import KeeperRole
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce

WORDS = {KeeperRole.LOOKS_AFTER: "looks after", KeeperRole.STANDS_IN: "stands in for"}


def name_keeper(
    room: Room,
    *,
    person: Person,
    role: KeeperRole = KeeperRole.LOOKS_AFTER,
    by: Actor,
    at: datetime,
) -> RoomKeeper:
    """Somebody looks after the room from today on, or stands in; saying the other changes their part."""
    require(by, "people.change", room)
    with transaction.atomic():
        known = RoomKeeper.objects.now().filter(room=room, person=person).first()
        if known is not None and known.role == role:
            raise Conflict(f"{person} {WORDS[KeeperRole(role)]} {room} already.")
        if known is not None:
            _end(known, at)
        keeper: RoomKeeper = RoomKeeper.objects.create(
            school_id=room.school_id, room=room, person=person, role=role, from_on=at.date(),
            created_at=at,
        )  # fmt: skip
        announce(
            events.KEEPER_NAMED, room, by=by, at=at, about=[person], person=str(person),
            role=WORDS[KeeperRole(role)],
        )  # fmt: skip
    return keeper


def end_keeper(keeper: RoomKeeper, *, by: Actor, at: datetime) -> None:
    require(by, "people.change", keeper)
    if keeper.to_on is not None:
        return
    with transaction.atomic():
        _end(keeper, at)
        announce(
            events.KEEPER_ENDED, keeper.room, by=by, at=at, about=[keeper.person],
            person=str(keeper.person), role=WORDS[KeeperRole(keeper.role)],
        )  # fmt: skip


def _end(keeper: RoomKeeper, at: datetime) -> None:
    keeper.to_on = max(at.date(), keeper.from_on)
    keeper.bump("to_on")
