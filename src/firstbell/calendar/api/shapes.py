from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from firstbell.calendar.models import AcademicYear, BellSchedule, ClosedDay
from firstbell.lib.schooltime import AcademicYear as Year
from firstbell.lib.schooltime import Bell, Closed, DayPattern, Kind, Span, Term, Why
from firstbell.platform.api.days import Day
from firstbell.platform.api.sent import Sent

_NO_NUL = r"^[^\x00]*$"
Letter = Literal["", "A", "B"]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=_NO_NUL)]


class TermData(Sent):
    name: Name
    first: Day
    last: Day
    half_first: Day | None = None
    half_last: Day | None = None
    first_week: Letter = ""

    def plain_value(self) -> Term:
        half = Span(self.half_first, self.half_last) if self.half_first and self.half_last else None
        return Term(self.name, Span(self.first, self.last), half, self.first_week)


class ClosedData(Sent):
    kind: Literal["inset", "closed", "bank_holiday"] = "inset"
    name: str = Field("", max_length=80, pattern=_NO_NUL)
    first: Day
    last: Day | None = None

    def plain_value(self) -> Closed:
        return Closed(
            Span(self.first, self.last or self.first), Why(self.kind), self.name or self.kind
        )


class ClosedIn(ClosedData):
    school: UUID


class ClosedOut(Schema):
    uid: UUID
    kind: str
    name: str
    first: date
    last: date


class YearData(Sent):
    weeks: Literal[1, 2] = 1
    first_week: Literal["A", "B"] = "A"
    terms: list[TermData] = Field(min_length=1, max_length=12)
    closed_days: list[ClosedData] = Field(default_factory=list, max_length=100)

    def plain_value(self) -> Year:
        terms = tuple(term.plain_value() for term in self.terms)
        closed = tuple(one.plain_value() for one in self.closed_days)
        return Year("", terms[0].span, terms, closed, self.weeks, self.first_week)


class YearIn(YearData):
    school: UUID


class YearOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    first: date
    last: date
    weeks: int
    first_week: str
    terms: list[TermData]
    closed_days: list[ClosedOut]

    @staticmethod
    def resolve_school(year: AcademicYear) -> UUID:
        uid: UUID = year.school.uid
        return uid

    @staticmethod
    def resolve_terms(year: AcademicYear) -> list[object]:
        return list(year.terms.all())

    @staticmethod
    def resolve_closed_days(year: AcademicYear) -> list[ClosedDay]:
        return list(year.closed_days.all())


class YearPage(Schema):
    items: list[YearOut]
    next: str | None


class PeriodData(Sent):
    label: Annotated[str, Field(min_length=1, max_length=30, pattern=_NO_NUL)]
    kind: Literal["before", "registration", "lesson", "break", "lunch", "after"] = "lesson"
    starts: time
    ends: time

    def plain_value(self) -> Bell:
        starts, ends = (
            clock.replace(tzinfo=None, second=0, microsecond=0)
            for clock in (self.starts, self.ends)
        )
        return Bell(self.label, Kind(self.kind), starts, ends)


class BellsData(Sent):
    """`weekdays` are figures, 0 for Monday: "01234" is every weekday."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=_NO_NUL)]
    weekdays: str = Field("01234", pattern=r"^[0-6]{1,7}$")
    week: Letter = ""
    since: Day | None = None
    until: Day | None = None
    periods: list[PeriodData] = Field(min_length=1, max_length=40)

    def plain_value(self) -> DayPattern:
        bells = tuple(period.plain_value() for period in self.periods)
        days = frozenset(int(day) for day in self.weekdays)
        return DayPattern(self.name, bells, days, self.week, self.since, self.until)


class BellsIn(BellsData):
    school: UUID


class BellsOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    weekdays: str
    week: str
    since: date | None
    until: date | None
    periods: list[PeriodData]

    @staticmethod
    def resolve_school(schedule: BellSchedule) -> UUID:
        uid: UUID = schedule.school.uid
        return uid

    @staticmethod
    def resolve_periods(schedule: BellSchedule) -> list[object]:
        return list(schedule.periods.all())


class BellsPage(Schema):
    items: list[BellsOut]
    next: str | None


class RungPeriod(Schema):
    label: str
    kind: str
    starts: datetime
    ends: datetime


class DayOut(Schema):
    day: date
    is_open: bool
    week: str
    closed: str = ""
    periods: list[RungPeriod]


class DaysFilter(Schema):
    school: UUID
    first: Day
    days: int = Field(7, ge=1, le=62)


class DueFilter(Schema):
    school: UUID
    start: datetime
    minutes: int = Field(ge=0, le=1_000_000)


class DueOut(Schema):
    due: datetime
