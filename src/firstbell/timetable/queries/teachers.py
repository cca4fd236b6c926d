"""Where a teacher is, and when they are free."""

from __future__ import annotations

from datetime import datetime

from firstbell.people.models import Person
from firstbell.platform.database import marks
from firstbell.platform.tenancy.models import School
from firstbell.timetable.queries.days import DayPlan, gaps_of
from firstbell.timetable.queries.moments import coming, days_from, running, today_of
from firstbell.timetable.queries.occasions import Occasion, Whereabouts


def teacher_now(person: Person, at: datetime, school: School | None = None) -> Whereabouts:
    """At the school where they are, or at another one that they also belong to."""
    with marks.steady():
        return _whereabouts(person, at, school or person.school)


def _whereabouts(person: Person, at: datetime, where: School) -> Whereabouts:
    plan = today_of(where, at)
    ones = plan.of_teacher(person.pk)
    now, following = running(ones, at), coming(ones, at)
    if following is None:
        days = list(days_from(where, at))[1:]
        later = (one for day in days for one in day.of_teacher(person.pk))
        following = next(later, None)
    free = _free(plan, ones, at)
    return Whereabouts(now, following, *(free or (None, None)))


def teacher_day(person: Person, at: datetime) -> tuple[Occasion, ...]:
    return today_of(person.school, at).of_teacher(person.pk)


def _free(
    plan: DayPlan, ones: tuple[Occasion, ...], at: datetime
) -> tuple[datetime, datetime] | None:
    if plan.opens is None or plan.closes is None:
        return None
    now = at.astimezone(plan.opens.tzinfo)
    for starts, ends in gaps_of(ones, plan.opens, plan.closes):
        if ends > now:
            return max(starts, now), ends
    return None
