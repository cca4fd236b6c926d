"""One day of one school, read once: what is in every room, and where every teacher and class is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from firstbell.calendar.models import Edition as CalendarEdition
from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import Period, SchoolCalendar, presets
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tenancy.models import School
from firstbell.timetable.models import Edition, Lesson, SchoolEvent
from firstbell.timetable.queries.occasions import Occasion, What

# A week of days for each of a trust's schools.
_KEPT = 512
_FIRST = {"exam": 0, "lesson": 1, "event": 2}
_NAMES = (
    "uid", "period", "class_name", "subject", "teacher_said", "room_said", "teacher_id", "room_id", "room__name",
    "room__uid", "teacher__title", "teacher__given_name", "teacher__known_as", "teacher__family_name",
    "teacher__initials",
)  # fmt: skip


@dataclass(frozen=True)
class DayPlan:
    """`opens` and `closes` are the first and the last bell, with what the school rings before and after lessons.

    `nowhere` are events without rooms. Teachers are put in order when somebody first asks for one.
    """

    day: date
    week: str
    periods: tuple[Period, ...]
    opens: datetime | None
    closes: datetime | None
    rooms: Mapping[int, tuple[Occasion, ...]]
    taught: Sequence[Occasion] = ()
    nowhere: tuple[Occasion, ...] = ()

    @cached_property
    def teachers(self) -> Mapping[int, tuple[Occasion, ...]]:
        return _by_teacher(self.taught)

    def in_room(self, room_id: int) -> tuple[Occasion, ...]:
        return self.rooms.get(room_id, ())

    def of_teacher(self, person_id: int) -> tuple[Occasion, ...]:
        return self.teachers.get(person_id, ())


_plans: Remembered[DayPlan] = Remembered(Edition, CalendarEdition, School, most=_KEPT)


def day_plan(school: School, day: date) -> DayPlan:
    """Kept until the lessons, the events, the calendar or the school's own row change."""
    return _plans.get((school.pk, day), lambda: _read(school, calendar_of(school, day), day))


def _read(school: School, calendar: SchoolCalendar, day: date) -> DayPlan:
    periods, week = calendar.periods(day), calendar.week_letter(day)
    midnight = datetime.combine(day, time(), calendar.zone)
    over = midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)
    events = list(SchoolEvent.objects.filter(school=school).over(*over).prefetch_related("rooms"))
    taught = _taught(school, calendar, day) if periods else []
    hours = (
        (calendar.local(periods[0].starts), calendar.local(periods[-1].ends)) if periods else None
    )
    shown = [
        (
            event,
            _happening(event, calendar, hours, midnight),
            [room.pk for room in event.rooms.all()],
        )
        for event in events
    ]
    stopping = [(one, rooms) for event, one, rooms in shown if event.stops_lessons]
    taught = [one for one in taught if not _is_stopped(one, stopping)]
    return DayPlan(
        day, week, periods, hours[0] if hours else None, hours[1] if hours else None,
        _by_room(taught, shown), taught,
        tuple(one for _, one, rooms in shown if not rooms),
    )  # fmt: skip


def _taught(school: School, calendar: SchoolCalendar, day: date) -> list[Occasion]:
    """The lessons whose period rings on this day."""
    bells = {
        period.label.casefold(): (
            period.label,
            calendar.local(period.starts),
            calendar.local(period.ends),
        )
        for period in calendar.periods(day)
    }
    rows = Lesson.objects.filter(school=school, year=presets.year_start(day))
    rows = rows.on(day, calendar.week_letter(day)).order_by("pk")
    found = []
    for row in rows.values_list(*_NAMES):
        bell = bells.get(row[1].casefold())
        if bell is not None:
            found.append(_occasion(row, *bell))
    return found


def _occasion(row: tuple[Any, ...], period: str, starts: datetime, ends: datetime) -> Occasion:
    (
        uid,
        _,
        class_name,
        subject,
        teacher_said,
        room_said,
        teacher_id,
        room_id,
        room,
        room_uid,
        *names,
    ) = row
    title = (
        f"{class_name} {subject}" if class_name and subject else class_name or subject or "A lesson"
    )
    teacher, initials = teacher_said, teacher_said
    if teacher_id:
        teacher, initials = (
            _formal(*names[:4]) or teacher_said or "Somebody",
            names[4] or teacher_said,
        )
    return Occasion(
        "lesson", title, starts, ends, ends, period, class_name, subject, teacher, initials,
        (teacher_id,) if teacher_id else (), room_id, room or room_said, uid, room_uid,
    )  # fmt: skip


