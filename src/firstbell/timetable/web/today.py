"""What the page of the school's day says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.calendar.queries import calendar_of
from firstbell.lib.parsing import FIRST_DAY, LAST_DAY
from firstbell.lib.schooltime import SchoolCalendar
from firstbell.lib.schooltime.model import said
from firstbell.places.models import Room
from firstbell.places.states import RoomKind
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School
from firstbell.timetable import queries
from firstbell.timetable.queries import DayPlan
from firstbell.timetable.queries.rooms import LONG, free_of
from firstbell.timetable.web.boards import board

# Rooms in which somebody is taught, so that one that is free today is worth a line.
TEACHING = (RoomKind.CLASSROOM, RoomKind.ICT_SUITE, RoomKind.LAB, RoomKind.HALL, RoomKind.LIBRARY)
_ICT = (RoomKind.ICT_SUITE,)


def day_page(request: HttpRequest, school: School, at: datetime) -> dict[str, Any]:
    calendar = calendar_of(school, at.date())
    now = calendar.local(at)
    day = _day(request.GET.get("day", ""), now.date())
    is_today = day == now.date()
    plan = queries.day_plan(school, day)
    every = _rooms(request, school, plan)
    show, asked = request.GET.get("show", ""), request.GET.get("q", "").strip()
    rooms = [room for room in every if _is_shown(room, plan, show) and _is_meant(room, plan, asked)]
    may_change = can(request.actor, "timetable.change", school)
    has_lessons = bool(plan.rooms)
    return {
        "title": _title(plan, every, now if is_today else None, calendar, day),
        "sub": _sub(plan, every, now if is_today else None, day),
        "actions": _actions(request, school, may_change=may_change),
        "day": day, "is_today": is_today, "plan": plan, "may_change": may_change, "q": asked, "show": show,
        "board": board(plan, rooms, now if is_today else None) if plan.periods and rooms else None,
        "views": _views(request, every, plan, show), "days": _days(request, calendar_of(school, day), day, now.date()),
        "has_lessons": has_lessons, "notices": _notices(school, plan, at, is_today=is_today),
        "count": len(rooms), "key": "fb-board",
    }  # fmt: skip


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= LAST_DAY else today


def _rooms(request: HttpRequest, school: School, plan: DayPlan) -> list[Room]:
    rows = Room.objects.visible_to(request.actor).open().filter(school=school).with_place()
    ordered = rows.order_by("building__order", "building__name_key", "name_key")
    return [room for room in ordered if room.kind in TEACHING or room.pk in plan.rooms]


def _is_shown(room: Room, plan: DayPlan, show: str) -> bool:
    if show == "ict":
        return room.kind in _ICT
    if show == "free":
        return room.pk not in plan.rooms or len(plan.rooms[room.pk]) < sum(
            p.is_lesson for p in plan.periods
        )
    return show != "used" or room.pk in plan.rooms


def _is_meant(room: Room, plan: DayPlan, asked: str) -> bool:
    """By the room, or by anybody and anything that is in it that day."""
    if not asked:
        return True
    said_of = [room.name, room.code]
    for one in plan.in_room(room.pk):
        said_of += [one.title, one.teacher, one.initials]
    return asked.casefold() in " ".join(said_of).casefold()


def _title(
    plan: DayPlan, rooms: Sequence[Room], now: datetime | None, calendar: SchoolCalendar, day: date
) -> str:  # fmt: skip
    closure = calendar.closure(day)
    if closure:
        return closure.sentence
    if (
        now is None
        or plan.opens is None
        or plan.closes is None
        or not plan.opens <= now < plan.closes
    ):
        used = sum(1 for room in rooms if room.pk in plan.rooms)
        return f"{used} of {len(rooms)} rooms have lessons {'today' if now else f'on {said(day)}'}"
    used = sum(1 for room in rooms if any(one.runs(now) for one in plan.in_room(room.pk)))
    return f"{used} of {len(rooms)} rooms are in use"


def _sub(plan: DayPlan, rooms: Sequence[Room], now: datetime | None, day: date) -> str:
    parts = [f"{said(day)}{f', week {plan.week}' if plan.week else ''}"]
    if now is not None and plan.closes is not None and now < plan.closes:
        running = next((one for one in plan.periods if one.starts <= now < one.ends), None)
        if running is not None:
            name = f"Period {running.label}" if running.label.isdigit() else running.label
            parts.append(f"{name} until {running.ends.astimezone(now.tzinfo):%H:%M}")
        long = sum(1 for room in rooms if _is_free(plan, room, now))
        parts.append(f"{long} free for {LONG} minutes")
    return " · ".join(parts)


def _is_free(plan: DayPlan, room: Room, now: datetime) -> bool:
    gap = next(free_of(plan, room.pk, now), None)
    return gap is not None and gap[0] <= now and gap[1] - now >= timedelta(minutes=LONG)


def _views(
    request: HttpRequest, rooms: Sequence[Room], plan: DayPlan, show: str
) -> list[dict[str, Any]]:
    kinds = [
        ("", "Every room"),
        ("used", "With lessons"),
        ("free", "With a free period"),
        ("ict", "ICT rooms"),
    ]
    found = []
    for key, label in kinds:
        query = request.GET.copy()
        query.pop("show", None)
        if key:
            query["show"] = key
        count = sum(1 for room in rooms if _is_shown(room, plan, key))
        found.append(
            {"label": label, "url": f"?{query.urlencode()}", "active": key == show, "count": count}
        )
    return found


def _days(request: HttpRequest, calendar: SchoolCalendar, day: date, today: date) -> dict[str, Any]:
    """The school days beside this one, looked at in the same way."""
    before, after = calendar.last_school_day(day), calendar.next_school_day(day, after=True)

    def url(to: date | None) -> str:
        query = request.GET.copy()
        query["day"] = to.isoformat() if to else ""
        return f"?{query.urlencode()}" if to else ""

    return {
        "before": url(before), "before_said": before and said(before), "after": url(after),
        "after_said": after and said(after), "today": "" if day == today else url(today),
    }  # fmt: skip


def _actions(request: HttpRequest, school: School, *, may_change: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "Classes", "icon": "users-group", "url": reverse("timetable:classes")},
        {
            "label": "Events and freezes",
            "icon": "calendar-event",
            "url": reverse("timetable:events"),
        },
        {"label": "Every lesson", "icon": "table", "url": reverse("timetable:lessons")},
    ]
    if may_change and can(request.actor, "exchange.import", school):
        url = f"{reverse('import_new')}?sheet=lessons"
        found.append(
            {"label": "Bring a timetable in", "icon": "file-import", "url": url, "primary": True}
        )
    return found


def _notices(school: School, plan: DayPlan, at: datetime, *, is_today: bool) -> list[str]:
    """What is not in a room, but should be known: a trip, and a freeze."""
    words = [f"{one.title}, {one.starts:%H:%M} to {one.ends:%H:%M}" for one in plan.nowhere]
    freeze = queries.frozen(school, at) if is_today else None
    return [*words, f"Nothing is changed now: {freeze}"] if freeze else words
