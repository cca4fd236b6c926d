from __future__ import annotations

from typing import Any

from firstbell.calendar.states import Week
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset
from firstbell.timetable.models import Lesson
from firstbell.timetable.states import Day

_TEACHER = (
    "teacher__family_name",
    "teacher__title",
    "teacher__given_name",
    "teacher__initials",
    "teacher_said",
    "teacher__email",
)


def _teacher(row: dict[str, Any]) -> str:
    family, title, given, _, said, _ = (row[name] or "" for name in _TEACHER)
    return f"{title or given} {family}".strip() or said


def _said(row: dict[str, Any]) -> str:
    """So that a file that was taken away is understood when it comes back."""
    return str(row["teacher__email"] or row["teacher__initials"] or _teacher(row))


def _day(row: dict[str, Any]) -> str:
    return str(Day(row["weekday"]).label)


def _room(row: dict[str, Any]) -> str:
    return str(row["room__name"] or row["room_said"])


LESSONS = ListSpec(
    name="timetable.lessons",
    title="Lessons",
    things=("lesson", "lessons"),
    icon="calendar-time",
    rows=lambda actor: Lesson.objects.visible_to(actor),
    permission="timetable.view",
    url_name="timetable:lessons",
    search=("class_name__icontains", "subject__icontains", "teacher__name_key__icontains", "teacher_said__iexact",
            "room__name_key__icontains"),
    default_sort="day",
    row_url=lambda row: f"/timetable/lessons/{row['uid']}/",
    row_label="class_name",
    columns=[
        Column("class", "Class", path="class_name", sort="class_key", phone=1),
        Column("subject", "Subject", phone=2),
        Column("teacher", "Teacher", path=_TEACHER, sort="teacher__name_key", render=_teacher, export=_said,
               filter=Filter("person", "teacher", model=Person, search=("name_key__contains",), label="name_key")),
        Column("room", "Room", path=("room__name", "room_said"), sort="room__name_key", render=_room, export=_room, phone=3,
               filter=Filter("place", "room", model=Room, search=("name_key__contains",))),
        Column("day", "Day", "choice", path="weekday", render=_day, export=_day, choices=[(str(day.value), day.label) for day in Day],
               sort=("weekday", "period", "week"), phone=4),
        Column("period", "Period"),
        Column("week", "Week", "choice", choices=Week.choices),
        Column("since", "From", "date"),
        Column("until", "To", "date"),
    ],
    presets=[Preset("This year", "until.after=year-start"), Preset("Nobody known", "teacher.empty="),
             Preset("Room not known", "room.empty=")],
    buttons=[
        Button("The day", "timetable:day", "calendar-time", "timetable.view"),
        Button("Add a lesson", "timetable:lesson_add", "plus", "timetable.change", primary=True),
    ],
    empty=Empty("Bring the file that the timetable program exports, or a calendar feed of a room or a teacher.",
                title="No lessons yet", label="Bring a timetable in", url_name="import_new", icon="calendar-time"),
)  # fmt: skip
