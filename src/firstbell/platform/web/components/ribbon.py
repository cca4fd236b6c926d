"""The school day drawn to scale: what the strip, a room's day and a wall show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal

from firstbell.platform.web.components.statuses import Kind
from firstbell.platform.web.components.words import MONTHS, WEEKDAYS

HOUR = 60
WIDE_ENOUGH_FOR_TIME = 45


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch between two bells. `short` fits 20 px, `name` is read out."""

    name: str
    short: str
    starts: time
    ends: time
    lesson: bool = True
    title: str = ""
    sub: str = ""
    url: str = ""
    kind: Kind | Literal[""] = ""
    word: str = ""
    icon: str = ""

    @property
    def first(self) -> int:
        return self.starts.hour * HOUR + self.starts.minute

    @property
    def last(self) -> int:
        return self.ends.hour * HOUR + self.ends.minute


@dataclass(frozen=True, slots=True)
class Cell:
    period: Period
    first: int
    last: int
    state: Literal["past", "now", "later"]
    label_right: bool

    @property
    def clock(self) -> str:
        """The time stands beside the name where both fit."""
        wide = self.last - self.first >= WIDE_ENOUGH_FOR_TIME
        return f"{self.period.starts:%H:%M}" if wide and self.period.lesson else ""


@dataclass(frozen=True)
class Ribbon:
    """`now` is None for a day that is not today; `note` stands in for a day without lessons."""

    day: date
    periods: Sequence[Period] = ()
    now: datetime | None = None
    week: str = ""
    zone: str = "Europe/London"
    note: str = ""
    name: str = "fb-strip"

    @cached_property
    def first(self) -> int:
        return (self.periods[0].first - 1) // HOUR * HOUR if self.periods else 0

    @cached_property
    def last(self) -> int:
        return -(-(self.periods[-1].last + 1) // HOUR) * HOUR if self.periods else 0

    @property
    def minute(self) -> int | None:
        if self.now is None or self.now.date() != self.day:
            return None
        return self.now.hour * HOUR + self.now.minute

    @property
    def running(self) -> bool:
        return self.minute is not None and self.first <= self.minute < self.last

    @property
    def clock(self) -> str:
        return f"{self.now:%H:%M}" if self.now else ""

    @property
    def now_share(self) -> str:
        if self.minute is None or not self.periods:
            return "-9%"
        return f"{100 * (self.minute - self.first) / (self.last - self.first):.2f}%"

    @property
    def columns(self) -> str:
        return " ".join(f"{cell.last - cell.first}fr" for cell in self.cells)

    @property
    def day_words(self) -> str:
        words = f"{WEEKDAYS[self.day.weekday()]} {self.day.day} {MONTHS[self.day.month]}"
        return f"{words} · {self.week}" if self.week else words

    @property
    def sentence(self) -> str:
        """The ribbon for somebody who cannot see it."""
        if not self.periods:
            return f"{self.day_words}. {self.note or 'No lessons.'}"
        current = next((cell.period for cell in self.cells if cell.state == "now"), None)
        if self.minute is None:
            return f"School day, {self.day_words}"
        doing = f", {current.name} until {current.ends:%H:%M}" if current and current.name else ""
        return f"School day, {self.day_words}, now {self.clock}{doing}"

    @cached_property
    def cells(self) -> list[Cell]:
        stretches: list[Period] = []
        reached = self.first
        for period in self.periods:
            if period.first > reached:
                stretches.append(gap(reached, period.first, at_start=not stretches))
            stretches.append(period)
            reached = period.last
        if self.periods and reached < self.last:
            stretches.append(gap(reached, self.last, at_end=True))
        return [self._cell(period) for period in stretches]

    def _cell(self, period: Period) -> Cell:
        minute = self.minute
        state: Literal["past", "now", "later"] = "later"
        if minute is not None and period.last <= minute:
            state = "past"
        elif minute is not None and period.first <= minute:
            state = "now"
        right = state == "now" and minute is not None and 2 * minute < period.first + period.last
        return Cell(period, period.first, period.last, state, right)


def gap(first: int, last: int, *, at_start: bool = False, at_end: bool = False) -> Period:
    name = "Before bell" if at_start else "After" if at_end else ""
    starts, ends = time(first // HOUR, first % HOUR), time(last // HOUR % 24, last % HOUR)
    if last == 24 * HOUR:
        ends = time(23, 59)
    return Period(name, name, starts, ends, lesson=False)
