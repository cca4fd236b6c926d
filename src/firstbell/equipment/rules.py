from __future__ import annotations

from typing import Any

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    EVERYONE,
    LEAD,
    LEADER,
    STAFF,
    TECHNICIAN,
    allow,
)


def holds_it(actor: Any, thing: Any) -> bool:
    """Of an item, its holder; of a person, themselves: what they have is theirs to see."""
    if not actor.person_uid:
        return False
    if hasattr(thing, "is_held_by"):
        return bool(thing.is_held_by(actor.person_uid))
    return bool(getattr(thing, "uid", None) == actor.person_uid)


allow(
    "equipment.view", "See the register of equipment", TECHNICIAN, LEAD, BUSINESS, LEADER,
    also=holds_it, also_sentence="and anybody the item that they hold",
)  # fmt: skip
allow(
    "equipment.change",
    "Add and change equipment, move it, note where it was seen",
    TECHNICIAN,
    LEAD,
)
allow(
    "equipment.give",
    "Give equipment to a person, a room or another item, and take it back",
    TECHNICIAN,
    LEAD,
)
allow(
    "equipment.end",
    "Retire and dispose of equipment, take mistakes out of the register",
    TECHNICIAN,
    LEAD,
)
allow("equipment.money", "See what equipment cost and is worth", TECHNICIAN, LEAD, BUSINESS, LEADER)
allow(
    "equipment.catalogue",
    "Change categories, makers, models and labels of the stages",
    TECHNICIAN,
    LEAD,
)
allow("equipment.count", "Plan counts, count, and close them", TECHNICIAN, LEAD)

# The loan desk.
allow("equipment.mine", "Answer for the equipment that they have themselves", *EVERYONE)
allow("equipment.bookers", "See who has booked what", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF)
allow("equipment.book", "Book equipment for themselves, as far as it may be booked", *EVERYONE)
