from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places import events
from firstbell.places.actions.names import claim_names, names_taken
from firstbell.places.models import Room, RoomAlias, lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.search import entries


def unmerge_rooms(gone: Room, *, into: Room, by: Actor, at: datetime) -> Back:
    """They were two rooms after all: what moved goes back, except for what somebody changed since."""
    require(by, "places.merge", gone)
    require(by, "places.merge", into)
    if gone.merged_into_id != into.pk:
        raise Refusal(f"{gone} was not merged into {into}.")
    if gone.building.archived_at is not None:
        raise Conflict(f"{gone.building} is archived. Bring the building back first.")
    with transaction.atomic():
        back = merges.take_back(gone, into, by=by, at=at)
        gone.refresh_from_db()
        names = _names_free_again(gone)
        gone.merged_into, gone.archived_at = None, None
        gone.bump("merged_into", "archived_at")
        claim_names(gone.school, names, but=gone)
        for room in (gone, into):
            entries.put(room)
        merges.finish(gone, into, back)
        announce(events.ROOMS_UNMERGED, into, by=by, at=at, about=[gone], gone=gone.name)
    return back


def _names_free_again(gone: Room) -> list[str]:
    """Its name was the other's alias, which is gone again, unless somebody took it off and used it since."""
    names = [gone.name, *RoomAlias.objects.filter(room=gone).values_list("name", flat=True)]
    taken = names_taken(gone.school, [lookup_of(name) for name in names], but=gone)
    for room in taken.values():
        raise Conflict(f"{room} has a name of {gone} now. Give it another one first.")
    return names
