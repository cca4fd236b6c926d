from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Prefetch

from firstbell.calendar.models import AcademicYear, BellSchedule, ClosedDay
from firstbell.lib.schooltime import AcademicYear as Year
from firstbell.lib.schooltime import Closed, Span, Term, Why, presets
from firstbell.lib.schooltime.bank_holidays import bank_holidays
from firstbell.platform.tenancy.models import School

# So many days later it is the same weekday of the same week of the year.
_A_YEAR = timedelta(weeks=52)


def school_years(school: School) -> list[AcademicYear]:
    """Newest first, with their terms and closed days."""
    closed = Prefetch("closed_days", ClosedDay.objects.order_by("first"))
    years = AcademicYear.objects.filter(school=school).order_by("-first")
    return list(years.prefetch_related("terms", closed))


def year_on(years: list[AcademicYear], day: date) -> AcademicYear | None:
    """The year this day is in, else the nearest one to come, else the last that was."""
    later = [year for year in years if year.last >= day]
    return later[-1] if later else next(iter(years), None)


def bells_now(school: School, on: date) -> list[BellSchedule]:
    """The schedules that ring or will ring, the everyday one first."""
    found = BellSchedule.objects.filter(school=school).prefetch_related("periods").order_by("name")
    rows = [schedule for schedule in found if not schedule.is_over(on)]
    return sorted(rows, key=lambda row: row.plain_value().exactness)


def usual_plan(school: School, start: int) -> Year:
    """What most schools of the nation do in that year: dates to correct."""
    return replace(
        presets.usual_year(
            start, school.nation, bank_holidays(school.nation, presets.year_span(start))
        ),
        assumed=False,
    )


def plan_after(year: AcademicYear) -> Year:
    """The next year like this one: the same weekdays 52 weeks later, and that year's own bank holidays."""
    was = year.plain_value()
    start = presets.year_start(year.first) + 1
    span = presets.year_span(start)
    kept = [_later_closed(one) for one in was.closed if one.why is not Why.BANK_HOLIDAY]
    holidays = bank_holidays(year.school.nation, span)
    terms = tuple(_later_term(term) for term in was.terms)
    return Year(
        presets.year_name(start), span, terms, (*kept, *holidays), was.weeks, was.first_week
    )


def _later_term(term: Term) -> Term:
    return replace(term, span=_later(term.span), half=_later(term.half) if term.half else None)


def _later_closed(closed: Closed) -> Closed:
    return replace(closed, span=_later(closed.span))


def _later(span: Span) -> Span:
    return Span(span.first + _A_YEAR, span.last + _A_YEAR)
