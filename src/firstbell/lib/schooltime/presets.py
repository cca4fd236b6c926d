"""Days and years to start from: what most schools of the United Kingdom ring and teach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from firstbell.lib.schooltime.days import monday
from firstbell.lib.schooltime.model import (
    DAY,
    AcademicYear,
    Bell,
    Closed,
    DayPattern,
    Kind,
    Span,
    Term,
)

MON, TUE, FRI = 0, 1, 4


def _bells(*rows: tuple[str, Kind, str]) -> tuple[Bell, ...]:
    """Each row lasts until the next one starts; the last row only ends the day."""
    starts = [time.fromisoformat(row[2]) for row in rows]
    return tuple(
        Bell(label, kind, begins, ends)
        for (label, kind, _), begins, ends in zip(rows[:-1], starts, starts[1:], strict=False)
    )


FIVE_PERIODS = _bells(
    ("Before school", Kind.BEFORE, "08:00"), ("Tutor", Kind.REGISTRATION, "08:40"), ("1", Kind.LESSON, "09:00"),
    ("2", Kind.LESSON, "10:00"), ("Break", Kind.BREAK, "11:00"), ("3", Kind.LESSON, "11:20"),
    ("Lunch", Kind.LUNCH, "12:20"), ("4", Kind.LESSON, "13:10"), ("5", Kind.LESSON, "14:10"),
    ("After school", Kind.AFTER, "15:10"), ("", Kind.AFTER, "16:00"),
)  # fmt: skip
SIX_PERIODS = _bells(
    ("Before school", Kind.BEFORE, "08:00"), ("Tutor", Kind.REGISTRATION, "08:40"), ("1", Kind.LESSON, "09:00"),
    ("2", Kind.LESSON, "09:50"), ("Break", Kind.BREAK, "10:40"), ("3", Kind.LESSON, "11:00"),
    ("4", Kind.LESSON, "11:50"), ("Lunch", Kind.LUNCH, "12:40"), ("5", Kind.LESSON, "13:30"),
    ("6", Kind.LESSON, "14:20"), ("After school", Kind.AFTER, "15:10"), ("", Kind.AFTER, "16:00"),
)  # fmt: skip
PRIMARY = _bells(
    ("Before school", Kind.BEFORE, "08:00"), ("Register", Kind.REGISTRATION, "08:50"), ("1", Kind.LESSON, "09:00"),
    ("2", Kind.LESSON, "09:45"), ("Break", Kind.BREAK, "10:30"), ("3", Kind.LESSON, "10:45"),
    ("4", Kind.LESSON, "11:30"), ("Lunch", Kind.LUNCH, "12:15"), ("5", Kind.LESSON, "13:15"),
    ("6", Kind.LESSON, "14:15"), ("After school", Kind.AFTER, "15:20"), ("", Kind.AFTER, "16:00"),
)  # fmt: skip

DAYS: dict[str, tuple[str, tuple[Bell, ...]]] = {
    "five": ("Five one-hour periods", FIVE_PERIODS),
    "six": ("Six fifty-minute periods", SIX_PERIODS),
    "primary": ("A primary school's day", PRIMARY),
}


def day_pattern(key: str) -> DayPattern:
    name, bells = DAYS[key]
    return DayPattern(name, bells)


def year_name(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def year_start(day: date, *, month: int = 8) -> int:
    """The calendar year in which the academic year of this day began."""
    return day.year if day.month >= month else day.year - 1


def year_span(start: int) -> Span:
    return Span(date(start, 8, 1), date(start + 1, 7, 31))


def every_weekday(start: int, closed: Iterable[Closed] = ()) -> AcademicYear:
    """What is assumed of a school that has entered no dates: open every weekday but bank holidays."""
    span = year_span(start)
    return AcademicYear(year_name(start), span, (Term("", span),), tuple(closed), assumed=True)


def usual_year(start: int, nation: str = "ENG", closed: Iterable[Closed] = ()) -> AcademicYear:
    """The dates that most schools of a nation choose: a start to correct, or a guess until somebody does."""
    make = _scottish if nation == "SCT" else _english
    terms = make(start, date(start + 1, 6, 30) if nation == "NIR" else date(start + 1, 7, 22))
    return AcademicYear(year_name(start), year_span(start), terms, tuple(closed), assumed=True)


def _english(start: int, end: date) -> tuple[Term, ...]:
    year = start + 1
    easter_break = _easter_break(year)
    return (
        Term("Autumn", Span(_weekday_from(date(start, 9, 2)), _before(date(start, 12, 22), FRI)),
             _week_of(_before(date(start, 10, 28), MON))),
        Term("Spring", Span(_from(date(year, 1, 3), MON), easter_break.first - DAY), _week_of(_from(date(year, 2, 12), MON))),
        Term("Summer", Span(easter_break.last + DAY, _weekday_until(end)), _week_of(_before(date(year, 5, 31), MON))),
    )  # fmt: skip


def _scottish(start: int, _end: date) -> tuple[Term, ...]:
    year = start + 1
    easter_break = _easter_break(year)
    return (
        Term("Autumn", Span(_from(date(start, 8, 13), TUE), _before(date(start, 12, 22), FRI)),
             _week_of(_from(date(start, 10, 10), MON))),
        Term("Spring", Span(_from(date(year, 1, 4), TUE), easter_break.first - DAY), _week_of(_from(date(year, 2, 10), MON))),
        Term("Summer", Span(easter_break.last + DAY, _before(date(year, 6, 29), FRI))),
    )  # fmt: skip


def _easter_break(year: int) -> Span:
    """Two weeks that start as near to Good Friday as the end of March and a long term allow."""
    sunday = easter(year)
    good_friday = sunday - 2 * DAY
    first = max(monday(good_friday), _from(date(year, 3, 28), MON))
    first = min(first, _from(date(year, 4, 2), MON))
    last = first + 13 * DAY
    if last + DAY == sunday + DAY:
        last += DAY
    starts = good_friday if good_friday == first - 3 * DAY else first - 2 * DAY
    return Span(starts, last)


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    golden, century = year % 19, year // 100
    correction = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    correction -= correction // 28 * (1 - 29 // (correction + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + correction + 2 - century + century // 4) % 7
    shift = correction - weekday
    month = 3 + (shift + 40) // 44
    return date(year, month, shift + 28 - 31 * (month // 4))


def _from(day: date, weekday: int) -> date:
    return day + (weekday - day.weekday()) % 7 * DAY


def _before(day: date, weekday: int) -> date:
    return day - (day.weekday() - weekday) % 7 * DAY


def _weekday_from(day: date) -> date:
    return day if day.weekday() < 5 else _from(day, MON)


def _weekday_until(day: date) -> date:
    return day if day.weekday() < 5 else _before(day, FRI)


def _week_of(first: date) -> Span:
    return Span(first, first + 4 * DAY)
