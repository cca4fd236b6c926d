"""What a ticket says of itself: its title, room, category, how much it stops, and the trust's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.places.actions.own import set_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions import telling
from firstbell.support.models import Ticket

EDITABLE = (
    "title", "room", "category", "kind", "requester", "requester_name", "requester_email", "stops", "exam", "people",
    "workaround", "restricted",
)  # fmt: skip


def change(
    ticket: Ticket, *, by: Actor, at: datetime, version: int | None = None, custom: Mapping[str, Any] | None = None,
    **values: Any,
) -> Ticket:  # fmt: skip
    """`custom` are own fields: those that are not given stay, nothing clears."""
    require(by, "support.work", ticket)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise LookupError(f"{', '.join(sorted(unknown))} cannot be changed")
    room = values.get("room")
    if room is not None:
        if room.school_id != ticket.school_id:
            raise Refusal(f"{room} is in another school.", fields={"room": "In another school"})
        values["room_was"] = room.name
    if not str(values.get("title", ticket.title)).strip():
        raise Refusal("Give it a title.", fields={"title": "A few words"})
    if version is not None:
        ticket.version = version
    own = set_own(ticket, custom) if custom else []
    telling.change(ticket, events.CHANGED, values, by=by, at=at, own=own)
    return ticket
