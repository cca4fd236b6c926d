"""A week as a grid: of a room, a teacher or a class; week A and week B side by side, or one that is every week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import OUTSIDE, Bell, Kind, SchoolCalendar
from firstbell.lib.schooltime.days import monday
from firstbell.lib.schooltime.model import DAY, WEEKDAYS
from firstbell.platform.tenancy.models import School
from firstbell.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Slot:
    """A period of a weekday, with the lessons that are in it."""

    weekday: int
    starts: time | None
    ends: time | None
    lessons: tuple[Lesson, ...] = ()
    rings: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One period across the days of a week."""

    label: str
    kind: Kind
    starts: time
    ends: time
    slots: tuple[Slot, ...]

    @property
    def is_lesson(self) -> bool:
        return self.kind is Kind.LESSON


@dataclass(frozen=True, slots=True)
class Week:
    """`letter` is empty where every week is the same."""

    letter: str
    days: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int


def week_of(school: School, lessons: Iterable[Lesson], on: date) -> list[Week]:
    """The weeks A and B as they are drawn around this day, with these lessons in their places."""
    calendar = calendar_of(school, on)
    year = calendar.year_of(on)
    rows = list(lessons)
    letters = ("A", "B") if year and year.weeks > 1 else ("",)
    return [_week(calendar, [one for one in rows if not letter or one.week in ("", letter)], letter, on)
            for letter in letters]  # fmt: skip


def _week(calendar: SchoolCalendar, lessons: list[Lesson], letter: str, on: date) -> Week:
    placed: dict[tuple[int, str], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        placed[lesson.weekday, lesson.period.casefold()].append(lesson)
    days = _days(calendar, letter, on)
    weekdays = [n for n in range(7) if n < 5 or any(lesson.weekday == n for lesson in lessons)]
    order: dict[str, tuple[time, time, Kind, str]] = {}
    rings: dict[tuple[int, str], tuple[time, time]] = {}
    for weekday in weekdays:
        for bell in _bells(calendar, days.get(weekday), letter):
            order.setdefault(bell.label.casefold(), (bell.starts, bell.ends, bell.kind, bell.label))
            rings[weekday, bell.label.casefold()] = bell.starts, bell.ends
    made = [
        Row(
            label, kind, starts, ends,
            tuple(_slot(weekday, rings.get((weekday, key)), placed[weekday, key]) for weekday in weekdays),
        )
        for key, (starts, ends, kind, label) in sorted(order.items(), key=lambda pair: pair[1][0])
    ]  # fmt: skip
    count = sum(len(slot.lessons) for row in made for slot in row.slots)
    return Week(letter, tuple(WEEKDAYS[n] for n in weekdays), tuple(made), count)


def _slot(weekday: int, rings: tuple[time, time] | None, lessons: list[Lesson]) -> Slot:
    starts, ends = rings or (None, None)
    return Slot(weekday, starts, ends, tuple(lessons), rings is not None)


def _bells(calendar: SchoolCalendar, day: date | None, letter: str) -> list[Bell]:
    """The bells of a day like this one; closed days ring as the others of their kind."""
    if day is None:
        return []
    pattern = next((one for one in calendar.patterns if one.fits(day, letter)), None)
    bells = pattern.bells if pattern else ()
    return sorted((one for one in bells if one.kind not in OUTSIDE), key=lambda one: one.starts)


def _days(calendar: SchoolCalendar, letter: str, on: date) -> dict[int, date]:
    """The nearest real days of that week: this week's, or those of the next week with that letter."""
    start = monday(on)
    for ahead in range(12):
        week = start + 7 * ahead * DAY
        if not letter or calendar.week_letter(week) == letter:
            return {n: week + n * DAY for n in range(7)}
    return {n: start + n * DAY for n in range(7)}
