"""The same again: each day, week or month, up to a day or so many times, and never when there is no school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.queries.booking_times import Span, by_clock, by_periods
from firstbell.equipment.states import Every
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import SchoolCalendar
from firstbell.lib.schooltime.model import said
from firstbell.platform.tenancy.models import School

MOST_TIMES = 60
# Nothing is booked further ahead.
_FAR = timedelta(days=366)
_SATURDAY = 5
_WHICH = ("first", "second", "third", "fourth", "fifth")
_NAMED = 4


@dataclass(frozen=True)
class Again:
    """How often, and until when: a last day, or so many times in all."""

    every: Every
    until: date | None = None
    times: int | None = None


@dataclass(frozen=True)
class Times:
    """When it is, each time; and the days that are left out, since there is no school."""

    spans: Sequence[Span]
    left_out: Sequence[date] = ()

    @property
    def sentence(self) -> str:
        """ "No school on Tue 16 Feb, so it is left out." """
        days = self.left_out
        if not days:
            return ""
        if len(days) > _NAMED:
            return f"{len(days)} days without school are left out."
        are = "it is" if len(days) == 1 else "they are"
        return f"No school on {', '.join(said(day) for day in days)}, so {are} left out."


def which_weekday(day: date) -> str:
    """ "second Tuesday"."""
    return f"{_WHICH[(day.day - 1) // 7]} {day:%A}"


def repeated(school: School, span: Span, again: Again, *, labels: Sequence[str] = ()) -> Times:
    """The first time as it is said; the others on days of school alone, by the bells of each day."""
    calendar = calendar_of(school, span[0].date())
    starts, ends = (calendar.local(moment) for moment in span)
    first = starts.date()
    _refuse_odd(again, first)
    last = again.until or first + _FAR
    letter = calendar.week_letter(first)
    found, left_out = [span], []
    for day in _days(first, again.every, last):
        if len(found) >= (again.times or MOST_TIMES + 1):
            break
        if not calendar.is_school_day(day):
            if not _is_weekend(again.every, day):
                left_out.append(day)
        elif again.every != Every.LETTER or calendar.week_letter(day) == letter:
            found.append(_there(school, day, (starts, ends), labels))
    _refuse_overlap(found)
    return Times(found, _before(left_out, found, calendar, again))


def _refuse_odd(again: Again, first: date) -> None:
    if again.until is not None and again.times is not None:
        raise Refusal(
            "Say until when, or how many times, and not both.", fields={"times": "Or the day"}
        )
    if again.until is None and again.times is None:
        raise Refusal("Say until when, or how many times.", fields={"until": "Needed"})
    if again.until is not None and again.until < first:
        raise Refusal("That is before the first time.", fields={"until": "Before it begins"})
    if again.until is not None and again.until > first + _FAR:
        raise Refusal("That is more than a year ahead.", fields={"until": "Too far ahead"})
    if again.times is not None and not 1 <= again.times <= MOST_TIMES:
        raise Refusal(f"Say 1 to {MOST_TIMES} times.", fields={"times": "Too many"})


def _refuse_overlap(spans: Sequence[Span]) -> None:
    if len(spans) > 1 and spans[1][0] < spans[0][1]:
        raise Refusal(
            "It would begin again before it ends. Let it repeat less often, or be shorter.",
            fields={"repeat": "Too often"},
        )


def _days(first: date, every: Every, last: date) -> Iterator[date]:
    """The days after the first on which it would be; a month without such a day has none."""
    if every in (Every.MONTH, Every.WEEKDAY):
        yield from (day for day in _monthly(first, every) if day <= last)
        return
    step = timedelta(days=1 if every == Every.DAY else 7)
    day = first + step
    while day <= last:
        yield day
        day += step


def _monthly(first: date, every: Every) -> Iterator[date]:
    for ahead in range(1, 13):
        years, month = divmod(first.month - 1 + ahead, 12)
        start = date(first.year + years, month + 1, 1)
        if every == Every.MONTH:
            day = start + timedelta(days=first.day - 1)
        else:
            to_weekday = (first.weekday() - start.weekday()) % 7
            day = start + timedelta(days=to_weekday + 7 * ((first.day - 1) // 7))
        if day.month == start.month:
            yield day


def _is_weekend(every: Every, day: date) -> bool:
    """Nobody expects a class on Saturday because it is there each day."""
    return every == Every.DAY and day.weekday() >= _SATURDAY


def _before(
    days: Sequence[date], found: Sequence[Span], calendar: SchoolCalendar, again: Again
) -> Sequence[date]:
    """With a number of times, what is left out after the last of them is nobody's loss."""
    if again.times is None:
        return days
    last = calendar.local(found[-1][0]).date()
    return [day for day in days if day < last]


def _there(school: School, day: date, span: Span, labels: Sequence[str]) -> Span:
    """By the bells of that day, if they ring as they are called; else by the clock."""
    if labels:
        try:
            return by_periods(school, day, labels[0], labels[-1])[:2]
        except Refusal:
            pass
    days = (span[1].date() - span[0].date()).days
    return by_clock(school, day, span[0].time(), day + timedelta(days=days), span[1].time())
