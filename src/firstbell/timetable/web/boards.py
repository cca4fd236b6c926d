"""The day of the whole school: rooms down, periods across, to scale but for the breaks, which are folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from django.urls import reverse

from firstbell.lib.schooltime import OUTSIDE, Kind, Period
from firstbell.places.models import Room
from firstbell.timetable.queries import DayPlan, Occasion
from firstbell.timetable.queries.wording import url_of

State = Literal["past", "now", "later"]
# How wide what is no lesson is drawn, in minutes of a lesson: wide enough for its initial.
_FOLDED = {Kind.BREAK: 12, Kind.LUNCH: 22, Kind.BEFORE: 10, Kind.AFTER: 30}
_SHORT = {Kind.REGISTRATION: 1, Kind.BREAK: 1, Kind.LUNCH: 1, Kind.BEFORE: 0}
_LEAST = 30


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """`shown` is whether a phone, which has room for two periods, shows it."""

    label: str
    name: str
    clock: str
    kind: Kind
    starts: datetime
    ends: datetime
    width: int
    state: State
    shown: bool

    @property
    def is_lesson(self) -> bool:
        return self.width >= _LEAST and self.kind in (Kind.LESSON, Kind.REGISTRATION)

    @property
    def first(self) -> int:
        return _minute(self.starts)

    @property
    def last(self) -> int:
        return _minute(self.ends)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """`span` columns; on a phone `phone` of those it shows. Without a title the room is free."""

    span: int
    phone: int
    state: State
    is_folded: bool
    first: int
    last: int
    what: str = ""
    title: str = ""
    sub: str = ""
    words: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    room: Room
    url: str
    cells: tuple[BoardCell, ...]
    is_used: bool


@dataclass(frozen=True, slots=True)
class Board:
    columns: tuple[BoardColumn, ...]
    groups: tuple[tuple[str, tuple[BoardRow, ...]], ...]
    at: datetime | None

    @property
    def widths(self) -> str:
        return " ".join(f"{column.width}fr" for column in self.columns)

    @property
    def scale(self) -> str:
        """Minutes of the day and the share of the width at which they lie, for the line at now to follow."""
        return ",".join(f"{minute}:{share:.3f}" for minute, share in self._stops())

    @property
    def now_share(self) -> str:
        if self.at is None or not self.columns:
            return "-9%"
        minute = _minute(self.at)
        stops = list(self._stops())
        for (first, left), (last, right) in pairwise(stops):
            if first <= minute < last:
                return f"{left + (right - left) * (minute - first) / (last - first):.2f}%"
        return "-9%"

    @property
    def inside(self) -> int:
        """How far now is into its column, in percent."""
        for column in self.columns:
            if self.at is not None and column.first <= _minute(self.at) < column.last:
                return 100 * (_minute(self.at) - column.first) // (column.last - column.first)
        return 0

    def _stops(self) -> Iterator[tuple[int, float]]:
        whole, reached = sum(column.width for column in self.columns), 0
        for column in self.columns:
            yield column.first, 100 * reached / whole
            reached += column.width
        yield self.columns[-1].last, 100.0


def board(plan: DayPlan, rooms: Sequence[Room], at: datetime | None) -> Board:
    """`at` is now where the day is today."""
    columns = _columns(plan, at)
    groups: dict[str, list[BoardRow]] = defaultdict(list)
    for room in rooms:
        ones = plan.in_room(room.pk)
        url = reverse("timetable:room", args=[room.uid])
        row = BoardRow(room, url, tuple(_cells(ones, columns)), bool(ones))
        groups[room.building.name].append(row)
    return Board(columns, tuple((name, tuple(rows)) for name, rows in groups.items()), at)


def _columns(plan: DayPlan, at: datetime | None) -> tuple[BoardColumn, ...]:
    inside = [period for period in plan.periods if period.kind not in OUTSIDE]
    zone = plan.opens.tzinfo if plan.opens else None
    ends = max((period.ends for period in inside), default=None)
    late = ends is not None and any(one.ends > ends for ones in plan.rooms.values() for one in ones)
    drawn = [
        period
        for period in plan.periods
        if period.kind not in OUTSIDE or (late and period.kind is Kind.AFTER)
    ]
    lessons = [period for period in drawn if period.is_lesson]
    used = {one.period for ones in plan.rooms.values() for one in ones}
    first = next(
        (n for n, period in enumerate(lessons) if at is None or period.ends > at), len(lessons) - 1
    )
    shown = set(lessons[max(min(first, len(lessons) - 2), 0) :][:2])
    return tuple(
        BoardColumn(
            period.label[: _SHORT.get(period.kind, 12)], f"Period {period.label}" if period.label.isdigit() else period.label,
            f"{period.starts.astimezone(zone):%H:%M}" if period.is_lesson else "", period.kind,
            period.starts.astimezone(zone), period.ends.astimezone(zone),
            _width(period, used),
            _state(period.starts, period.ends, at), period in shown,
        )
        for period in drawn
    )  # fmt: skip


def _width(period: Period, used: set[str]) -> int:
    """A registration is folded where no room has a group in it."""
    if period.kind is Kind.REGISTRATION and period.label not in used:
        return _FOLDED[Kind.BREAK]
    return _FOLDED.get(period.kind) or max(
        int((period.ends - period.starts).total_seconds() // 60), _LEAST
    )


def _state(starts: datetime, ends: datetime, at: datetime | None) -> State:
    if at is None or at < starts:
        return "later"
    return "past" if ends <= at else "now"


def _cells(ones: Sequence[Occasion], columns: Sequence[BoardColumn]) -> Iterator[BoardCell]:
    """From left to right; what lasts over several columns is one cell."""
    at = 0
    while at < len(columns):
        one = _over(ones, columns[at])
        last = at + 1
        while one is not None and last < len(columns) and _goes_on(one, ones, columns[last]):
            last += 1
        yield _cell(one, columns[at:last])
        at = last


def _over(ones: Iterable[Occasion], column: BoardColumn) -> Occasion | None:
    """What takes up most of a column; of two at once, the exam before the lesson before the event."""
    order = {"exam": 0, "lesson": 1, "event": 2}
    found = [
        one
        for one in ones
        if _shared(one, column) * 3 >= column.ends.timestamp() - column.starts.timestamp()
    ]
    return min(found, key=lambda one: order[one.what], default=None)


def _shared(one: Occasion, column: BoardColumn) -> float:
    last = max(one.ends, one.until) if one.is_lesson else one.ends
    return (min(last, column.ends) - max(one.starts, column.starts)).total_seconds()


def _goes_on(one: Occasion, ones: Sequence[Occasion], column: BoardColumn) -> bool:
    after = _over(ones, column)
    if after is None:
        return False
    return after is one or (one.is_lesson and after.title == one.title and after.starts < one.until)


def _cell(one: Occasion | None, columns: Sequence[BoardColumn]) -> BoardCell:
    states = {column.state for column in columns}
    state: State = "now" if "now" in states else "later" if "later" in states else "past"
    phone = sum(1 for column in columns if column.shown)
    folded = not any(column.is_lesson for column in columns)
    first, last = columns[0].first, columns[-1].last
    if one is None:
        return BoardCell(len(columns), phone, state, folded, first, last)
    title = one.class_name or one.title
    sub = (one.teacher.split()[-1] if one.teacher else one.subject) if one.is_lesson else ""
    return BoardCell(
        len(columns), phone, state, folded, first, last, one.what, title, sub, _words(one), url_of(one),
    )  # fmt: skip


def _words(one: Occasion) -> str:
    parts = [one.title, one.teacher, f"{one.starts:%H:%M} to {one.until:%H:%M}"]
    return ", ".join(part for part in parts if part)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
