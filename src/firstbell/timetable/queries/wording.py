"""How an event and a freeze are said in a row, and where what takes place in a room leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from firstbell.lib.schooltime.model import said
from firstbell.timetable.models import Freeze, SchoolEvent
from firstbell.timetable.queries.occasions import Occasion
from firstbell.timetable.states import EventKind

_ICONS = {
    EventKind.EXAM: "pencil", EventKind.MOCK: "pencil", EventKind.OPEN_EVENING: "building-community",
    EventKind.PARENTS: "users", EventKind.SHOW: "music", EventKind.TRIP: "bus", EventKind.OTHER: "calendar-event",
}  # fmt: skip
_MOST = 4


def event_row(event: SchoolEvent, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    rooms = sorted(event.rooms.all(), key=lambda room: room.name_key)
    named = ", ".join(room.name for room in rooms[:_MOST])
    more = f" and {len(rooms) - _MOST} more" if len(rooms) > _MOST else ""
    where = f"{named}{more}" if rooms else "the whole school" if event.stops_lessons else ""
    return {
        "uid": event.uid, "name": event.name, "kind": event.get_kind_display(), "icon": _ICONS[EventKind(event.kind)],
        "when": when(event.starts_at, event.ends_at, zone, whole=event.is_whole_day), "where": where,
        "stops": event.stops_lessons, "is_exam": event.is_exam, "is_now": event.starts_at <= at < event.ends_at,
    }  # fmt: skip


def freeze_row(freeze: Freeze, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    edges = [moment.astimezone(zone) for moment in (freeze.starts_at, freeze.ends_at)]
    whole = all((moment.hour, moment.minute) == (0, 0) for moment in edges)
    return {
        "uid": freeze.uid, "what": freeze.what, "why": freeze.why, "is_now": freeze.starts_at <= at < freeze.ends_at,
        "when": when(freeze.starts_at, freeze.ends_at, zone, whole=whole),
    }  # fmt: skip


def when(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, whole: bool) -> str:
    """ "Thu 26 Nov, 17:00 to 20:00", "Mon 30 Nov to Fri 4 Dec"."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if whole:
        last = (ends - timedelta(minutes=1)).date()
        return (
            said(starts.date())
            if last == starts.date()
            else f"{said(starts.date())} to {said(last)}"
        )
    if starts.date() == ends.date():
        return f"{said(starts.date())}, {starts:%H:%M} to {ends:%H:%M}"
    return f"{said(starts.date())} {starts:%H:%M} to {said(ends.date())} {ends:%H:%M}"


def title(coming: Sequence[SchoolEvent], freezes: Sequence[Freeze], at: datetime) -> str:
    """An answer: what holds now, else what comes first."""
    running = next((one for one in freezes if one.starts_at <= at), None)
    if running:
        return f"No changes now: {running.what[:1].lower()}{running.what[1:]}"
    now = next((one for one in coming if one.starts_at <= at), None)
    if now:
        return f"{now} is on"
    return f"Next: {coming[0]}" if coming else "Nothing out of the ordinary"


def url_of(one: Occasion) -> str:
    """The week of the class; the page of events."""
    if not one.is_lesson:
        return reverse("timetable:events")
    name = one.class_name.partition(", ")[0]
    return class_url(name) if name else ""


def class_url(name: str) -> str:
    return f"{reverse('timetable:classes')}?{urlencode({'class': name})}"
