"""Lesson time lost: the minutes in which a class sat before what did not work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import Kind, SchoolCalendar
from firstbell.platform.tenancy.models import School
from firstbell.support.states import Stops
from firstbell.timetable.queries import DayPlan, day_plan

NAMES = ("room_id", "opened_at", "solved_at", "stops", "category_id", "pk")
_MINUTE = timedelta(minutes=1)


class Stopped(NamedTuple):
    """A ticket that stopped a lesson, as NAMES reads it."""

    room_id: int
    opened_at: datetime
    solved_at: datetime | None
    stops: str
    category_id: int | None
    pk: int


@dataclass(slots=True)
class Lost:
    minutes: int = 0
    tickets: int = 0
    rooms: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    categories: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_ticket: dict[int, int] = field(default_factory=dict)


def lost(school: School, rows: Iterable[tuple[Any, ...]], at: datetime) -> Lost:
    """From the report to the repair, on the day of the report: on the next one people know, and make do.

    Where the timetable knows the day, only what is taught in that room counts; else every lesson of the school's day.
    """
    zone, found = ZoneInfo(school.time_zone), Lost()
    by_day: dict[date, list[Stopped]] = defaultdict(list)
    for row in map(Stopped._make, rows):
        by_day[row.opened_at.astimezone(zone).date()].append(row)
    for day, some in by_day.items():
        calendar, plan = calendar_of(school, day), day_plan(school, day)
        for row in some:
            minutes = _of(row, plan, calendar, at)
            found.minutes += minutes
            found.tickets += minutes > 0
            found.rooms[row.room_id] += minutes
            if minutes:
                found.by_ticket[row.pk] = minutes
            if minutes and row.category_id is not None:
                found.categories[row.category_id] += minutes
    return found


def _of(row: Stopped, plan: DayPlan, calendar: SchoolCalendar, at: datetime) -> int:
    if plan.closes is None:
        return 0
    until = min(row.solved_at or at, plan.closes, at)
    if plan.rooms:
        taught = [
            (one.starts, one.ends) for one in plan.in_room(row.room_id) if one.what != "event"
        ]
        since = _since(row, [starts for starts, _ in taught])
        return _minutes(taught, since, until) if since else 0
    coming = calendar.next_period(row.opened_at, Kind.LESSON)
    since = _since(row, [coming.starts] if coming else [])
    return max(0, calendar.lesson_minutes_between(since, until)) if since and since < until else 0


def _since(row: Stopped, starts: list[datetime]) -> datetime | None:
    """What stops the next lesson costs nothing of the one that is running."""
    if row.stops == Stops.NOW:
        return row.opened_at
    return next((one for one in starts if one > row.opened_at), None)


def _minutes(taught: list[tuple[datetime, datetime]], since: datetime, until: datetime) -> int:
    parts = (min(ends, until) - max(starts, since) for starts, ends in taught)
    return sum((part for part in parts if part > timedelta()), timedelta()) // _MINUTE