def _formal(title: str, given: str, known_as: str, family: str) -> str:
    """As `Person.formal` says it."""
    return f"{title} {family}" if title and family else f"{known_as or given} {family}".strip()


Shown = tuple[SchoolEvent, Occasion, list[int]]


def _happening(
    event: SchoolEvent, calendar: SchoolCalendar, hours: tuple[datetime, datetime] | None, midnight: datetime
) -> Occasion:  # fmt: skip
    """As much of an event as lies on this day; a whole day lasts as long as the school's."""
    starts, ends = calendar.local(event.starts_at), calendar.local(event.ends_at)
    first, last = midnight, midnight + timedelta(days=1)
    if event.is_whole_day and hours:
        first, last = hours
    starts, ends = max(starts, first), min(ends, last)
    what: What = "exam" if event.is_exam else "event"
    return Occasion(what, event.name, starts, ends, ends, uid=event.uid)


def _is_stopped(one: Occasion, stopping: Iterable[tuple[Occasion, list[int]]]) -> bool:
    return any(
        (not rooms or one.room_id in rooms) and event.starts < one.ends and one.starts < event.ends
        for event, rooms in stopping
    )


def _by_room(taught: Sequence[Occasion], shown: Sequence[Shown]) -> dict[int, tuple[Occasion, ...]]:
    found: dict[int, list[Occasion]] = defaultdict(list)
    for one in taught:
        if one.room_id is not None:
            found[one.room_id].append(one)
    for event, one, _ in shown:
        for room in event.rooms.all():
            place = replace(one, room_id=room.pk, room=room.name, room_uid=room.uid)
            found[room.pk].append(place)
    return {room: _in_order(some) for room, some in found.items()}


def _by_teacher(taught: Sequence[Occasion]) -> dict[int, tuple[Occasion, ...]]:
    found: dict[int, list[Occasion]] = defaultdict(list)
    for one in taught:
        for teacher in one.teacher_ids:
            found[teacher].append(one)
    return {teacher: _in_order(some) for teacher, some in found.items()}


def _in_order(some: list[Occasion]) -> tuple[Occasion, ...]:
    """One after the other; what shares the time is one, and a class that stays says until when."""
    some.sort(key=lambda one: (one.starts, _FIRST[one.what]))
    together = groupby(some, key=lambda one: (one.starts, one.what))
    return _staying([_shared(list(ones)) for _, ones in together])


def _shared(ones: list[Occasion]) -> Occasion:
    """Two classes in a hall, two teachers of one class."""
    first = ones[0]
    if len(ones) == 1:
        return first
    return replace(
        first, title=_listed(one.title for one in ones), class_name=_listed(one.class_name for one in ones),
        teacher=_listed(one.teacher for one in ones), initials=_listed(one.initials for one in ones),
        room=_listed(one.room for one in ones), ends=max(one.ends for one in ones),
        until=max(one.until for one in ones),
        teacher_ids=tuple(dict.fromkeys(pk for one in ones for pk in one.teacher_ids)),
    )  # fmt: skip


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))


def _staying(ones: list[Occasion]) -> tuple[Occasion, ...]:
    for at in range(len(ones) - 2, -1, -1):
        one, after = ones[at], ones[at + 1]
        same = (one.what, one.title, one.teacher) == (after.what, after.title, after.teacher)
        if same and one.ends == after.starts:
            ones[at] = replace(one, until=after.until)
    return tuple(ones)


def gaps_of(
    occasions: Iterable[Occasion], opens: datetime, closes: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches between the first and the last bell in which nothing takes place."""
    busy = sorted((max(one.starts, opens), min(one.ends, closes)) for one in occasions)
    free, reached = [], opens
    for starts, ends in busy:
        if starts > reached:
            free.append((reached, starts))
        reached = max(reached, ends)
    if reached < closes:
        free.append((reached, closes))
    return free
