"""The calendar by API: the same verbs as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.calendar import actions, queries
from firstbell.calendar.api import shapes
from firstbell.calendar.models import AcademicYear, BellSchedule, ClosedDay
from firstbell.lib import clock
from firstbell.lib.parsing import FIRST_DAY, LAST_DAY
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School

router = Router(tags=["Calendar"])


def _school(request: HttpRequest, uid: UUID, permission: str) -> School:
    require(request.actor, permission)
    return get_object_or_404(School.objects.visible_to(request.actor, permission), uid=uid)


def _years(request: HttpRequest) -> QuerySet[AcademicYear]:
    require(request.actor, "calendar.view")
    rows = AcademicYear.objects.visible_to(request.actor).select_related("school")
    return rows.prefetch_related("terms", "closed_days")


def _bells(request: HttpRequest) -> QuerySet[BellSchedule]:
    require(request.actor, "calendar.view")
    rows = BellSchedule.objects.visible_to(request.actor).select_related("school")
    return rows.prefetch_related("periods")


@router.get(
    "calendar/years", response=shapes.YearPage, summary="Academic years with terms and closed days"
)
def years(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_years(request), paging)


@router.post("calendar/years", response={201: shapes.YearOut}, summary="Add a year")
def add_year(request: HttpRequest, body: shapes.YearIn) -> Status[AcademicYear]:
    school = _school(request, body.school, "calendar.change")
    made = actions.add_year(school, body.plain_value(), by=request.actor, at=clock.now())
    return Status(201, get_object_or_404(_years(request), pk=made.pk))


@router.put("calendar/years/{uid}", response=shapes.YearOut, summary="Give a year other dates")
def change_year(request: HttpRequest, uid: UUID, body: shapes.YearData) -> AcademicYear:
    found = get_object_or_404(_years(request), uid=uid)
    found.version = version_read(request)
    actions.change_year(found, body.plain_value(), by=request.actor, at=clock.now())
    return get_object_or_404(_years(request), uid=uid)


@router.delete("calendar/years/{uid}", response={204: None}, summary="Remove a year")
def remove_year(request: HttpRequest, uid: UUID) -> Status[None]:
    actions.remove_year(
        get_object_or_404(_years(request), uid=uid), by=request.actor, at=clock.now()
    )
    return Status(204, None)


@router.post("calendar/closed-days", response={201: shapes.ClosedOut}, summary="Close the school")
def close(request: HttpRequest, body: shapes.ClosedIn) -> Status[ClosedDay]:
    school = _school(request, body.school, "calendar.change")
    return Status(
        201, actions.close_days(school, body.plain_value(), by=request.actor, at=clock.now())
    )


@router.delete("calendar/closed-days/{uid}", response={204: None}, summary="Open after all")
def open_again(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "calendar.view")
    rows = ClosedDay.objects.visible_to(request.actor).select_related("year")
    actions.open_days(get_object_or_404(rows, uid=uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("calendar/bells", response=shapes.BellsPage, summary="Bell times")
def bells(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_bells(request), paging)


@router.post("calendar/bells", response={201: shapes.BellsOut}, summary="Add bell times")
def add_bells(request: HttpRequest, body: shapes.BellsIn) -> Status[BellSchedule]:
    school = _school(request, body.school, "calendar.change")
    made = actions.add_bells(school, body.plain_value(), by=request.actor, at=clock.now())
    return Status(201, get_object_or_404(_bells(request), pk=made.pk))


@router.put("calendar/bells/{uid}", response=shapes.BellsOut, summary="Change bell times")
def change_bells(request: HttpRequest, uid: UUID, body: shapes.BellsData) -> BellSchedule:
    found = get_object_or_404(_bells(request), uid=uid)
    found.version = version_read(request)
    actions.change_bells(found, body.plain_value(), by=request.actor, at=clock.now())
    return get_object_or_404(_bells(request), uid=uid)


@router.delete("calendar/bells/{uid}", response={204: None}, summary="Remove bell times")
def remove_bells(request: HttpRequest, uid: UUID) -> Status[None]:
    actions.remove_bells(
        get_object_or_404(_bells(request), uid=uid), by=request.actor, at=clock.now()
    )
    return Status(204, None)


@router.get(
    "calendar/days",
    response=list[shapes.DayOut],
    summary="Days: open or why not, and their periods",
)
def days(request: HttpRequest, query: Query[shapes.DaysFilter]) -> list[dict[str, Any]]:
    school = _school(request, query.school, "calendar.view")
    wanted = (query.first + timedelta(days=n) for n in range(query.days))
    return [_day(queries.school_day(school, day)) for day in wanted]


def _day(found: queries.SchoolDay) -> dict[str, Any]:
    return {
        "day": found.day, "is_open": found.is_open, "week": found.week, "periods": found.periods,
        "closed": found.closure.sentence if found.closure else "",
    }  # fmt: skip


@router.get(
    "calendar/due", response=shapes.DueOut, summary="When so many minutes of school have passed"
)
def due(request: HttpRequest, query: Query[shapes.DueFilter]) -> dict[str, Any]:
    school = _school(request, query.school, "calendar.view")
    if query.start.tzinfo is None:
        raise Refusal(
            "Say which time zone: 2026-11-24T08:21:00Z.", fields={"start": "Has no time zone"}
        )
    if not FIRST_DAY < query.start.date() < LAST_DAY:
        raise Refusal("No school was open then.", fields={"start": "Too far away"})
    calendar = queries.calendar_of(school, query.start.date())
    return {"due": calendar.add_school_minutes(query.start, query.minutes)}
