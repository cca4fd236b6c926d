from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from firstbell.calendar.actions.years import add_year, change_year
from firstbell.calendar.models import AcademicYear
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import AcademicYear as Year
from firstbell.lib.schooltime import Closed
from firstbell.lib.schooltime.bank_holidays import bank_holidays
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.tenancy.models import School


def import_years(
    school: School, plans: Sequence[Year], *, by: Actor, at: datetime
) -> list[AcademicYear]:
    """All years of a file, or none. A year that is here gets the file's terms and keeps its other closed days;
    where the file has only closed days, it keeps its terms too."""
    require(by, "calendar.change", school)
    if not plans:
        raise Refusal(
            "There is neither a term nor a closed day in this file: a line with a name, a first day and a last day."
        )
    with transaction.atomic():
        return [_one(school, plan, by, at) for plan in plans]


def _one(school: School, plan: Year, by: Actor, at: datetime) -> AcademicYear:
    years = AcademicYear.objects.filter(school=school)
    found = years.filter(name=plan.name).prefetch_related("terms", "closed_days").first()
    if found is None and not plan.terms:
        raise Refusal(
            f"The closed days of {plan.name} need a year to be in: enter its terms first, or bring them in together."
        )
    if found is None:
        last = years.order_by("-first").first()
        weeks = last.weeks if last else plan.weeks
        holidays = bank_holidays(school.nation, plan.span)
        return add_year(
            school, replace(plan, weeks=weeks, closed=_joined(plan.closed, holidays)), by=by, at=at
        )
    was = found.plain_value()
    return change_year(
        found,
        replace(was, terms=plan.terms or was.terms, closed=_joined(plan.closed, was.closed)),
        by=by,
        at=at,
    )


def _joined(first: Sequence[Closed], second: Sequence[Closed]) -> tuple[Closed, ...]:
    """Each day closed once; what the first says of it wins."""
    taken = {day for one in first for day in one.span.days()}
    return (*first, *(one for one in second if not taken & set(one.span.days())))
