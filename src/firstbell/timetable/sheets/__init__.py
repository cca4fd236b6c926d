"""Lessons and events as a spreadsheet or a calendar feed."""

from __future__ import annotations

from firstbell.platform.exchange.sheets import Sheet, sheet
from firstbell.timetable.sheets import event_columns, event_feeding
from firstbell.timetable.sheets.columns import LESSON, POLICIES, columns, matches
from firstbell.timetable.sheets.event_work import EventWork
from firstbell.timetable.sheets.feeding import turn
from firstbell.timetable.sheets.working import LessonWork

LESSONS = sheet(
    Sheet(
        name="lessons", title="Lessons", things=("lesson", "lessons"), thing_type=LESSON, permission="timetable.change",
        icon="calendar-time", columns=columns, open=LessonWork, matches=matches, policies=POLICIES, turn=turn, rest=True,
        url_name="timetable:lessons", lookups={"people.person": ("teacher", "teachers"), "places.room": ("room", "rooms")},
        order=60,
        told_by=("class_name", "slot", "teacher", "room"),
        hint="What the timetable program exports: class, teacher's initials, room and period on each line; or a calendar "
        "feed (.ics) of a room or a teacher.",
    )
)  # fmt: skip

EVENTS = sheet(
    Sheet(
        name="events", title="Events", things=("event", "events"), thing_type=event_columns.EVENT,
        permission="timetable.change", icon="calendar-plus", columns=event_columns.columns, open=EventWork,
        matches=event_columns.matches, turn=event_feeding.turn, url_name="timetable:events", order=62,
        lookups={"places.room": ("room", "rooms")}, told_by=("name", "first", "starts", "rooms"),
        hint="The school's calendar of open evenings, exams and trips: a line each, or a calendar feed (.ics).",
    )
)  # fmt: skip
