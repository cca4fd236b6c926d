"""A calendar feed becomes the table that the sheet reads: a line for each lesson that repeats."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import Span, presets
from firstbell.lib.sheets import guard_formula
from firstbell.lib.timetables.calendars import is_feed
from firstbell.lib.timetables.feeds import Feed, read_feed
from firstbell.platform.exchange.sheets import Turned
from firstbell.platform.tenancy.models import School
from firstbell.timetable.states import Day

HEADINGS = ("Day", "Week", "Period", "Class", "Subject", "Teacher", "Room", "From", "To")


def turn(path: Path, school: School, at: datetime) -> Turned | None:
    """None where it is no calendar. It is read for the school year of today, or the next from July on."""
    with path.open("rb") as file:
        if not is_feed(file.read(4_096)):
            return None
        file.seek(0)
        content = file.read()
    today = at.date()
    calendar = calendar_of(school, today)
    span = presets.year_span(presets.year_start(today, month=7))
    year = calendar.year_of(span.first)
    feed = read_feed(content, calendar, Span(year.span.first, year.span.last) if year else span)
    return Turned(_written(feed), tuple(feed.notes))


def _written(feed: Feed) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for one in feed.lessons:
        what = one.what
        writer.writerow([
            Day(one.weekday).label, one.week, one.period,
            *(guard_formula(text) for text in (what.class_name, what.subject, what.teacher, what.room)),
            f"{one.since:%d/%m/%Y}", f"{one.until:%d/%m/%Y}",
        ])  # fmt: skip
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
