"""The nouns of a school's time: years, terms, closed days, and the bells of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from firstbell.lib.refusal import Refusal

DAY = timedelta(days=1)
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CalendarEnds(Refusal):
    """The answer lies beyond the dates that the school has entered."""


class Kind(StrEnum):
    BEFORE = "before"
    REGISTRATION = "registration"
    LESSON = "lesson"
    BREAK = "break"
    LUNCH = "lunch"
    AFTER = "after"


# Clubs and early arrivals are drawn, but they are not school time.
OUTSIDE = frozenset({Kind.BEFORE, Kind.AFTER})


class Why(StrEnum):
    """Why a day is not a school day."""

    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank_holiday"
    INSET = "inset"
    CLOSED = "closed"
    HALF_TERM = "half_term"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Term:
    """`first_week` says which week its first week is; empty: the weeks go on alternating."""

    name: str
    span: Span
    half: Span | None = None
    first_week: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    span: Span
    why: Why
    name: str


@dataclass(frozen=True, slots=True)
class AcademicYear:
    """`weeks` is 1, or 2 for weeks A and B; `assumed` dates are ours, not yet the school's."""

    name: str
    span: Span
    terms: tuple[Term, ...] = ()
    closed: tuple[Closed, ...] = ()
    weeks: int = 1
    first_week: str = "A"
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Bell:
    label: str
    kind: Kind
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class DayPattern:
    """The bells of some weekdays (0 is Monday), perhaps of one week only, perhaps for some dates only."""

    name: str
    bells: tuple[Bell, ...]
    weekdays: frozenset[int] = frozenset(range(5))
    week: str = ""
    since: date | None = None
    until: date | None = None

    def fits(self, day: date, week: str) -> bool:
        return (
            day.weekday() in self.weekdays
            and (not self.week or self.week == week)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    @property
    def exactness(self) -> tuple[bool, date, bool]:
        """Of two patterns that fit, a passing one wins, then the newer, then the one of this week."""
        return (self.until is not None, self.since or date.min, bool(self.week))


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of one real day, in UTC."""

    label: str
    kind: Kind
    starts: datetime
    ends: datetime

    @property
    def is_lesson(self) -> bool:
        return self.kind is Kind.LESSON


@dataclass(frozen=True, slots=True)
class Closure:
    """A run of days without school; `back` is None where the dates end."""

    why: Why
    name: str
    first: date
    back: date | None

    @property
    def sentence(self) -> str:
        if self.why is Why.UNKNOWN:
            return self.name
        if self.back is None:
            return f"{self.name}. The next term has no dates yet"
        joint = _JOINTS[self.why]
        return f"{self.name}{joint} {said(self.back)}"


_JOINTS = {
    Why.HALF_TERM: " until",
    Why.HOLIDAY: " until",
    Why.CLOSED: " until",
    Why.WEEKEND: ", school is back on",
    Why.BANK_HOLIDAY: ", school is back on",
    Why.INSET: ", lessons start on",
}


def said(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]}"
