"""Lessons are added, changed, ended and taken out, many at a time: a form and an import call the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from firstbell.lib import uuid7
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import presets
from firstbell.lib.schooltime.model import said
from firstbell.people.models import Group, Person
from firstbell.places.models import Room, lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.database import bulk
from firstbell.platform.tenancy.models import School
from firstbell.timetable import events
from firstbell.timetable.actions.editions import next_edition
from firstbell.timetable.models import Lesson

_ONE_DAY = timedelta(days=1)
_COLUMNS = (
    "id", "uid", "year", "weekday", "week", "period", "class_name", "class_key", "subject", "teacher_said", "room_said",
    "teacher_id", "room_id", "group_id", "since", "until", "brought_by", "school_id", "version", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewLesson:
    """What is said of a lesson; without days it runs for the whole academic year of today."""

    weekday: int
    period: str
    week: str = ""
    class_name: str = ""
    subject: str = ""
    teacher: Person | None = None
    teacher_said: str = ""
    room: Room | None = None
    room_said: str = ""
    group: Group | None = None
    since: date | None = None
    until: date | None = None


def add_lesson(school: School, new: NewLesson, *, by: Actor, at: datetime) -> Lesson:
    [made] = add_lessons(school, [new], by=by, at=at)
    found: Lesson = Lesson.objects.with_names().get(pk=made.pk)
    return found


def add_lessons(
    school: School,
    rows: Sequence[NewLesson],
    *,
    by: Actor,
    at: datetime,
    brought_by: UUID | None = None,
) -> list[Lesson]:
    """All of them or none; who and where may stay unknown, but not when."""
    require(by, "timetable.change", school)
    if not rows:
        return []
    made = [_lesson(school, row, at, brought_by) for row in rows]
    with transaction.atomic():
        pks, uids = bulk.next_ids(Lesson, len(made)), uuid7.many(len(made))
        for lesson, pk, uid in zip(made, pks, uids, strict=True):
            lesson.pk, lesson.uid = pk, uid
        cells = ([getattr(lesson, name) for name in _COLUMNS] for lesson in made)
        bulk.insert_many(Lesson, _COLUMNS, cells)
        next_edition(school.pk, at)
        announce(events.LESSONS_ADDED, school, by=by, at=at, count=counted(len(made)))
    return made


def change_lesson(lesson: Lesson, *, by: Actor, at: datetime, **wanted: Any) -> Lesson:
    """class_name, subject, teacher, room, weekday, week, period, since, until."""
    require(by, "timetable.change", lesson)
    changes = changes_between(lesson, wanted, {"class_name": "class"})
    if not changes:
        return lesson
    for name, value in wanted.items():
        setattr(lesson, name, value)
    lesson.call(lesson.class_name)
    lesson.since, lesson.until, lesson.year = _days(lesson.since, lesson.until, at.date())
    _refuse_empty(lesson)
    with transaction.atomic():
        lesson.bump(*{*wanted, "class_key", "since", "until", "year"})
        next_edition(lesson.school_id, at)
        announce(events.LESSON_CHANGED, lesson, by=by, at=at, changes=changes, about=[lesson.room])
    return lesson


def end_lessons(
    lessons: Iterable[Lesson], *, on: date, by: Actor, at: datetime
) -> dict[int, date | None]:
    """`on` is the first day without them. One that had not begun by then is taken out.

    Gives the last day that each had before, None for those that are gone.
    """
    was: dict[int, date | None] = {}
    for school, some in _by_school(lessons, by).items():
        going = [lesson for lesson in some if lesson.since >= on]
        ending = [lesson for lesson in some if lesson.since < on <= lesson.until]
        was |= {lesson.pk: lesson.until for lesson in ending} | {one.pk: None for one in going}
        with transaction.atomic():
            rows = Lesson.objects.filter(pk__in=[lesson.pk for lesson in ending])
            rows.update(until=on - _ONE_DAY)
            Lesson.objects.filter(pk__in=[lesson.pk for lesson in going]).delete()
            next_edition(school.pk, at)
            if ending or going:
                count = counted(len(ending) + len(going))
                announce(events.LESSONS_ENDED, school, by=by, at=at, count=count)
    return was


def restore_lessons(lessons: Iterable[Lesson], *, until: date, by: Actor, at: datetime) -> None:
    """They go on to this day after all."""
    for school, some in _by_school(lessons, by).items():
        with transaction.atomic():
            Lesson.objects.filter(pk__in=[one.pk for one in some]).update(until=until)
            next_edition(school.pk, at)
            announce(events.LESSONS_ADDED, school, by=by, at=at, count=counted(len(some)))


def remove_lessons(lessons: Iterable[Lesson], *, by: Actor, at: datetime) -> None:
    """They never were: for what was brought in by mistake."""
    for school, some in _by_school(lessons, by).items():
        with transaction.atomic():
            Lesson.objects.filter(pk__in=[lesson.pk for lesson in some]).delete()
            next_edition(school.pk, at)
            announce(events.LESSONS_REMOVED, school, by=by, at=at, count=counted(len(some)))


def counted(number: int) -> str:
    return f"{number:,} lesson{'' if number == 1 else 's'}"


def _by_school(lessons: Iterable[Lesson], by: Actor) -> dict[School, list[Lesson]]:
    found: dict[int, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        found[lesson.school_id].append(lesson)
    schools = School.objects.in_bulk(found)
    for school in schools.values():
        require(by, "timetable.change", school)
    return {schools[pk]: some for pk, some in found.items()}


def _lesson(school: School, new: NewLesson, at: datetime, brought_by: UUID | None) -> Lesson:
    since, until, year = _days(new.since, new.until, at.date())
    lesson = Lesson(
        school=school, year=year, weekday=new.weekday, week=new.week, period=new.period, subject=new.subject,
        teacher_said=new.teacher_said, room_said=new.room_said, teacher=new.teacher, room=new.room, group=new.group,
        since=since, until=until, brought_by=brought_by, created_at=at,
    ).call(new.class_name)  # fmt: skip
    _refuse_empty(lesson)
    return lesson


def _refuse_empty(lesson: Lesson) -> None:
    if not lesson.period:
        raise Refusal("In which period is it?", fields={"period": "Say which"})
    if not 0 <= lesson.weekday <= 6:
        raise Refusal("On which day is it?", fields={"weekday": "Say which"})
    who = (lesson.class_name, lesson.subject, lesson.teacher_said)
    if not any(who) and lesson.teacher is None:
        raise Refusal(
            "A lesson has a class, a subject or a teacher.",
            fields={"class_name": "Say which class"},
        )


def _days(since: date | None, until: date | None, today: date) -> tuple[date, date, int]:
    """From and to within one academic year: a lesson does not outlive its timetable."""
    year = presets.year_start(since or until or today)
    span = presets.year_span(year)
    since, until = since or span.first, min(until or span.last, span.last)
    if until < since:
        raise Refusal(
            f"It ends on {said(until)}, before it begins on {said(since)}.",
            fields={"until": "Before the first day"},
        )
    return since, until, year


def key_of(
    weekday: int, week: str, period: str, class_name: str, subject: str
) -> tuple[int, str, str, str]:
    """What tells two lessons apart, before who and where: the class, or the subject of a meeting without one."""
    return weekday, week, period.casefold(), lookup_of(class_name) or f"*{lookup_of(subject)}"
