"""A calendar feed of a school's events becomes the table that the sheet reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.lib.schooltime import presets
from firstbell.lib.sheets import Unreadable, guard_formula
from firstbell.lib.timetables.calendars import Occurrence, is_feed, occurrences
from firstbell.platform.exchange.sheets import Turned
from firstbell.platform.tenancy.models import School

HEADINGS = ("Event", "Rooms", "First day", "Start time", "Last day", "End time", "Whole days")
_MOST = 5_000


def turn(path: Path, school: School, at: datetime) -> Turned | None:
    """None where it is no calendar. Everything from the beginning of this school year to the end of the next."""
    with path.open("rb") as file:
        if not is_feed(file.read(4_096)):
            return None
        file.seek(0)
        content = file.read()
    zone = ZoneInfo(school.time_zone)
    first = presets.year_span(presets.year_start(at.date())).first
    found = sorted(
        occurrences(content, zone, first, first + timedelta(days=730)),
        key=lambda one: (one.starts, one.name),
    )
    if not found:
        raise Unreadable(
            "No event of this school year or the next is in that calendar.", "no_lines"
        )
    if len(found) > _MOST:
        raise Unreadable(
            f"That calendar has {len(found):,} events: it is a timetable rather than a list of events.",
            "too_large",
        )
    return Turned(
        _written(found),
        (f"It is a calendar with {len(found):,} events from {first:%-d %b %Y} on.",),
    )


def _written(found: list[Occurrence]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    for one in found:
        writer.writerow(_row(one))
    yield out.getvalue().encode()


def _row(one: Occurrence) -> list[Any]:
    said = [guard_formula(one.name), guard_formula(one.place)]
    if one.is_whole_day:
        last = max(one.starts, one.ends - timedelta(days=1))
        return [*said, f"{one.starts:%d/%m/%Y}", "", f"{last:%d/%m/%Y}", "", "yes"]
    return [
        *said,
        f"{one.starts:%d/%m/%Y}",
        f"{one.starts:%H:%M}",
        f"{one.ends:%d/%m/%Y}",
        f"{one.ends:%H:%M}",
        "no",
    ]
