"""A calendar feed of a room, a teacher or a class, as lessons that repeat.

Some programs write a lesson once with a rule, some write each of its days; both are laid out day by day, and the days
are folded back into a period of a weekday, in week A, week B or both, from the first day to the last.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from firstbell.lib.schooltime import Period, SchoolCalendar, Span
from firstbell.lib.sheets import Unreadable
from firstbell.lib.timetables.calendars import (
    MOST_BYTES,
    clean,
    drop_broken,
    every,
    local,
    parsed,
)

# How much of a week's days a lesson must have to be every week's: a trip or a closed day leaves some out.
_ENOUGH: Final = 0.5
_SECRET: Final = {
    "class": ("class", "group", "teaching group", "set"), "subject": ("subject", "course"),
    "teacher": ("teacher", "staff", "taught by", "tutor", "with"), "room": ("room", "location", "where"),
}  # fmt: skip
_TOLD: Final = re.compile(r"^\s*([A-Za-z ]{2,20}?)\s*[:=]\s*(.+?)\s*$")
_PARTS: Final = re.compile(r"\s+[-–|]\s+|\s*[:|]\s+|\s*\n\s*")
_CLASS: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Taught:
    """Who and what and where, as the feed says it."""

    class_name: str = ""
    subject: str = ""
    teacher: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class FeedLesson:
    """`days` is how many days of the feed it stands for."""

    what: Taught
    weekday: int
    week: str
    period: str
    since: date
    until: date
    days: int


@dataclass(slots=True)
class Feed:
    lessons: list[FeedLesson] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_feed(content: bytes, calendar: SchoolCalendar, span: Span) -> Feed:
    """What of it lies in this span; raises Unreadable with a sentence."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            "That calendar is larger than 30 MB. Bring a room or a teacher at a time.", "too_large"
        )
    laid: dict[tuple[Taught, int, str], set[date]] = defaultdict(set)
    left: Counter[str] = Counter()
    feed = parsed(content)
    drop_broken(feed, left)
    for one in _laid_out(feed, calendar, span):
        _place(one, calendar, laid, left)
    found = Feed([row for key, days in laid.items() for row in _folded(*key, days, calendar)])
    found.lessons.sort(key=lambda one: (one.weekday, one.week, one.period, one.what.class_name))
    found.notes = [f"Left out, {words}: {count:,}." for words, count in left.items()]
    if not found.lessons:
        why = f" {found.notes[0]}" if found.notes else ""
        raise Unreadable(f"No lesson of this school year is in that calendar.{why}", "no_lines")
    return found


@dataclass(frozen=True, slots=True)
class _Laid:
    what: Taught
    starts: datetime
    ends: datetime
    is_whole_day: bool


def _laid_out(feed: Any, calendar: SchoolCalendar, span: Span) -> Iterator[_Laid]:
    """Every single time of every event in the span."""
    for event in every(feed, span.first, span.last + timedelta(days=1)):
        yield _laid(event, calendar)


def _laid(event: Any, calendar: SchoolCalendar) -> _Laid:
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else starts
    whole = not isinstance(starts, datetime)
    return _Laid(_told(event), local(starts, calendar.zone), local(ends, calendar.zone), whole)


def _told(event: Any) -> Taught:
    said = dict(_pairs(str(event.get("DESCRIPTION", ""))))
    room = said.get("room") or clean(str(event.get("LOCATION", "")))
    class_name, subject = _summary(clean(str(event.get("SUMMARY", ""))), room)
    return Taught(
        said.get("class", class_name)[:60], said.get("subject", subject)[:80], (said.get("teacher") or _organiser(event))[:80],
        re.sub(r"^(?:room|rm)\s*:\s*", "", room, flags=re.I)[:100],
    )  # fmt: skip


def _pairs(description: str) -> Iterator[tuple[str, str]]:
    """ "Teacher: Ms Okoro", a line of it: what programs put where people do not look."""
    for line in description.splitlines()[:40]:
        told = _TOLD.match(line)
        word = told[1].casefold().strip() if told else ""
        for name, words in _SECRET.items():
            if told and word in words:
                yield name, clean(told[2])


def _organiser(event: Any) -> str:
    organiser = event.get("ORGANIZER")
    return (
        clean(str(getattr(organiser, "params", {}).get("CN", ""))) if organiser is not None else ""
    )


def _summary(text: str, room: str) -> tuple[str, str]:
    """ "9B/Co1 - Computing", "Computing: 9B/Co1", "9B Computing": the part with a number is the class."""
    parts = [part for part in _PARTS.split(text) if part and part.casefold() != room.casefold()]
    if len(parts) == 1:
        first, _, rest = parts[0].partition(" ")
        if _CLASS.search(first) and rest:
            return first, rest
        return (first, "") if _CLASS.search(first) else ("", parts[0])
    classes = [part for part in parts if _CLASS.search(part)]
    others = [part for part in parts if part not in classes]
    return (classes or [""])[0], (others or [""])[0]


def _place(
    one: _Laid, calendar: SchoolCalendar, laid: dict[tuple[Taught, int, str], set[date]], left: Counter[str]
) -> None:  # fmt: skip
    """In each lesson or registration that it covers by more than half."""
    day = one.starts.date()
    if one.is_whole_day or one.ends - one.starts >= timedelta(hours=20):
        left["because it lasts a whole day"] += 1
        return
    if not calendar.is_school_day(day):
        left["because there is no school that day"] += 1
        return
    if one.ends <= one.starts:
        one = _Laid(one.what, one.starts, one.starts + timedelta(minutes=30), one.is_whole_day)
    covered = [period for period in calendar.periods(day) if _covers(one, period)]
    taught = [period for period in covered if period.is_lesson] or covered
    for period in taught:
        laid[one.what, day.weekday(), period.label].add(day)
    if not taught:
        left["because it is in no period of the bells"] += 1


def _covers(one: _Laid, period: Period) -> bool:
    shared = min(one.ends, period.ends) - max(one.starts, period.starts)
    return 2 * shared >= min(period.ends - period.starts, one.ends - one.starts) > timedelta()


def _folded(
    what: Taught, weekday: int, period: str, days: set[date], calendar: SchoolCalendar
) -> Iterator[FeedLesson]:
    """In both weeks where it is on most of their days, else in each week that has it."""
    by_week: Mapping[str, set[date]] = defaultdict(set)
    for day in days:
        by_week[calendar.week_letter(day)].add(day)
    first, last = min(days), max(days)
    held = {
        letter: len(some) / max(_school_days(calendar, weekday, letter, first, last), 1)
        for letter, some in by_week.items()
    }
    if len(by_week) > 1 and min(held.values()) >= _ENOUGH:
        yield FeedLesson(what, weekday, "", period, first, last, len(days))
        return
    usual = [letter for letter in by_week if held[letter] >= _ENOUGH] or list(by_week)
    for letter in sorted(usual):
        some = by_week[letter]
        yield FeedLesson(what, weekday, letter, period, min(some), max(some), len(some))


def _school_days(
    calendar: SchoolCalendar, weekday: int, letter: str, first: date, last: date
) -> int:
    days: Iterable[date] = (first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7))
    aligned = (day + timedelta(days=(weekday - day.weekday()) % 7) for day in days)
    return sum(
        1
        for day in aligned
        if day <= last and calendar.is_school_day(day) and calendar.week_letter(day) == letter
    )
