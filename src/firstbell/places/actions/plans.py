from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.places import events
from firstbell.places.models import Floor, Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.actions import Upload
from firstbell.platform.audit.events import announce


class NotAPicture(Refusal):
    """A plan is looked at, and things are put on it."""


def put_plan(floor: Floor, upload: Upload, *, by: Actor, at: datetime) -> Floor:
    """Keep the picture on the floor and make it the plan; what is placed already keeps its place, which is relative."""
    require(by, "places.change", floor)
    with transaction.atomic():
        picture = attachments.add(floor, upload, caption=f"Plan of {floor}", by=by, at=at)
        if not picture.is_picture:
            raise NotAPicture(
                f"{picture.name} is no picture. Save the plan as PNG or JPEG, then add that.",
                fields={"file": "Not a picture"},
            )
        floor.plan = picture.uid
        floor.plan_width, floor.plan_height = picture.width, picture.height
        floor.bump("plan", "plan_width", "plan_height")
        announce(events.PLAN_SET, floor, by=by, at=at, about=[floor.building])
    return floor


def take_plan(floor: Floor, *, by: Actor, at: datetime) -> Floor:
    require(by, "places.change", floor)
    if floor.plan is None:
        return floor
    floor.plan = None
    floor.plan_width = floor.plan_height = 0
    with transaction.atomic():
        floor.bump("plan", "plan_width", "plan_height")
        announce(events.PLAN_TAKEN, floor, by=by, at=at, about=[floor.building])
    return floor


def place_room(room: Room, *, floor: Floor, x: int, y: int, by: Actor, at: datetime) -> Room:
    """Where the room is on its floor's plan, in thousandths of the picture; moving it again is no news."""
    require(by, "places.change", room)
    if room.floor_id not in (None, floor.pk) or room.building_id != floor.building_id:
        raise Refusal(f"{room} is not on {floor}.")
    if not (0 <= x <= 1000 and 0 <= y <= 1000):
        raise Refusal(f"{room} would stand beside the plan.")
    is_new = room.plan_x is None
    room.floor = floor
    room.plan_x, room.plan_y = x, y
    with transaction.atomic():
        room.bump("floor", "plan_x", "plan_y")
        if is_new:
            announce(events.ROOM_PLACED, room, by=by, at=at, about=[floor], floor=floor.name)
    return room


def unplace_room(room: Room, *, by: Actor, at: datetime) -> Room:
    require(by, "places.change", room)
    if room.plan_x is None:
        return room
    room.plan_x = room.plan_y = None
    with transaction.atomic():
        room.bump("plan_x", "plan_y")
        announce(events.ROOM_UNPLACED, room, by=by, at=at)
    return room
