"""When: by the periods of the school's calendar or by the clock; once, or week after week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.models import Booking
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import Kind, Period
from firstbell.platform.tenancy.models import School

# Nobody books these; they are drawn narrow.
BETWEEN = (Kind.BREAK, Kind.LUNCH, Kind.REGISTRATION)
WEEK = timedelta(days=7)
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
    zone = ZoneInfo(row.school.time_zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    rung = periods_of(row.school, starts.date()) if row.periods else []
    first = next((one.label for one in rung if one.starts == row.starts_at), "")
    last = next((one.label for one in rung if one.ends == row.ends_at), "")
    if first and last:
        return {"first": first, "last": "" if first == last else last}
    return {"first": AT_A_TIME, "from_time": starts.time(), "to_time": ends.time()}


def repeated(
    school: School,
    span: Span,
    until: date,
    *,
    labels: Sequence[str] = (),
    same_letter: bool = False,
) -> list[Span]:
    """The same again each week up to a day, in weeks of the same letter where that is meant; holidays are left out."""
    zone = ZoneInfo(school.time_zone)
    starts, ends = span[0].astimezone(zone), span[1].astimezone(zone)
    if until < starts.date():
        raise Refusal("That is before the first time.", fields={"until": "Before it begins"})
    calendar = calendar_of(school, starts.date())
    letter = calendar.week_letter(starts.date())
    found: list[Span] = [span]
    day = starts.date() + WEEK
    while day <= until and len(found) <= 100:
        if calendar.is_school_day(day) and (not same_letter or calendar.week_letter(day) == letter):
            found.append(_there(school, day, (starts, ends), labels))
        day += WEEK
    return found


def _there(school: School, day: date, span: Span, labels: Sequence[str]) -> Span:
    """By the bells of that day, if they ring as they are called; else by the clock."""
    if labels:
        try:
            return by_periods(school, day, labels[0], labels[-1])[:2]
        except Refusal:
            pass
    days = (span[1].date() - span[0].date()).days
    return by_clock(school, day, span[0].time(), day + timedelta(days=days), span[1].time())
