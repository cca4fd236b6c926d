"""What is in which room, who teaches where, and when a room is free.

For a moment, not for a plan: lessons, the bells of that day, and the events that stand in their place. A day of a
school is read once and kept in this process until its lessons or its calendar change, so an answer costs next to
nothing, however many rooms are asked about.
"""

from __future__ import annotations

from firstbell.timetable.queries.coming import coming_events, events_at, frozen, open_freezes
from firstbell.timetable.queries.days import DayPlan, day_plan
from firstbell.timetable.queries.occasions import Gap, Occasion, RoomNow, Whereabouts
from firstbell.timetable.queries.rooms import (
    free_rooms,
    lesson_next,
    lesson_now,
    next_free,
    room_day,
    rooms_now,
)
from firstbell.timetable.queries.teachers import teacher_day, teacher_now
from firstbell.timetable.queries.weeks import Slot, Week, week_of

__all__ = [
    "DayPlan", "Gap", "Occasion", "RoomNow", "Slot", "Week", "Whereabouts", "coming_events", "day_plan", "events_at",
    "free_rooms", "frozen", "lesson_next", "lesson_now", "next_free", "open_freezes", "room_day", "rooms_now",
    "teacher_day", "teacher_now", "week_of",
]  # fmt: skip
