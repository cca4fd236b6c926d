"""Events and freezes: which run now, which come."""

from __future__ import annotations

from datetime import datetime

from firstbell.platform.tenancy.models import School
from firstbell.timetable.models import Freeze, SchoolEvent


def frozen(school: School, at: datetime) -> Freeze | None:
    """The freeze that this moment lies in; of several, the one that lasts longest."""
    rows = Freeze.objects.filter(school=school).at(at)
    found: Freeze | None = rows.order_by("-ends_at").first()
    return found


def open_freezes(school: School, at: datetime) -> list[Freeze]:
    """Those that run, and those that come."""
    return list(Freeze.objects.filter(school=school, ends_at__gt=at).order_by("starts_at"))


def events_at(school: School, at: datetime) -> list[SchoolEvent]:
    return list(SchoolEvent.objects.filter(school=school).at(at).order_by("starts_at"))


def coming_events(school: School, at: datetime, most: int = 6) -> list[SchoolEvent]:
    """What runs and what comes, the nearest first."""
    rows = SchoolEvent.objects.filter(school=school, ends_at__gt=at).order_by("starts_at", "pk")
    return list(rows.prefetch_related("rooms")[:most])
