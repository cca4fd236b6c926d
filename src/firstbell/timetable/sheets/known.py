"""What a file of lessons is held against: who and where is called how, the bells, and the lessons that are here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import OUTSIDE, SchoolCalendar, presets
from firstbell.lib.timetables import Labels
from firstbell.people.models import Group, Membership, Person
from firstbell.people.sheets.calling import people_called, plain
from firstbell.people.states import GroupKind, MemberKind
from firstbell.places.models import Room, RoomAlias, lookup_of
from firstbell.platform.exchange.finding import MANY, Finder
from firstbell.platform.tenancy.models import School
from firstbell.timetable.models import Lesson

Ident = tuple[int, str, str, str, str, str]


@dataclass(slots=True)
class Here:
    """A lesson that is here: by what it is told, and until when it runs."""

    pk: int
    subject: str
    until: date
    room_id: int | None
    teacher_id: int | None


@dataclass(slots=True)
class Known:
    """`start` is the first day of what the file brings, where it does not say another."""

    school: School
    calendar: SchoolCalendar
    labels: Labels
    start: date
    rooms: Finder
    teachers: Finder
    groups: dict[str, int]
    lessons: dict[Ident, list[Here]] = field(default_factory=lambda: defaultdict(list))

    def called(self, person: Person) -> str:
        """The shortest that this file would know them by."""
        forms = (person.initials, person.email, str(person))
        return next(
            (form for form in forms if self.teachers.known.get(plain(form)) == person.pk),
            str(person),
        )


def known_to(school: School, today: date, columns: frozenset[str], *, whole_year: bool) -> Known:
    calendar = calendar_of(school, today)
    bells = [
        bell for pattern in calendar.patterns for bell in pattern.bells if bell.kind not in OUTSIDE
    ]
    start = presets.year_span(presets.year_start(today)).first if whole_year else today
    known = Known(
        school, calendar, Labels(bells), start, rooms_of(school), _teachers(school),
        dict(Group.objects.open().filter(school=school).exclude(kind=GroupKind.DEPARTMENT).values_list("lookup", "pk")),
    )  # fmt: skip
    rows = Lesson.objects.filter(school=school, year=presets.year_start(today), until__gte=start)
    for lesson in rows.iterator():
        here = Here(lesson.pk, lesson.subject, lesson.until, lesson.room_id, lesson.teacher_id)
        known.lessons[ident_of(lesson, columns)].append(here)
    return known


def ident_of(lesson: Lesson, columns: frozenset[str]) -> Ident:
    """What tells lessons apart, as far as a file speaks of it: no column of rooms, and any room is the same."""
    return (
        lesson.weekday, lesson.week, lesson.period.casefold(), lesson.class_key or f"*{lookup_of(lesson.subject)}",
        who(lesson.teacher_id, lesson.teacher_said) if "teacher" in columns else "",
        where(lesson.room_id, lesson.room_said) if "room" in columns else "",
    )  # fmt: skip


def who(pk: int | None, said: str) -> str:
    return str(pk) if pk is not None else plain(said)


def where(pk: int | None, said: str) -> str:
    return str(pk) if pk is not None else lookup_of(said)


def rooms_of(school: School) -> Finder:
    """By name, other name and number; "12" may be Room 12; and what was once said to be meant still is."""
    known: dict[str, int] = {}
    said = Lesson.objects.filter(school=school).exclude(room=None).exclude(room_said="")
    for text, pk in said.values_list("room_said", "room_id").distinct():
        known[lookup_of(text)] = pk
    rooms = list(Room.objects.open().filter(school=school))
    for room in rooms:
        if room.code:
            known[lookup_of(room.code)] = room.pk
    for alias in RoomAlias.objects.filter(school=school, room__in=rooms):
        known[alias.lookup] = alias.room_id
    for room in rooms:
        known[room.lookup] = room.pk
    for lookup, pk in list(known.items()):
        short = lookup.removeprefix("room ")
        known.setdefault(short if short != lookup else f"room {lookup}", pk)
    # Lessons may still be in a room that was archived.
    for room in Room.objects.filter(
        school=school, archived_at__isnull=False, lessons__isnull=False
    ).distinct():
        known.setdefault(room.lookup, room.pk)
    names = {room.pk: room.name for room in rooms}
    return Finder("places.room", ("room", "rooms"), known, names, lookup_of, order=10)


def _teachers(school: School) -> Finder:
    adults = (MemberKind.STAFF, MemberKind.CONTRACTOR)
    now = Membership.objects.filter(school=school, kind__in=adults)
    staff = set(now.filter(to_on=None).values_list("person_id", flat=True))
    known = {form: pk for form, pk in people_called(school).items() if pk in staff or pk == MANY}
    said = Lesson.objects.filter(school=school, teacher__in=staff).exclude(teacher_said="")
    for text, pk in said.values_list("teacher_said", "teacher_id").distinct():
        known.setdefault(plain(text), pk)
    # Whoever has left is still known by their lessons.
    for person in Person.objects.filter(lessons__school=school).exclude(pk__in=staff).distinct():
        for form in (person.email, str(person)):
            known.setdefault(plain(form), person.pk)
    known.pop("", None)
    names = {
        person.pk: f"{person} ({person.initials})" if person.initials else str(person)
        for person in Person.objects.filter(pk__in=staff)
    }
    return Finder("people.person", ("teacher", "teachers"), known, names, plain, order=20)
