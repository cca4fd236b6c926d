from __future__ import annotations

from firstbell.calendar.queries.calendars import calendar_of, edition_of
from firstbell.calendar.queries.planner import Month, PlannedDay, coming_up, months
from firstbell.calendar.queries.ribbons import Column, Ribbon, SchoolDay, ribbon, school_day
from firstbell.calendar.queries.years import (
    bells_now,
    plan_after,
    school_years,
    usual_plan,
    year_on,
)

__all__ = [
    "Column", "Month", "PlannedDay", "Ribbon", "SchoolDay", "bells_now", "calendar_of", "coming_up", "edition_of",
    "months", "plan_after", "ribbon", "school_day", "school_years", "usual_plan", "year_on",
]  # fmt: skip
