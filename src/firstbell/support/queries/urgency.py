"""How soon a ticket is needed: is a lesson or an exam stopped now, or the next one there? Times people, times workaround.

Worked out when it is read, so that a queue sorts itself as periods pass. Plain values in, a plain value out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from firstbell.support.queries.lessons import InRoom, Lesson
from firstbell.support.states import Stops

# What a place in the queue is called, how it looks, in its order.
GROUPS = {
    "now": ("A lesson is stopped", "bad", "alert-octagon"),
    "next": ("Before the next lesson", "warn", "alert-triangle"),
    "today": ("Today", "live", "clock"),
    "later": ("When there is time", "quiet", "calendar"),
    "waiting": ("Waiting", "quiet", "clock-pause"),
}
_ORDER = list(GROUPS)
_SOON = 90 * 60
_CROWDS = ((500, 2.0), (100, 1.6), (20, 1.3), (5, 1.15))
_MAKING_DO = 0.6


@dataclass(frozen=True, slots=True)
class Facts:
    stops: str
    opened_at: datetime
    exam: bool = False
    people: int = 1
    workaround: bool = False
    room: str = ""
    waits: bool = False


class Urgency(NamedTuple):
    """The higher the score the sooner; `group` is one of GROUPS, `why` a sentence."""

    score: int
    group: str
    why: str


class _Base(NamedTuple):
    score: int
    group: str
    why: str


def urgency(facts: Facts, lessons: InRoom, at: datetime, zone: ZoneInfo) -> Urgency:
    base = _base(facts, lessons, at, zone)
    score = base.score * _crowd(facts.people)
    group, words = base.group, [base.why]
    if facts.people >= _CROWDS[-1][0]:
        words.append(f"{facts.people} people")
    if facts.workaround:
        score *= _MAKING_DO
        group = _ORDER[min(_ORDER.index(group) + 1, _ORDER.index("later"))]
        words.append("making do")
    if facts.waits:
        group = "waiting"
    return Urgency(round(score), group, ", ".join(word for word in words if word))


def _crowd(people: int) -> float:
    return next((factor for least, factor in _CROWDS if people >= least), 1.0)


def _base(facts: Facts, lessons: InRoom, at: datetime, zone: ZoneInfo) -> _Base:
    if facts.stops == Stops.NO:
        return _no_lesson(facts)
    if lessons.known:
        return _from_timetable(facts, lessons, at, zone)
    return _from_report(facts, at, zone)


def _no_lesson(facts: Facts) -> _Base:
    if facts.exam:
        return _Base(35, "today", "For an exam")
    if facts.people >= 100:
        return _Base(30, "today", "Stops no lesson")
    return _Base(20, "later", "Stops no lesson")


def _from_timetable(facts: Facts, lessons: InRoom, at: datetime, zone: ZoneInfo) -> _Base:
    now, following = lessons.now, lessons.next
    if now is not None:
        exam = facts.exam or now.is_exam
        why = f"{now.label} is in {facts.room} until {_clock(now.ends, zone)}"
        return _Base(100 if exam else 80, "now", f"An exam: {why}" if exam else why)
    if following is None:
        return _Base(25, "later", f"No lesson is coming in {facts.room}")
    exam = facts.exam or following.is_exam
    why = f"{following.label} is in {facts.room} {_from(following, at, zone)}"
    if (following.starts - at).total_seconds() <= _SOON:
        return _Base(70 if exam else 60, "next", why)
    if _day(following.starts, zone) == _day(at, zone):
        return _Base(45 if exam else 40, "today", why)
    return _Base(30 if exam else 25, "later", why)


def _from_report(facts: Facts, at: datetime, zone: ZoneInfo) -> _Base:
    """Nobody knows the timetable: what was said is true on the day it was said."""
    extra = 20 if facts.exam else 0
    what = "an exam" if facts.exam else "a lesson"
    today = _day(facts.opened_at, zone) == _day(at, zone)
    said = _clock(facts.opened_at, zone) if today else f"{facts.opened_at.astimezone(zone):%-d %b}"
    if facts.stops == Stops.NOW:
        why = f"Stopped {what} when it was reported, {said}"
        return _Base(80 + extra, "now", why) if today else _Base(55, "next", why)
    why = f"Stops the next {what.split(' ')[1]}, said at {said}"
    return _Base(60 + extra // 2, "next", why) if today else _Base(45, "today", why)


def _from(lesson: Lesson, at: datetime, zone: ZoneInfo) -> str:
    clock = _clock(lesson.starts, zone)
    if _day(lesson.starts, zone) == _day(at, zone):
        return f"at {clock}"
    return f"on {lesson.starts.astimezone(zone):%a %-d %b} at {clock}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _day(moment: datetime, zone: ZoneInfo) -> object:
    return moment.astimezone(zone).date()
