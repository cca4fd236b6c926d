"""The year at a glance, and what of it comes next."""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date

from firstbell.lib.schooltime import SchoolCalendar, Span, Why
from firstbell.lib.schooltime.days import LONG
from firstbell.lib.schooltime.model import DAY, MONTHS, said

_WORDS = {
    Why.WEEKEND: "", Why.BANK_HOLIDAY: "bank", Why.INSET: "inset", Why.CLOSED: "closed", Why.HALF_TERM: "holiday",
    Why.HOLIDAY: "holiday", Why.UNKNOWN: "holiday",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """`look` is how it is drawn: school, inset, bank, closed, holiday, or nothing for a weekend."""

    day: date
    look: str
    name: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` are (letter, seven days), None where the month does not reach."""

    name: str
    school_days: int
    weeks: tuple[tuple[str, tuple[PlannedDay | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Coming:
    name: str
    why: Why
    first: date
    last: date
    school_days_away: int

    @property
    def dates(self) -> str:
        return (
            said(self.first)
            if self.first == self.last
            else f"{said(self.first)} to {said(self.last)}"
        )


def months(school: SchoolCalendar, span: Span, today: date) -> list[Month]:
    """From the month of the first day of school to that of the last."""
    taught = [day for day in school.school_days if day in span]
    if not taught:
        return []
    found, at = [], taught[0].replace(day=1)
    while at <= taught[-1]:
        found.append(_month(school, at.year, at.month, today))
        at = (at.replace(day=28) + 4 * DAY).replace(day=1)
    return found


def _month(school: SchoolCalendar, year: int, month: int, today: date) -> Month:
    weeks = tuple(
        (
            next((letter for day in week if (letter := school.week_letter(day))), ""),
            tuple(_planned(school, day, today) if day.month == month else None for day in week),
        )
        for week in months_of.Calendar().monthdatescalendar(year, month)
    )
    count = sum(1 for _, days in weeks for day in days if day and day.look == "school")
    return Month(f"{MONTHS[month]} {year}", count, weeks)


def _planned(school: SchoolCalendar, day: date, today: date) -> PlannedDay:
    why, name = school.reason(day)
    if why is None:
        return PlannedDay(day, "school", "", day == today)
    weekend = day.weekday() >= 5
    return PlannedDay(day, "" if weekend else _WORDS[why], name, day == today)


def coming_up(school: SchoolCalendar, today: date, limit: int = 4) -> list[Coming]:
    """The next runs of days without school, ordinary weekends left out."""
    found: list[Coming] = []
    day = school.next_school_day(today)
    while day is not None and len(found) < limit:
        following = school.next_school_day(day, after=True)
        if following is not None:
            run = Span(day + DAY, following - DAY).days()
            found += _named(school, run, school.school_days_between(today, day))
        day = following
    return found


def _named(school: SchoolCalendar, run: list[date], away: int) -> list[Coming]:
    """What a gap between two school days is called, without the weekend around it."""
    reasons = [(day, *school.reason(day)) for day in run]
    words = [(why, name) for _, why, name in reasons if why not in (None, Why.WEEKEND)]
    if not words:
        return []
    why, name = next((one for one in words if one[0] in LONG), words[0])
    days = [day for day, own, _ in reasons if own is why]
    return [Coming(name, why, days[0], days[-1], away)] if why else []
