"""What the calendar lends to the house."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from firstbell.calendar import queries
from firstbell.lib import clock
from firstbell.lib.schooltime import OUTSIDE, Kind
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, slots
from firstbell.platform.web.components.ribbon import Period, Ribbon

_SHORT = {Kind.REGISTRATION: 1, Kind.BREAK: 1}


def ribbon(request: HttpRequest) -> Ribbon | None:
    """The strip of every page."""
    school = context.current_school(request)
    return strip(queries.ribbon(school, clock.now())) if school else None


def strip(found: queries.Ribbon) -> Ribbon:
    week = f"Week {found.day.week}" if found.day.week else ""
    periods = [drawn(column) for column in found.columns if column.kind not in OUTSIDE]
    return Ribbon(found.day.day, periods, found.at, week, found.day.zone, found.closed)


def drawn(column: queries.Column) -> Period:
    """A break is as wide as its initial; a lesson shows its number and its time."""
    lesson = column.kind is Kind.LESSON
    name = f"Period {column.label}" if lesson and column.label.isdigit() else column.label
    short = column.label[: _SHORT.get(column.kind, 12)]
    return Period(name, short, column.starts.time(), column.ends.time(), lesson)


def coming(request: HttpRequest, school: School | None) -> slots.Context | None:
    """The next days without lessons, on the home page."""
    if school is None:
        return None
    now = clock.now()
    calendar = queries.calendar_of(school, now.date())
    found = queries.coming_up(calendar, calendar.local(now).date())
    rows = [{"name": one.name, "dates": one.dates, "days": one.school_days_away} for one in found]
    link = {"url": reverse("calendar:overview"), "label": "Calendar"}
    return {"coming": rows, "flush": True, "link": link} if rows else None


slots.ribbon(ribbon)
slots.panel(
    slots.Panel(
        "home", "coming", "No lessons on", "calendar-event", "calendar/panels/coming.html", "calendar.view", coming,
        order=80,
    )
)  # fmt: skip
slots.menu(
    slots.MenuItem(
        "Calendar", "calendar:overview", "calendar", "calendar.view", section="School", order=30
    )
)
slots.link("calendar.academicyear", lambda uid: f"{reverse('calendar:overview')}?year={uid}")
slots.link("calendar.bellschedule", lambda uid: reverse("calendar:bells", args=[uid]))
