"""A week of lessons for each school, as a timetabler would make it: nobody in two places, every class somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from random import Random

from firstbell.calendar.queries import calendar_of
from firstbell.config.demo.people import TEACHER
from firstbell.lib.schooltime import SchoolCalendar, presets
from firstbell.people.models import Group, Membership, Person
from firstbell.people.states import GroupKind
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.timetable import actions
from firstbell.timetable.actions import EventPlan, FreezePlan, NewLesson

# Lessons a week of each subject, its department, and what its rooms are called.
WEEK = (
    ("English", 4, "English", ("English",)), ("Maths", 4, "Maths", ("Maths",)), ("Science", 4, "Science", ("Science S",)),
    ("History", 2, "History", ("History",)), ("Geography", 2, "Geography", ("Geography",)),
    ("Languages", 2, "Languages", ("Languages",)), ("PE", 2, "PE", ("Gym", "Hall")), ("Computing", 1, "Computing", ("ICT", "Computing")),
    ("Art", 1, "Art", ("Art",)), ("Music", 1, "Music", ("Music",)), ("Drama", 1, "Drama", ("Drama",)),
    ("Technology", 1, "Technology", ("Workshop", "Food")),
)  # fmt: skip
MORNING = ("Reading", "Maths", "English", "Phonics and spelling", "Science", "Topic")
SLOTS = [(day, period) for day in range(5) for period in "12345"]
Slot = tuple[int, str]


@dataclass
class Staffed:
    """Who teaches a subject, and where."""

    teachers: list[Person]
    rooms: list[Room]

    def free_room(self, slot: Slot, week: str, taken: set[tuple[str, Slot, int]]) -> Room | None:
        return next((room for room in self.rooms if (week, slot, room.pk) not in taken), None)


def teach(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    start = calendar_of(school, at.date()).year_of(at.date())
    since = start.span.first if start else presets.year_span(presets.year_start(at.date())).first
    maker = _primary if school.phase == "primary" else _secondary
    rows = [replace(row, since=since) for row in maker(school, luck)]
    actions.add_lessons(school, rows, by=by, at=at)


def _secondary(school: School, luck: Random) -> Iterator[NewLesson]:
    subjects = {name: _staffed(school, department, rooms) for name, _, department, rooms in WEEK}
    taken: set[tuple[str, Slot, int]] = set()  # a room or a teacher (below nothing) in a week
    classes = [f"{year}{letter}" for year in range(7, 12) for letter in "ABCDE"]
    groups = {
        group.name: group for group in Group.objects.filter(school=school, kind=GroupKind.TUTOR)
    }
    for number, name in enumerate(classes):
        who = {
            subject: staff.teachers[number % len(staff.teachers)]
            for subject, staff in subjects.items()
        }
        placed = _place(subjects, who, taken, luck)
        for subject, slot, room in placed:
            yield NewLesson(*slot, class_name=name, subject=subject, teacher=who[subject], room=room, week="",
                            teacher_said=who[subject].initials, room_said=room.name, group=groups.get(name))  # fmt: skip
    yield from _sixth(subjects, taken)


def _staffed(school: School, department: str, names: Sequence[str]) -> Staffed:
    now = Membership.objects.filter(
        school=school, to_on=None, department__name=department, job_title="Teacher"
    )
    teachers = [one.person for one in now.select_related("person").order_by("pk")]
    known = Person.objects.filter(school=school, email=TEACHER[2]).first()
    if department == "Computing" and known is not None:
        teachers = [known, *teachers]
    rooms = [
        room for name in names for room in Room.objects.filter(school=school, name__startswith=name).order_by("name_key")
        if room.kind not in ("store", "office", "other")
    ]  # fmt: skip
    return Staffed(teachers, rooms)


def _place(
    subjects: dict[str, Staffed],
    who: dict[str, Person],
    taken: set[tuple[str, Slot, int]],
    luck: Random,
) -> Iterator[tuple[str, Slot, Room]]:
    """Each subject in slots in which the class, its teacher and a room are free; what finds none is left out."""
    slots = luck.sample(SLOTS, len(SLOTS))
    for subject, number, _, _ in WEEK:
        days: set[int] = set()
        for _ in range(number):
            found = _slot(subjects[subject], who[subject], slots, days, taken)
            if found is None:
                continue
            slot, room = found
            slots.remove(slot)
            days.add(slot[0])
            taken |= {("", slot, room.pk), ("", slot, -who[subject].pk)}
            yield subject, slot, room


def _slot(
    staff: Staffed,
    teacher: Person,
    slots: Sequence[Slot],
    days: set[int],
    taken: set[tuple[str, Slot, int]],
) -> tuple[Slot, Room] | None:
    """Rather on a day that has none of the subject yet."""
    for slot in sorted(slots, key=lambda one: one[0] in days):
        if ("", slot, -teacher.pk) in taken:
            continue
        room = staff.free_room(slot, "", taken)
        if room is not None:
            return slot, room
    return None


def _sixth(subjects: dict[str, Staffed], taken: set[tuple[str, Slot, int]]) -> Iterator[NewLesson]:
    """Few and small classes, in week A or week B."""
    for number, (year, subject) in enumerate((year, row[0]) for year in (12, 13) for row in WEEK):
        staff = subjects[subject]
        teacher = staff.teachers[-1 - number % 2]
        slots = [slot for slot in SLOTS if ("", slot, -teacher.pk) not in taken][
            number % 3 : number % 3 + 5
        ]
        for at, slot in enumerate(slots):
            room = staff.free_room(slot, "", taken)
            if room is None:
                continue
            taken |= {("", slot, room.pk), ("", slot, -teacher.pk)}
            yield NewLesson(*slot, week=("", "A", "B")[at % 3], class_name=f"{year}/{subject[:2]}", subject=subject,
                            teacher=teacher, room=room, teacher_said=teacher.initials, room_said=room.name)  # fmt: skip


def _primary(school: School, _luck: Random) -> Iterator[NewLesson]:
    staff = [
        one.person
        for one in Membership.objects.filter(
            school=school, to_on=None, job_title="Teacher"
        ).select_related("person")
    ]
    rooms = {room.name: room for room in Room.objects.filter(school=school)}
    groups = list(
        Group.objects.filter(school=school, kind=GroupKind.TUTOR).order_by("name_key")[:14]
    )
    special = {"PE": rooms["Hall"], "Music": rooms["Music room"], "Computing": rooms["ICT suite"]}
    for number, group in enumerate(groups):
        teacher, home = staff[number % len(staff)], rooms[f"Class {number + 1}"]
        elsewhere = {(number % 5, str(number // 5 + 1)): "PE", ((number + 2) % 5, str(number // 5 + 4)): "Music",
                     ((number + 3) % 5, str(number // 5 + 2)): "Computing"}  # fmt: skip
        for day in range(5):
            for at, period in enumerate("123456"):
                subject = elsewhere.get(
                    (day, period), MORNING[(at + (day if at > 2 else 0)) % len(MORNING)]
                )
                yield NewLesson(day, period, class_name=group.name, subject=subject, teacher=teacher, group=group,
                                room=special.get(subject, home), teacher_said=teacher.initials)  # fmt: skip


def note_events(school: School, *, by: Actor, at: datetime) -> None:
    """A mock in the Hall today or on the next school day, an open evening, a trip, and a freeze while mocks last."""
    calendar = calendar_of(school, at.date())
    today = calendar.add_school_days(calendar.local(at).date(), 0)
    rooms = {room.name: room for room in Room.objects.filter(school=school)}
    hall = rooms["Hall"]
    mocks = _on(calendar, today, 11, 20), _on(calendar, today, 15, 10)
    evening = calendar.add_school_days(today, 3)
    trip = calendar.add_school_days(today, 5)
    plans = [
        EventPlan("Open evening", "open_evening", _on(calendar, evening, 17, 0), _on(calendar, evening, 20, 0),
                  rooms=[hall, rooms["Library"]]),
        EventPlan("Museum trip", "trip", _on(calendar, trip, 9, 0), _on(calendar, trip, 15, 0)),
    ]  # fmt: skip
    if school.phase != "primary":
        plans.insert(0, EventPlan("Year 11 mock, English", "mock_exam", *mocks, rooms=[hall]))
        later = calendar.add_school_days(today, 1)
        plans.insert(1, EventPlan("Year 11 mock, Maths", "mock_exam", _on(calendar, later, 9, 0), _on(calendar, later, 12, 20),
                                  rooms=[hall, rooms["Gym 1"]]))  # fmt: skip
        last = calendar.add_school_days(today, 4)
        freeze = FreezePlan(
            "Switches, servers and updates",
            "the Year 11 mocks",
            mocks[0],
            _on(calendar, last, 16, 0),
        )
        actions.set_freeze(school, freeze, by=by, at=at)
    for plan in plans:
        actions.add_event(school, plan, by=by, at=at)


def _on(calendar: SchoolCalendar, day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), calendar.zone)
