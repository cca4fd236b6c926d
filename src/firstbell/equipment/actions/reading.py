"""What was scanned at the desk: a thing of this school, or a sentence that says what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from firstbell.equipment.models import Item
from firstbell.equipment.queries import desk
from firstbell.equipment.queries.desk import NAMED
from firstbell.equipment.states import Outcome
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.codes import queries as codes
from firstbell.platform.codes.registry import Found
from firstbell.platform.tenancy.models import School

_MAKERS_DIGITS = (8, 12, 13, 14)


@dataclass
class Answer:
    """What a scan is answered with; `more` holds what undoing puts back and what the page offers next."""

    outcome: Outcome
    title: str
    said: str = ""
    item: Item | None = None
    more: dict[str, Any] = field(default_factory=dict)


def refused(title: str, said: str, item: Item | None = None, **more: Any) -> Answer:
    return Answer(Outcome.REFUSED, title, said, item, more)


def careful(title: str, said: str, item: Item | None = None, **more: Any) -> Answer:
    return Answer(Outcome.CAREFUL, title, said, item, more)


def read(text: str, *, school: School, by: Actor) -> Item | Room | Person | Answer:
    """An item or room of this school, a person, or why it is none of these."""
    found = codes.resolve(text)
    if found is None:
        return _somebody(text, school, by)
    if found.is_unclaimed:
        return _unclaimed(found, by)
    if found.thing_type == "places.room":
        return _room(found, school, by)
    if found.thing_type != "equipment.item":
        return refused("Not for the desk", "That code is on something that cannot be lent.")
    return _item(found, school, by)


def _item(found: Found, school: School, by: Actor) -> Item | Answer:
    rows = Item.objects.visible_to(by).filter(uid=str(found.thing_uid))
    item: Item | None = rows.select_related(*NAMED).first()
    if item is None:
        return refused(
            "Not one of ours",
            "That label is on something of another school. Put it aside and ask there.",
        )
    if item.removed_at is not None:
        return refused(
            f"{item.tag} is out of the register",
            "It was taken out as a mistake. Put it back in on its page first, then scan it again.",
            item,
        )
    if item.school_id != school.pk:
        return refused(
            f"{item.tag} is of {item.school}",
            f"This is the desk of {school}. Transfer it first, or change to that school at the top.",
            item,
        )
    return item


def _room(found: Found, school: School, by: Actor) -> Room | Answer:
    room: Room | None = Room.objects.visible_to(by).open().filter(uid=str(found.thing_uid)).first()
    if room is None or room.school_id != school.pk:
        return refused("Not a room of this school", "That label is on a room of another school.")
    return room


def _unclaimed(found: Found, by: Actor) -> Answer:
    code = found.code
    if code is None or not can(by, "codes.change", code):
        return refused("A label on nothing yet", "Nobody has said yet what it is on.")
    return refused(
        "A label on nothing yet", "Say what it is on, then scan it again.", claim=code.value
    )


def _somebody(text: str, school: School, by: Actor) -> Person | Answer:
    people = desk.people_like(by, school, text)
    if len(people) == 1:
        return people[0]
    shown = text if len(text) <= 40 else f"{text[:38]}…"
    if people:
        uids = [str(person.uid) for person in people]
        return careful(f"Which {shown}?", "Choose who is meant.", people=uids)
    if text.isdigit() and len(text) in _MAKERS_DIGITS:
        return refused(
            f"{text} is a maker’s barcode",
            "It is on every box of that product. Scan our own label or the serial number, or type the tag.",
        )
    return refused(
        f"Nothing has the code {shown}",
        "Is the label torn, or from another school? Type the tag or the serial number instead.",
    )
