"""What the timetable lends to the house: its menu, the day on a room's page, a person's now and next, what comes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from firstbell.calendar.queries import calendar_of
from firstbell.lib import clock
from firstbell.lib.schooltime import OUTSIDE, Kind
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots
from firstbell.platform.web.components.ribbon import Period, Ribbon
from firstbell.timetable import queries
from firstbell.timetable.models import Lesson
from firstbell.timetable.queries import DayPlan, Occasion
from firstbell.timetable.queries.rooms import LONG
from firstbell.timetable.queries.wording import event_row, freeze_row, url_of

VIEW = "timetable.view"
_SHORT = {Kind.REGISTRATION: 1, Kind.BREAK: 1}

slots.menu(slots.MenuItem("Timetable", "timetable:day", "calendar-time", VIEW, order=25))
slots.create(
    slots.Create("Event", "timetable:event_add", "calendar-plus", "timetable.change", order=70)
)
slots.link("timetable.lesson", lambda uid: reverse("timetable:lesson", args=[uid]))
slots.link("timetable.schoolevent", lambda uid: reverse("timetable:events"))
slots.link("timetable.freeze", lambda uid: reverse("timetable:events"))


def today_in(request: HttpRequest, room: Room) -> slots.Context | None:
    """The room's day to scale, on its page; nothing where no lesson is known there."""
    at = clock.now()
    now = calendar_of(room.school, at.date()).local(at)
    plan = queries.day_plan(room.school, now.date())
    ones = plan.in_room(room.pk)
    if not ones and not Lesson.objects.filter(room=room).exists():
        return None
    gap = queries.next_free(room, LONG, at)
    link = {"url": reverse("timetable:room", args=[room.uid]), "label": "The week"}
    fact = f"free for {LONG} minutes {_said(gap, now)}" if gap else ""
    if not plan.periods:
        return {
            "html": mark_safe("<div class='fb-pan-body fb-m'>No lessons today.</div>"),
            "fact": fact,
            "link": link,
        }
    week = f"Week {plan.week}" if plan.week else ""
    ribbon = Ribbon(
        plan.day, _periods(plan, ones), now, week, room.school.time_zone, name="fb-today-in"
    )
    return {
        "ribbon": ribbon,
        "fact": fact,
        "link": link,
        "flush": True,
        "title": f"Today in {room.name}",
    }


def _said(gap: queries.Gap, now: Any) -> str:
    if gap.starts <= now:
        return f"now, until {gap.ends:%H:%M}"
    day = "" if gap.starts.date() == now.date() else f"on {gap.starts:%a} {gap.starts.day} "
    return f"{day}from {gap.starts:%H:%M}"


def _periods(plan: DayPlan, ones: tuple[Occasion, ...]) -> list[Period]:
    zone = plan.opens.tzinfo if plan.opens else None
    found = []
    for period in plan.periods:
        if period.kind in OUTSIDE:
            continue
        starts, ends = period.starts.astimezone(zone), period.ends.astimezone(zone)
        one = next((one for one in ones if one.starts < ends and starts < one.ends), None)
        lesson = period.kind is Kind.LESSON or (
            one is not None and period.kind is Kind.REGISTRATION
        )
        name = f"Period {period.label}" if period.label.isdigit() else period.label
        found.append(Period(
            name, period.label[: _SHORT.get(period.kind, 12)], starts.time(), ends.time(), lesson,
            (one.class_name or one.title) if one else "", one.teacher if one else "", url_of(one) if one else "",
            "live" if one and one.is_exam else "", "Exam" if one and one.is_exam else "", "pencil",
        ))  # fmt: skip
    return found


def whereabouts(request: HttpRequest, person: Person) -> slots.Context | None:
    if not Lesson.objects.filter(teacher=person).exists():
        return None
    here = queries.teacher_now(person, clock.now())
    link = {"url": reverse("timetable:teacher", args=[person.uid]), "label": "The week"}
    return {"here": here, "link": link, "flush": True}


def coming(request: HttpRequest, school: School | None) -> slots.Context | None:
    """What is out of the ordinary soon, on the home page."""
    if school is None:
        return None
    at = clock.now()
    zone = calendar_of(school, at.date()).zone
    events = [event_row(one, zone, at) for one in queries.coming_events(school, at, 4)]
    freezes = [freeze_row(one, zone, at) for one in queries.open_freezes(school, at)[:2]]
    link = {"url": reverse("timetable:events"), "label": "All"}
    return (
        {"coming": events, "freezes": freezes, "flush": True, "link": link}
        if events or freezes
        else None
    )


for _panel in (
    slots.Panel("places.room.wide", "today", "Today", "calendar-time", "timetable/panels/room.html", VIEW, today_in,
                order=5),
    slots.Panel("people.person", "whereabouts", "Now and next", "calendar-time", "timetable/panels/now.html", VIEW,
                whereabouts, side=True, order=5),
    slots.Panel("home", "events", "Coming up", "calendar-event", "timetable/panels/coming.html", VIEW, coming, order=75),
):  # fmt: skip
    slots.panel(_panel)
