"""From a moment to the school day it lies in, and to those that follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from firstbell.calendar.queries import calendar_of
from firstbell.platform.tenancy.models import School
from firstbell.timetable.queries.days import DayPlan, day_plan
from firstbell.timetable.queries.occasions import Occasion

# How many school days ahead is looked for the next lesson, or for a free hour.
_AHEAD = 12


def today_of(school: School, at: datetime) -> DayPlan:
    return day_plan(school, calendar_of(school, at.date()).local(at).date())


def days_from(school: School, at: datetime) -> Iterator[DayPlan]:
    """The day itself, school or not, then the next school days."""
    calendar = calendar_of(school, at.date())
    day = calendar.local(at).date()
    yield day_plan(school, day)
    for _ in range(_AHEAD):
        following = calendar.next_school_day(day, after=True)
        if following is None:
            return
        day = following
        yield day_plan(school, day)


def running(ones: Sequence[Occasion], at: datetime) -> Occasion | None:
    """An exam before a lesson, a lesson before an event beside it."""
    now = [one for one in ones if one.runs(at)]
    order = {"exam": 0, "lesson": 1, "event": 2}
    return min(now, key=lambda one: order[one.what], default=None)


def coming(ones: Sequence[Occasion], at: datetime) -> Occasion | None:
    return next((one for one in ones if one.starts > at), None)
