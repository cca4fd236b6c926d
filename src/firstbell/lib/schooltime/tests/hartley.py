"""Hartley Vale's year 2026/27: two weeks, five periods, an early end before Christmas."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from firstbell.lib.schooltime import (
    AcademicYear,
    Bell,
    Closed,
    DayPattern,
    Kind,
    SchoolCalendar,
    Span,
    Why,
    presets,
)

LONDON = "Europe/London"
INSET = Closed(Span(date(2026, 9, 2), date(2026, 9, 2)), Why.INSET, "INSET day")
MAY_DAY = Closed(
    Span(date(2027, 5, 3), date(2027, 5, 3)), Why.BANK_HOLIDAY, "Early May bank holiday"
)
YEAR = replace(presets.usual_year(2026), weeks=2, closed=(INSET, MAY_DAY), assumed=False)
NEXT = replace(presets.usual_year(2027), weeks=2)
FIVE = presets.day_pattern("five")
EARLY = DayPattern(
    "Last day of term",
    (Bell("1", Kind.LESSON, time(9), time(11)), Bell("2", Kind.LESSON, time(11), time(12, 30))),
    since=date(2026, 12, 18),
    until=date(2026, 12, 18),
)


def calendar(
    zone: str = LONDON,
    years: tuple[AcademicYear, ...] = (YEAR, NEXT),
    patterns: tuple[DayPattern, ...] = (FIVE, EARLY),
) -> SchoolCalendar:
    return SchoolCalendar(zone, years, patterns)


def at(text: str) -> datetime:
    """A moment in UTC: `at("2026-11-24 08:21")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
