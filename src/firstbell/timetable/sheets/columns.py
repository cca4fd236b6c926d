"""The fields of the sheet of lessons, and the headings that timetables have for them."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.lib.timetables import Slot, parse_day, parse_slots, parse_week
from firstbell.platform.exchange.sheets import Column, Match, Policy

LESSON = "timetable.lesson"
C = Column
_WHAT, _WHEN = "Which lesson", "When"


def _slots(text: str) -> tuple[Slot, ...]:
    return tuple(parse_slots(text))


COLUMNS: tuple[Column, ...] = (
    C("slot", "Period", "text", ("periods", "lesson", "slot", "time slot", "timetable slot", "period code", "start time",
      "day and period", "day/period", "period name", "time", "when", "periods taught", "starts"), limit=2_000,
      parse=_slots, group=_WHAT, help="MonB:3, 1Mon3, Tue P5, or only the period where the day has a column of its own"),
    C("class_name", "Class", "text", ("group", "teaching group", "class name", "class code", "set", "teaching set",
      "class id", "group code", "teaching group name", "classes"), limit=60, group=_WHAT),
    C("subject", "Subject", "text", ("course", "subject name", "activity", "course name", "subject code"), limit=80,
      group=_WHAT),
    C("teacher", "Teacher", "text", ("staff", "staff code", "initials", "teacher initials", "teacher code", "staff initials",
      "tchr", "teacher name", "taught by", "main teacher", "staff name", "tutor"), limit=80, group=_WHAT,
      help="Initials, a name, an email address or a MIS number"),
    C("room", "Room", "text", ("room code", "room name", "location", "rm", "room number", "classroom", "venue"), limit=100,
      group=_WHAT),
    C("day", "Day", "text", ("weekday", "day of week", "day name", "day number"), limit=40, parse=parse_day, group=_WHEN),
    C("week", "Week", "text", ("weeks", "cycle", "timetable week", "week letter", "a/b", "week a/b", "wk"), limit=40,
      parse=parse_week, group=_WHEN, help="A or B; nothing for every week"),
    C("since", "From", "date", ("first day", "start date", "from date", "effective from", "starts on", "valid from"),
      group=_WHEN, help="The first day with this lesson, where the file says so"),
    C("until", "To", "date", ("last day", "end date", "to date", "effective to", "until", "ends on", "valid to"),
      group=_WHEN),
)  # fmt: skip

POLICIES: tuple[Policy, ...] = (
    Policy("rest", "Lessons that are here now and not in the file", (
        ("stay", "They stay: the file adds to what is here"),
        ("year", "They end: the file is the whole timetable"),
        ("rooms", "They end in the rooms that the file names"),
        ("teachers", "They end for the teachers that the file names"),
    )),
    Policy("from", "New lessons begin", (
        ("today", "Today; what they replace ends before"),
        ("year", "On the first day of the school year, as if it had always been so"),
    )),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (Match("slot", "Its period, class, teacher and room", ("slot",)),)
