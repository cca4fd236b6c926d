"""The stretches of time that a report is about: a school week, a month, a term, a school year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from firstbell.calendar.queries import calendar_of
from firstbell.lib.parsing import Unclear, likely
from firstbell.platform.tenancy.models import School

WEEK, MONTH, TERM, YEAR = "week", "month", "term", "year"
KINDS = {WEEK: "Week", MONTH: "Month", TERM: "Term", YEAR: "School year"}
_SHORT = {WEEK: "week", MONTH: "month", TERM: "term", YEAR: "year"}
_DAY = timedelta(days=1)
_FRIDAY, _SEPTEMBER = 4, 9


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both in it, by the clock on the school's wall.

    One that is not over has `reached` a day, and is held against as much of the one before.
    """

    kind: str
    first: date
    last: date
    zone: ZoneInfo
    reached: date | None = None
    # Of a term: what it is called, and all of them with the holidays after each.
    name: str = ""
    terms: tuple[tuple[str, date, date], ...] = ()

    def at(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    @property
    def starts(self) -> datetime:
        return self.at(self.first)

    @property
    def ends(self) -> datetime:
        """The moment after it."""
        return self.at(self.last + _DAY)

    @property
    def before(self) -> Period:
        whole = _around(self.kind, self.first - _DAY, self.zone, self.terms)
        if self.reached is None:
            return whole
        return replace(whole, last=min(whole.last, whole.first + (self.reached - self.first)))

    def on(self, today: date) -> Period:
        return replace(self, reached=today) if today < self.last else self

    @property
    def after(self) -> Period:
        return _around(self.kind, self.last + _DAY, self.zone, self.terms)

    @property
    def words(self) -> str:
        """ "16 to 22 November 2026", "November 2026", "Autumn term 2026", "2026/27"."""
        if self.kind == TERM:
            return f"{self.name} {self.first.year}"
        if self.kind == MONTH:
            return f"{self.first:%B %Y}"
        if self.kind == YEAR:
            return f"{self.first.year}/{self.last.year % 100:02}"
        friday = self.first + timedelta(days=_FRIDAY)
        start = f"{self.first.day}" if self.first.month == friday.month else f"{self.first:%-d %B}"
        return f"{start} to {friday:%-d %B %Y}"

    @property
    def short(self) -> str:
        return _SHORT[self.kind]

    @property
    def was(self) -> str:
        """What the one before it is called beside this one."""
        so_far = "" if self.reached is None else ", up to the same day"
        return f"the {self.short} before{so_far}"


def _around(
    kind: str, day: date, zone: ZoneInfo, terms: tuple[tuple[str, date, date], ...] = ()
) -> Period:
    if kind == TERM and (found := next((one for one in terms if one[1] <= day <= one[2]), None)):
        name, first, last = found
        return Period(TERM, first, last, zone, name=name, terms=terms)
    if kind == TERM:  # the calendar reaches no further: as long as a term is
        third = date(day.year, (day.month - 1) // 4 * 4 + 1, 1)
        last = (third + timedelta(days=124)).replace(day=1) - _DAY
        return Period(TERM, third, last, zone, name=f"{third:%B} to {last:%B}", terms=terms)
    if kind == MONTH:
        first = day.replace(day=1)
        return Period(kind, first, (first + timedelta(days=31)).replace(day=1) - _DAY, zone)
    if kind == YEAR:
        year = day.year if day.month >= _SEPTEMBER else day.year - 1
        return Period(kind, date(year, _SEPTEMBER, 1), date(year + 1, _SEPTEMBER, 1) - _DAY, zone)
    monday = day - timedelta(days=day.weekday())
    return Period(WEEK, monday, monday + timedelta(days=6), zone)


def around(school: School, kind: str, day: date) -> Period:
    kind = kind if kind in KINDS else WEEK
    terms = _terms(school, day) if kind == TERM else ()
    return _around(kind, day, ZoneInfo(school.time_zone), terms)


def _terms(school: School, day: date) -> tuple[tuple[str, date, date], ...]:
    """The terms of the years around a day; the holidays belong to the term before them."""
    spans: dict[date, tuple[str, date]] = {}
    for near in (day - timedelta(days=365), day, day + timedelta(days=365)):
        for year in calendar_of(school, near).years:
            spans |= {term.span.first: (term.name, term.span.last) for term in year.terms}
    firsts = sorted(spans)
    ends = [after - _DAY for after in firsts[1:]]
    return tuple(
        (spans[first][0], first, ends[at] if at < len(ends) else max(spans[first][1], first))
        for at, first in enumerate(firsts)
    )


def told(school: School, at: datetime) -> Period:
    """The week that people ask about: this one from Friday on, the last one before."""
    today = at.astimezone(ZoneInfo(school.time_zone)).date()
    back = 0 if today.weekday() >= _FRIDAY else 7
    return around(school, WEEK, today - timedelta(days=back))


def asked(school: School, kind: str, on: str, at: datetime) -> Period:
    """As an address says it; what makes no sense there is the week that people ask about."""
    if kind not in KINDS:
        kind = WEEK
    try:
        day = likely(date.fromisoformat(on), on)
    except (Unclear, ValueError):
        return told(school, at) if kind == WEEK else around(school, kind, at.date())
    return around(school, kind, day)
