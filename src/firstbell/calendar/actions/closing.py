"""Single closed days: INSET, snow, a polling station, bank holidays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstbell.calendar import events
from firstbell.calendar.actions.editions import next_edition
from firstbell.calendar.models import AcademicYear, ClosedDay
from firstbell.calendar.states import ClosedKind
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.schooltime import Closed, Span
from firstbell.lib.schooltime.bank_holidays import bank_holidays
from firstbell.lib.schooltime.model import said
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce, announce_many
from firstbell.platform.tenancy.models import School


def close_days(school: School, closed: Closed, *, by: Actor, at: datetime) -> ClosedDay:
    require(by, "calendar.change", school)
    first, last = closed.span.first, closed.span.last
    if last < first:
        raise Refusal("It ends before it begins.", fields={"last": "Before the first day"})
    year = AcademicYear.objects.filter(school=school, first__lte=first, last__gte=last).first()
    if year is None:
        raise Refusal(
            f"There are no term dates around {said(first)} {first.year}. Add that year first.",
            fields={"first": "In no year of the calendar"},
        )
    _refuse_twice(year, first, last)
    name = " ".join(closed.name.split()) or ClosedKind(closed.why.value).label
    row = ClosedDay(
        school=school,
        year=year,
        kind=closed.why.value,
        name=name,
        first=first,
        last=last,
        created_at=at,
    )
    with transaction.atomic():
        row.save()
        next_edition(school.pk, at)
        announce(events.DAY_CLOSED, row, by=by, at=at, about=[year])
    return row


def _refuse_twice(year: AcademicYear, first: date, last: date) -> None:
    there = year.closed_days.filter(first__lte=last, last__gte=first).first()
    if there:
        raise Conflict(
            f"The school is closed then already: {there}.", fields={"first": "Closed already"}
        )


def open_days(closed: ClosedDay, *, by: Actor, at: datetime) -> None:
    require(by, "calendar.change", closed)
    with transaction.atomic():
        announce(events.DAY_OPENED, closed, by=by, at=at, about=[closed.year])
        closed.delete()
        next_edition(closed.school_id, at)


def add_bank_holidays(year: AcademicYear, *, by: Actor, at: datetime) -> list[ClosedDay]:
    """Those of the school's nation that are not there yet."""
    require(by, "calendar.change", year)
    known = set(year.closed_days.values_list("first", flat=True))
    found = bank_holidays(year.school.nation, Span(year.first, year.last))
    rows = [
        ClosedDay(
            school_id=year.school_id, year=year, kind=ClosedKind.BANK_HOLIDAY, name=one.name, first=one.span.first,
            last=one.span.last, created_at=at,
        )
        for one in found
        if one.span.first not in known
    ]  # fmt: skip
    with transaction.atomic():
        ClosedDay.objects.bulk_create(rows)
        next_edition(year.school_id, at)
        announce_many(events.DAY_CLOSED, [News(row, about=[year]) for row in rows], by=by, at=at)
    return rows
