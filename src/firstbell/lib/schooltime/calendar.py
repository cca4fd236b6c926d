"""School hours: minutes that count only while the school is open, between aware UTC moments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from firstbell.lib.schooltime.days import SchoolDays
from firstbell.lib.schooltime.lessons import LessonClock
from firstbell.lib.schooltime.model import (
    OUTSIDE,
    AcademicYear,
    CalendarEnds,
    DayPattern,
    Kind,
    Period,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MINUTE = 60_000_000


class SchoolCalendar(SchoolDays):
    """A school day's time runs from its first bell to its last without a gap: walking between lessons is school.

    The ticks of all days before each day are summed once, so every answer is a bisection.
    """

    def __init__(
        self, zone: str, years: Iterable[AcademicYear], patterns: Iterable[DayPattern]
    ) -> None:
        super().__init__(years, patterns)
        self.zone = ZoneInfo(zone)
        self._periods: dict[date, tuple[Period, ...]] = {}

    def local(self, moment: datetime) -> datetime:
        return _aware(moment).astimezone(self.zone)

    def periods(self, day: date) -> tuple[Period, ...]:
        """The day from bell to bell; nothing on a day without school."""
        if not self.is_school_day(day):
            return ()
        if day not in self._periods:
            self._periods[day] = self._rung(day)
        return self._periods[day]

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """First and last bell."""
        inside = [period for period in self.periods(day) if period.kind not in OUTSIDE]
        if not inside:
            return None
        return inside[0].starts, max(period.ends for period in inside)

    def period_at(self, moment: datetime) -> Period | None:
        running = self.periods(self.local(moment).date())
        return next((one for one in running if one.starts <= moment < one.ends), None)

    def next_period(self, moment: datetime, *kinds: Kind) -> Period | None:
        """The first period to start after this moment; of these kinds, where any are named."""
        day: date | None = self.next_school_day(self.local(moment).date())
        while day is not None:
            for period in self.periods(day):
                if period.starts > moment and (not kinds or period.kind in kinds):
                    return period
            day = self.next_school_day(day, after=True)
        return None

    def in_school_time(self, moment: datetime) -> bool:
        """Between first and last bell, both included."""
        tick, place = _tick(moment), self._place(moment)
        return place >= 0 and tick <= self._closes[place]

    def school_time_between(self, a: datetime, b: datetime) -> timedelta:
        return (self._position(b) - self._position(a)) * _TICK

    def school_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole minutes; less than none where `b` comes first."""
        passed = self._position(b) - self._position(a)
        return passed // _MINUTE if passed >= 0 else -(-passed // _MINUTE)

    def add_school_minutes(self, start: datetime, minutes: int) -> datetime:
        """When so many minutes of school have passed: always between a first and a last bell."""
        if minutes == 0:
            return self._at_school(start)
        target = self._position(start) + minutes * _MINUTE
        find = bisect_left if minutes > 0 else bisect_right
        place = find(self._before, target) - 1
        if not 0 <= place < len(self._opens):
            raise CalendarEnds(self.horizon())
        return _moment(self._opens[place] + target - self._before[place])

    def lesson_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole minutes of lessons: what a class lost while its board was dark. Breaks and lunch are none."""
        return self._lessons.taught_between(_aware(a), _aware(b)) // timedelta(minutes=1)

    def lesson_periods_between(self, a: datetime, b: datetime) -> float:
        """Lesson periods from one to the other, with the part of one that is running."""
        return self._lessons.periods_between(_aware(a), _aware(b))

    def add_lesson_periods(self, start: datetime, count: float) -> datetime:
        """When so many lesson periods have passed; from before school, one later is the end of the first lesson."""
        found = self._lessons.add_periods(_aware(start), count)
        if found is None:
            raise CalendarEnds(self.horizon())
        return found

    def _at_school(self, moment: datetime) -> datetime:
        if self.in_school_time(moment):
            return _aware(moment)
        place = self._place(moment) + 1
        if place == len(self._opens):
            raise CalendarEnds(self.horizon())
        return _moment(self._opens[place])

    def _position(self, moment: datetime) -> int:
        """Ticks of school time from the calendar's beginning to this moment."""
        place = self._place(moment)
        if place < 0:
            return 0
        opened = self._opens[place]
        return self._before[place] + min(_tick(moment), self._closes[place]) - opened

    def _place(self, moment: datetime) -> int:
        return bisect_right(self._opens, _tick(moment)) - 1

    @cached_property
    def _lessons(self) -> LessonClock:
        days = (self.periods(day) for day in self.school_days)
        return LessonClock([one for periods in days for one in periods if one.is_lesson])

    @cached_property
    def _hours(self) -> list[tuple[int, int]]:
        found = (self.hours(day) for day in self.school_days)
        return [(_tick(pair[0]), _tick(pair[1])) for pair in found if pair and pair[0] < pair[1]]

    @cached_property
    def _opens(self) -> list[int]:
        return [opens for opens, _ in self._hours]

    @cached_property
    def _closes(self) -> list[int]:
        return [closes for _, closes in self._hours]

    @cached_property
    def _before(self) -> list[int]:
        return list(accumulate((closes - opens for opens, closes in self._hours), initial=0))

    def _rung(self, day: date) -> tuple[Period, ...]:
        pattern = self.pattern(day)
        bells = sorted(pattern.bells, key=lambda bell: (bell.starts, bell.ends)) if pattern else []
        return tuple(
            Period(
                bell.label,
                bell.kind,
                datetime.combine(day, bell.starts, self.zone).astimezone(UTC),
                datetime.combine(day, bell.ends, self.zone).astimezone(UTC),
            )
            for bell in bells
        )


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("School time is asked with aware datetimes")
    return moment.astimezone(UTC)


def _tick(moment: datetime) -> int:
    return (_aware(moment) - _EPOCH) // _TICK


def _moment(tick: int) -> datetime:
    return _EPOCH + tick * _TICK
