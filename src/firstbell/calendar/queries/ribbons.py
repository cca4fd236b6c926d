"""The school day to scale, with a line at now: what stands on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firstbell.calendar.queries.calendars import calendar_of
from firstbell.lib.schooltime import OUTSIDE, Closure, Kind, Period, SchoolCalendar
from firstbell.lib.schooltime.model import said
from firstbell.platform.tenancy.models import School

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SchoolDay:
    day: date
    week: str
    periods: tuple[Period, ...]
    closure: Closure | None
    zone: str

    @property
    def is_open(self) -> bool:
        return self.closure is None

    @property
    def label(self) -> str:
        """ "Tue 24 Nov · Week B"."""
        return f"{said(self.day)} · Week {self.week}" if self.week else said(self.day)

    @property
    def lessons(self) -> list[Period]:
        return [period for period in self.periods if period.is_lesson]


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    kind: Kind
    starts: datetime
    ends: datetime
    is_past: bool
    is_current: bool

    @property
    def minutes(self) -> int:
        return (self.ends - self.starts) // MINUTE


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Moments are local to the school. `now` is a percentage of the columns, None outside them.

    On a day without school there are no columns, and `closed` is the sentence that says why and until when.
    """

    day: SchoolDay
    at: datetime
    columns: tuple[Column, ...]
    closed: str
    first_bell: datetime | None
    next_bell: datetime | None
    first_lesson: datetime | None

    @property
    def label(self) -> str:
        return self.day.label

    @property
    def now(self) -> float | None:
        if not self.columns:
            return None
        first, last = self.columns[0].starts, self.columns[-1].ends
        return 100 * ((self.at - first) / (last - first)) if first <= self.at <= last else None

    @property
    def minutes_to_next_bell(self) -> int | None:
        """Today's next bell; None when no more will ring today."""
        return None if self.next_bell is None else -((self.at - self.next_bell) // MINUTE)


def school_day(school: School, day: date) -> SchoolDay:
    return _day(calendar_of(school, day), day)


def ribbon(school: School, at: datetime) -> Ribbon:
    calendar = calendar_of(school, at.date())
    now = calendar.local(at)
    today = _day(calendar, now.date())
    columns = tuple(_column(period, now, calendar) for period in today.periods)
    inside = [column for column in columns if column.kind not in OUTSIDE]
    lesson = next((column.starts for column in inside if column.kind is Kind.LESSON), None)
    bells = {column.starts for column in inside} | {column.ends for column in inside}
    return Ribbon(
        today,
        now,
        columns,
        today.closure.sentence if today.closure else "",
        inside[0].starts if inside else None,
        min((bell for bell in bells if bell > now), default=None),
        lesson,
    )


def _day(calendar: SchoolCalendar, day: date) -> SchoolDay:
    return SchoolDay(
        day,
        calendar.week_letter(day),
        calendar.periods(day),
        calendar.closure(day),
        calendar.zone.key,
    )


def _column(period: Period, now: datetime, calendar: SchoolCalendar) -> Column:
    starts, ends = calendar.local(period.starts), calendar.local(period.ends)
    return Column(period.label, period.kind, starts, ends, ends <= now, starts <= now < ends)
