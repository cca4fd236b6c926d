"""When: by the periods of the school's calendar or by the clock."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.models import Booking
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import Kind, Period
from firstbell.platform.tenancy.models import School

# Nobody books these; they are drawn narrow.
BETWEEN = (Kind.BREAK, Kind.LUNCH, Kind.REGISTRATION)
# What the form of a booking says instead of a period.
AT_A_TIME = "clock"
Span = tuple[datetime, datetime]


def periods_of(school: School, day: date) -> tuple[Period, ...]:
    return calendar_of(school, day).periods(day)


def called(period: Period) -> str:
    return f"Period {period.label}" if period.label.isdigit() else period.label


def by_periods(
    school: School, day: date, first: str, last: str = ""
) -> tuple[datetime, datetime, str]:
    """From the beginning of one period to the end of another, with what they are called."""
    rung = periods_of(school, day)
    labels = [period.label for period in rung]
    last = last or first
    if first not in labels or last not in labels:
        raise Refusal(
            "That day has no such period. Choose one of its own.",
            fields={"first": "Not on that day"},
        )
    one, other = rung[labels.index(first)], rung[labels.index(last)]
    if other.starts < one.starts:
        raise Refusal("The last period comes before the first.", fields={"last": "Too early"})
    words = called(one) if first == last else f"{called(one)} to {called(other)}"
    return one.starts, other.ends, words


def by_clock(school: School, day: date, starts: time, to_day: date, ends: time) -> Span:
    zone = ZoneInfo(school.time_zone)
    return datetime.combine(day, starts, zone), datetime.combine(to_day, ends, zone)


def as_asked(row: Booking) -> dict[str, Any]:
    """When it is, as the form of a booking asks for it on another day: by its periods, or by the clock."""
    starts, ends = row.school.local(row.starts_at), row.school.local(row.ends_at)
    rung = periods_of(row.school, starts.date()) if row.periods else []
    first = next((one.label for one in rung if one.starts == row.starts_at), "")
    last = next((one.label for one in rung if one.ends == row.ends_at), "")
    if first and last:
        return {"first": first, "last": "" if first == last else last}
    return {"first": AT_A_TIME, "from_time": starts.time(), "to_time": ends.time()}
