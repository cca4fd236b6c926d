"""Which days are school days, and in which week: everything that needs no clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property

from firstbell.lib.schooltime.model import (
    DAY,
    AcademicYear,
    CalendarEnds,
    Closed,
    Closure,
    DayPattern,
    Term,
    Why,
    said,
)

_HOLIDAYS = {
    12: "Christmas holiday",
    1: "Christmas holiday",
    3: "Easter holiday",
    4: "Easter holiday",
}


class SchoolDays:
    def __init__(self, years: Iterable[AcademicYear], patterns: Iterable[DayPattern]) -> None:
        self.years = tuple(sorted(years, key=lambda year: year.span.first))
        # A moveable feast beats the rule: the most exact pattern is asked first.
        self.patterns = tuple(sorted(patterns, key=lambda one: one.exactness, reverse=True))
        self._closed = {
            day: closed
            for year in self.years
            for closed in year.closed
            for day in closed.span.days()
        }
        self._terms = sorted(
            (term for year in self.years for term in year.terms), key=lambda term: term.span.first
        )
        self._starts = [term.span.first for term in self._terms]
        self._letters = dict(pair for year in self.years for pair in self._lettered(year))

    @property
    def last_known(self) -> date | None:
        return self._terms[-1].span.last if self._terms else None

    def year_of(self, day: date) -> AcademicYear | None:
        return next((year for year in self.years if day in year.span), None)

    def is_school_day(self, day: date) -> bool:
        return day in self._open

    def week_letter(self, day: date) -> str:
        """ "A" or "B"; nothing in a one-week cycle, nor in a week without a school day."""
        return self._letters.get(monday(day), "")

    def pattern(self, day: date) -> DayPattern | None:
        week = self.week_letter(day)
        return next((one for one in self.patterns if one.fits(day, week)), None)

    @cached_property
    def school_days(self) -> Sequence[date]:
        found = [
            day
            for term in self._terms
            for day in term.span.days()
            if self._is_free(day, term) and (pattern := self.pattern(day)) and pattern.bells
        ]
        return sorted(set(found))

    @cached_property
    def _open(self) -> frozenset[date]:
        return frozenset(self.school_days)

    def next_school_day(self, day: date, *, after: bool = False) -> date | None:
        """This day or the first one later; with `after`, always a later one."""
        place = (bisect_right if after else bisect_left)(self.school_days, day)
        return self.school_days[place] if place < len(self.school_days) else None

    def last_school_day(self, day: date) -> date | None:
        """The nearest school day before this day."""
        place = bisect_left(self.school_days, day)
        return self.school_days[place - 1] if place else None

    def school_days_between(self, a: date, b: date) -> int:
        """How many school days lie after `a`, up to and with `b`: Friday to Monday is one."""
        return bisect_right(self.school_days, b) - bisect_right(self.school_days, a)

    def add_school_days(self, day: date, count: int) -> date:
        """The school day so many later; 0 is this day, or the next one that is a school day."""
        if count < 0:
            place = bisect_left(self.school_days, day) + count
        elif count == 0:
            place = bisect_left(self.school_days, day)
        else:
            place = bisect_right(self.school_days, day) + count - 1
        if 0 <= place < len(self.school_days):
            return self.school_days[place]
        raise CalendarEnds(self.horizon())

    def horizon(self) -> str:
        if self.last_known is None:
            return "The school's calendar has no terms yet. Add this year's term dates."
        last = self.last_known
        return f"The school's calendar ends on {said(last)} {last.year}. Add the next year's term dates."

    def closure(self, day: date) -> Closure | None:
        """Why there is no school, and until when; None on a school day."""
        if self.is_school_day(day):
            return None
        back, before = self.next_school_day(day), self.last_school_day(day)
        first = before + DAY if before else day
        why, name = self._why(day)
        if why is Why.WEEKEND and back is not None and (back - first).days < 120:
            # The weekend at either end of a half term belongs to it in everybody's mind.
            run = [self._why(first + n * DAY) for n in range((back - first).days)]
            why, name = next((one for one in run if one[0] in LONG), (why, name))
        return Closure(why, name, first, back)

    def reason(self, day: date) -> tuple[Why | None, str]:
        """Why this one day is closed, by itself; (None, "") on a school day."""
        return (None, "") if self.is_school_day(day) else self._why(day)

    def term_of(self, day: date) -> Term | None:
        place = bisect_right(self._starts, day) - 1
        return self._terms[place] if place >= 0 and day in self._terms[place].span else None

    def _is_free(self, day: date, term: Term) -> bool:
        return day not in self._closed and not (term.half and day in term.half)

    def _why(self, day: date) -> tuple[Why, str]:
        term = self.term_of(day)
        if term is None:
            return self._between_terms(day)
        if term.half and day in term.half:
            return Why.HALF_TERM, "Half term"
        closed: Closed | None = self._closed.get(day)
        if closed and day.weekday() < 5:
            return closed.why, closed.name
        return (Why.WEEKEND, "Weekend") if day.weekday() >= 5 else (Why.CLOSED, "No lessons")

    def _between_terms(self, day: date) -> tuple[Why, str]:
        place = bisect_right(self._starts, day)
        if not self._terms:
            return Why.UNKNOWN, "No term dates yet"
        if place == 0:
            return Why.HOLIDAY, "Summer holiday" if day.month in (6, 7, 8, 9) else "Holiday"
        ended = self._terms[place - 1].span.last
        if self.year_of(ended) is not self.year_of(day) or ended.month in (6, 7, 8):
            return Why.HOLIDAY, "Summer holiday"
        return Why.HOLIDAY, _HOLIDAYS.get(ended.month, "Holiday")

    def _lettered(self, year: AcademicYear) -> Iterable[tuple[date, str]]:
        """The weeks alternate over weeks with school in them, so a holiday does not use one up."""
        if year.weeks == 1:
            return
        letter = year.first_week
        done: set[date] = set()
        for term in sorted(year.terms, key=lambda term: term.span.first):
            weeks = sorted(
                {monday(day) for day in term.span.days() if self._teaches(day, term)} - done
            )
            if term.first_week and weeks:
                letter = term.first_week
            for week in weeks:
                yield week, letter
                letter = "B" if letter == "A" else "A"
            done.update(weeks)

    def _teaches(self, day: date, term: Term) -> bool:
        return day.weekday() < 5 and self._is_free(day, term)


LONG = frozenset({Why.HALF_TERM, Why.HOLIDAY})


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
