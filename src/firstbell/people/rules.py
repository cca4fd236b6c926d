from __future__ import annotations

from typing import Any

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import (
    BUSINESS,
    EVERYONE,
    LEAD,
    LEADER,
    STAFF,
    TECHNICIAN,
    allow,
)


def _belongs_where(permission: str) -> Any:
    def belongs(actor: Actor, thing: Any) -> bool:
        """Somebody who belongs to two schools is looked after by both."""
        schools = actor.schools(permission) or frozenset()
        return bool(schools & thing.school_ids()) if hasattr(thing, "school_ids") else False

    return belongs


allow("people.own", "See their own record", *EVERYONE)
allow("people.find", "Find the school's staff by name", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF)
allow(
    "people.view", "See everybody at the school, with what they have", TECHNICIAN, LEAD, BUSINESS, LEADER,
    also=_belongs_where("people.view"), also_sentence="wherever that person belongs",
)  # fmt: skip
allow(
    "people.change", "Add and change people and groups, and say who looks after a room", TECHNICIAN, LEAD,
    also=_belongs_where("people.change"), also_sentence="wherever that person belongs",
)  # fmt: skip
allow("people.merge", "Merge two records of one person", LEAD)
allow("people.erase", "Anonymise somebody who has left", LEAD)
allow(
    "people.organisations", "See suppliers and support partners", TECHNICIAN, LEAD, BUSINESS, LEADER
)
allow(
    "people.change_organisations",
    "Add and change suppliers and support partners",
    TECHNICIAN,
    LEAD,
    BUSINESS,
)
allow(
    "people.rosters",
    "Bring in people from the systems that know them, after a preview of who joins and leaves",
    TECHNICIAN,
    LEAD,
)
allow("people.change_rosters", "Say where people come from, and what those lists may do", LEAD)
