"""Which lesson is in a room now and next: the one place where support asks the timetable.

Where the school has told no timetable nothing is known, and urgency goes by what was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from firstbell.platform.tenancy.models import School
from firstbell.timetable.queries import DayPlan, Occasion
from firstbell.timetable.queries.moments import coming, days_from, running

# Today and the next school day: what comes later can wait for another look.
_DAYS = 2


@dataclass(frozen=True, slots=True)
class Lesson:
    """`label` is the class and subject: "9B Computing"."""

    label: str
    teacher: str
    starts: datetime
    ends: datetime
    is_exam: bool = False


@dataclass(frozen=True, slots=True)
class InRoom:
    """`known` is false where nobody has told what is taught there."""

    known: bool = False
    now: Lesson | None = None
    next: Lesson | None = None


NOTHING_KNOWN = InRoom()


def in_rooms(school: School, rooms: Iterable[int], at: datetime) -> Mapping[int, InRoom]:
    """By the key of the room; the timetable keeps the days in memory, so that the number of rooms costs no query."""
    plans = list(islice(days_from(school, at), _DAYS))
    if not any(plan.rooms for plan in plans):
        return {}
    return {room: _in_room(plans, room, at) for room in rooms}


def _in_room(plans: list[DayPlan], room: int, at: datetime) -> InRoom:
    todays = plans[0].in_room(room)
    following = next(filter(None, (coming(plan.in_room(room), at) for plan in plans)), None)
    return InRoom(known=True, now=_lesson(running(todays, at)), next=_lesson(following))


def _lesson(one: Occasion | None) -> Lesson | None:
    if one is None:
        return None
    return Lesson(one.title, one.teacher or one.initials, one.starts, one.until, one.is_exam)


def in_room(school: School, room_id: int | None, at: datetime) -> InRoom:
    if room_id is None:
        return NOTHING_KNOWN
    return in_rooms(school, [room_id], at).get(room_id, NOTHING_KNOWN)
