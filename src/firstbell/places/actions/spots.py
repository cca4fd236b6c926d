from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict
from firstbell.places import events
from firstbell.places.actions.names import named
from firstbell.places.models import Room, Spot
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.tenancy.questions import refuse_if_in_use


def add_spot(room: Room, *, name: str, by: Actor, at: datetime) -> Spot:
    require(by, "places.change", room)
    spot = Spot(school_id=room.school_id, room=room, created_at=at)
    spot.call(named(name, what="spot"))
    try:
        with transaction.atomic():
            spot.save()
            announce(events.SPOT_ADDED, room, by=by, at=at, about=[spot], spot=spot.name)
    except IntegrityError:
        raise _taken(spot) from None
    return spot


def rename_spot(spot: Spot, *, name: str, by: Actor, at: datetime) -> Spot:
    require(by, "places.change", spot)
    was = spot.name
    spot.call(named(name, what="spot"))
    try:
        with transaction.atomic():
            spot.bump("name", "name_key", "lookup")
            announce(
                events.SPOT_RENAMED, spot.room, by=by, at=at, changes=[Change("name", was, spot.name)],
                about=[spot], was=was, spot=spot.name,
            )  # fmt: skip
    except IntegrityError:
        raise _taken(spot) from None
    return spot


def remove_spot(spot: Spot, *, by: Actor, at: datetime) -> None:
    require(by, "places.change", spot)
    with transaction.atomic():
        refuse_if_in_use(spot)
        announce(events.SPOT_REMOVED, spot.room, by=by, at=at, spot=spot.name)
        spot.delete()


def _taken(spot: Spot) -> Conflict:
    return Conflict(
        f"{spot.room} has a spot called {spot.name} already.",
        fields={"name": "Already in this room"},
    )
