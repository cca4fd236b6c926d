"""Lessons as a spreadsheet or a calendar feed: what a timetabling program exports."""

from __future__ import annotations

from firstbell.platform.exchange.sheets import Sheet, sheet
from firstbell.timetable.sheets.columns import LESSON, POLICIES, columns, matches
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
