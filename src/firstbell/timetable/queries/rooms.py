"""What is in a room now and next, and when it is free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from firstbell.places.models import Room
from firstbell.platform.database import marks
from firstbell.platform.tenancy.models import School
from firstbell.timetable.queries.days import DayPlan, gaps_of
from firstbell.timetable.queries.moments import coming, days_from, running, today_of
from firstbell.timetable.queries.occasions import Gap, Occasion, RoomNow

# The room is free for this many minutes: enough to change a lamp, image a suite.
LONG = 90


def lesson_now(room: Room, at: datetime) -> Occasion | None:
    """What is in the room: a lesson, or the exam or the event that stands in its place."""
    with marks.steady():
        return running(today_of(room.school, at).in_room(room.pk), at)


def lesson_next(room: Room, at: datetime) -> Occasion | None:
    """The first to begin after this moment, today or on one of the next school days."""
    with marks.steady():
        ahead = (one for plan in days_from(room.school, at) for one in plan.in_room(room.pk))
        return next((one for one in ahead if one.starts > at), None)


def room_day(room: Room, at: datetime) -> tuple[Occasion, ...]:
    """Everything in the room on the day of this moment."""
    return today_of(room.school, at).in_room(room.pk)


def rooms_now(school: School, at: datetime) -> dict[int, RoomNow]:
    """Every room with something in it today, by its primary key, in one reading of the day."""
    with marks.steady():
        plan = today_of(school, at)
    return {
        room: RoomNow(running(today, at), coming(today, at), today)
        for room, today in plan.rooms.items()
    }


def next_free(room: Room, minutes: int, at: datetime) -> Gap | None:
    """When the room is next free for so long without a break, from the first to the last bell of a school day.

    None where the next two weeks and more have no such hour.
    """
    wanted = timedelta(minutes=minutes)
    with marks.steady():
        ahead = (gap for plan in days_from(room.school, at) for gap in free_of(plan, room.pk, at))
        return next((Gap(starts, ends) for starts, ends in ahead if ends - starts >= wanted), None)


def free_rooms(
    school: School, at: datetime, minutes: int = 0, rooms: Sequence[Room] = ()
) -> list[tuple[Room, datetime]]:
    """Rooms that are free now for at least so long, with until when; on a day without school all are, and none is said."""
    plan = today_of(school, at)
    if plan.closes is None:
        return []
    asked = rooms or Room.objects.open().filter(school=school).order_by("name_key")
    wanted, found = timedelta(minutes=minutes), []
    for room in asked:
        for starts, ends in free_of(plan, room.pk, at):
            if starts <= at and ends - at >= wanted:
                found.append((room, ends))
    return found


def free_of(plan: DayPlan, room_id: int, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the day's gaps in a room."""
    if plan.opens is None or plan.closes is None:
        return
    now = at.astimezone(plan.opens.tzinfo)
    for starts, ends in gaps_of(plan.in_room(room_id), plan.opens, plan.closes):
        if ends > now:
            yield max(starts, now), ends
