"""A school's calendar as plain values, and arithmetic in school time. Nothing here knows a database."""

from __future__ import annotations

from firstbell.lib.schooltime.calendar import SchoolCalendar
from firstbell.lib.schooltime.model import (
    OUTSIDE,
    AcademicYear,
    Bell,
    CalendarEnds,
    Closed,
    Closure,
    DayPattern,
    Kind,
    Period,
    Span,
    Term,
    Why,
)

__all__ = [
    "OUTSIDE", "AcademicYear", "Bell", "CalendarEnds", "Closed", "Closure", "DayPattern", "Kind", "Period",
    "SchoolCalendar", "Span", "Term", "Why",
]  # fmt: skip
