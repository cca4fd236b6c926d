"""The weeks of a room, a teacher or a class, as their page draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import Kind
from firstbell.platform.tenancy.models import School
from firstbell.timetable import queries
from firstbell.timetable.models import Lesson
from firstbell.timetable.queries.weeks import Slot

_FOLDED = (Kind.BREAK, Kind.LUNCH)


@dataclass(frozen=True, slots=True)
class Line:
    """One lesson in a cell, as the page whose week it is has it: what leads, and what stands under it."""

    title: str
    sub: str
    url: str
    words: str


def weeks_for(
    school: School, lessons: Iterable[Lesson], at: datetime, leave_out: str
) -> list[dict[str, Any]]:
    """`leave_out` is what the page says already: room, teacher or class."""
    lessons = list(lessons)
    calendar = calendar_of(school, at.date())
    now = calendar.local(at)
    # In a computer room every lesson is Computing: what all of them are is said by none.
    alike = len({lesson.subject for lesson in lessons}) == 1
    here = calendar.week_letter(now.date())
    closed = not calendar.is_school_day(now.date())
    period = calendar.period_at(at)
    found = []
    for week in queries.week_of(school, lessons, now.date()):
        is_now = week.letter == here and (bool(here) or not closed)
        found.append({
            "letter": week.letter, "is_now": is_now, "days": list(enumerate(week.days)), "count": week.count,
            "today": now.weekday() if is_now and not closed else -1,
            "rows": [
                {
                    "label": row.label, "clock": f"{row.starts:%H:%M}", "ends": f"{row.ends:%H:%M}",
                    "is_folded": row.kind in _FOLDED and not any(slot.lessons for slot in row.slots),
                    "is_now": is_now and period is not None and period.label == row.label,
                    "slots": [_slot(slot, leave_out, alike=alike) for slot in row.slots],
                }
                for row in week.rows
                if row.kind is not Kind.REGISTRATION or any(slot.lessons for slot in row.slots)
            ],
        })  # fmt: skip
    return sorted(found, key=lambda one: not one["is_now"])


def _slot(slot: Slot, leave_out: str, *, alike: bool) -> dict[str, Any]:
    return {
        "weekday": slot.weekday, "rings": slot.rings,
        "lines": [_line(lesson, leave_out, alike=alike) for lesson in slot.lessons],
    }  # fmt: skip


def _line(lesson: Lesson, leave_out: str, *, alike: bool) -> Line:
    """What leads is the class, or on the page of a class the subject; then where, who and what, as far as it fits."""
    initials = (lesson.teacher.initials if lesson.teacher else "") or lesson.teacher_said
    room = lesson.room.name if lesson.room else lesson.room_said
    teacher = lesson.teacher.formal if lesson.teacher else lesson.teacher_said
    said = {
        "class": lesson.class_name,
        "room": room,
        "teacher": initials,
        "subject": lesson.subject,
    }
    lead = next(
        (name for name in ("class", "subject", "room") if said[name] and name != leave_out),
        "teacher",
    )
    names = ("room", "teacher") if alike else ("room", "teacher", "subject")
    under = [said[name] for name in names if name not in (leave_out, lead)]
    words = ", ".join(part for part in (lesson.title, teacher, room, lesson.when) if part)
    url = reverse("timetable:lesson", args=[lesson.uid])
    return Line(said[lead] or "Lesson", " · ".join(part for part in under if part), url, words)


def counted(lessons: Sequence[Lesson], *, weeks: int) -> str:
    """ "21 lessons a fortnight"."""
    number = sum(2 if weeks > 1 and not lesson.week else 1 for lesson in lessons)
    return f"{number} lesson{'' if number == 1 else 's'} a {'fortnight' if weeks > 1 else 'week'}"
