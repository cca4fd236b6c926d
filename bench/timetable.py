"""What a room answers: now, next, and when it is free for ninety minutes; and what a whole timetable costs to bring in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection

from bench.table import Table, timed
from firstbell.calendar import actions as calendar
from firstbell.calendar import queries as calendars
from firstbell.lib import clock
from firstbell.lib.schooltime import SchoolCalendar, presets
from firstbell.places import actions as places
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.actions import applying, bringing, deciding, settling
from firstbell.platform.exchange.actions.checking import check
from firstbell.platform.exchange.actions.stages import actor_of
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School
from firstbell.timetable import queries
from firstbell.timetable.actions.editions import next_edition

ROOMS, LINES, MOMENTS = 120, 20_000, 400
# A large school: every room in every period of both weeks.
LESSONS = 50 * ROOMS
LIMIT = 5.0
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
_BARE = (
    "SELECT class_name, subject FROM timetable_lesson WHERE school_id = %s AND year = %s AND weekday = %s "
    "AND week IN ('', %s) AND since <= %s AND until >= %s AND room_id = %s AND period = %s"
)


def measure(table: Table) -> None:
    by, at = system_actor(), clock.now()
    school = tenancy.add_school("The timetable of the bench", by=by, at=at)
    start = presets.year_start(at.date())
    calendar.add_bells(school, presets.day_pattern("five"), by=by, at=at)
    calendar.add_year(school, replace(calendars.usual_plan(school, start), weeks=2), by=by, at=at)
    block = places.add_building(school, name="Block", by=by, at=at)
    names = [places.NewRoom(name=f"Taught {n}", building=block) for n in range(1, ROOMS + 1)]
    rooms = places.add_rooms(school, names, by=by, at=at)
    for lines in (LINES, LESSONS):
        _import(table, school, at, lines)
    rooms = list(Room.objects.filter(pk__in=[room.pk for room in rooms]).select_related("school"))
    _answers(table, school, rooms, at)


def _import(table: Table, school: School, at: datetime, lines: int) -> None:
    by = system_actor()
    with tempfile.TemporaryDirectory(prefix="firstbell-timetable-") as folder:
        before, settings.DATA = settings.DATA, Path(folder)
        try:
            began, cpu = perf_counter(), process_time()
            content = "\n".join(["Class,Subject,Staff,Room,Period", *_lines(lines)]).encode()
            session = bringing.bring(
                school, sheet="lessons", name="lessons.csv", content=[content], by=by, at=at
            )
            bringing.read(session)
            settled = settling.Settled(
                session.mapping, match=session.match, policies={"from": "year", "rest": "year"}
            )
            settling.settle(session, settled, by=by, at=at)
            check(session, by=actor_of(session), at=at)
            session = ImportSession.objects.get(pk=session.pk)
            looked = perf_counter() - began
            deciding.accept_all(session, by=by)
            applying.start(session, by=by, at=at)
            applying.apply(session, by=actor_of(session), at=at)
            whole, cpu = perf_counter() - began, process_time() - cpu
        finally:
            settings.DATA = before
    said = f"{whole:.1f} s, {cpu:.1f} s CPU, {looked:.1f} s of it until the preview"
    table.add(f"a timetable of {lines:,} lines brought in", said, "≤ 30 s", met=whole <= 30)


def _lines(lines: int) -> Iterator[str]:
    """Every room in every period of both weeks, and again as often as it takes: then classes share a room."""
    for n in range(lines):
        slot = n // ROOMS
        day, week, period = _DAYS[slot % 5], "AB"[slot // 5 % 2], slot // 10 % 5 + 1
        yield f"{7 + n % 5}{chr(65 + n % 8)}/{n % 499},Subject {n % 20},,Taught {n % ROOMS + 1},{day}{week}:{period}"


def _answers(table: Table, school: School, rooms: list[Room], at: datetime) -> None:
    calendar_now = calendars.calendar_of(school, at.date())
    moments = _moments(calendar_now, at)
    asked = [(rooms[n * 7 % len(rooms)], moments[n % len(moments)]) for n in range(MOMENTS)]
    bare = timed([_bare(school, room, moment, calendar_now) for room, moment in asked])
    table.add("the bare query of one room and one period", str(bare))
    for name, ask in (
        ("now", queries.lesson_now), ("next", queries.lesson_next),
        ("next free for 90 minutes", lambda room, moment: queries.next_free(room, 90, moment)),
    ):  # fmt: skip
        kept = timed(
            [lambda room=room, moment=moment, ask=ask: ask(room, moment) for room, moment in asked]
        )
        _add(
            table, f"a room: {name}", kept.p95, f"{kept}, {kept.p95 / bare.p95:.1f}× the bare query"
        )
    every = timed(
        [lambda moment=moment: queries.rooms_now(school, moment) for _, moment in asked[:100]]
    )
    table.add(f"every one of {ROOMS} rooms at once", str(every))
    cold = timed([_cold(school, room, moment) for room, moment in asked[:60]], warm=1)
    table.add(
        "a room just after the timetable was changed: now",
        f"{cold}, {cold.p95 / bare.p95:.1f}× the bare query",
    )


def _moments(calendar_now: SchoolCalendar, at: datetime) -> list[datetime]:
    """Ten minutes into each period of the next two weeks of school."""
    day, found = calendar_now.local(at).date(), []
    for _ in range(10):
        day = calendar_now.next_school_day(day, after=True) or day
        found += [period.starts + timedelta(minutes=10) for period in calendar_now.periods(day)]
    return found


def _add(table: Table, what: str, p95: float, said: str) -> None:
    table.add(what, said, f"p95 < {LIMIT:.0f} ms", met=p95 < LIMIT)


def _bare(
    school: School, room: Room, moment: datetime, calendar_now: SchoolCalendar
) -> Callable[[], object]:
    """What any answer must ask for at least, with everything about the day known before."""
    day = calendar_now.local(moment).date()
    period = calendar_now.period_at(moment)
    words = [
        school.pk, presets.year_start(day), day.weekday(), calendar_now.week_letter(day), day, day, room.pk,
        period.label if period else "",
    ]  # fmt: skip

    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, words)
            return cursor.fetchall()

    return ask


def _cold(school: School, room: Room, moment: datetime) -> Callable[[], object]:
    def ask() -> object:
        next_edition(school.pk, moment)
        return queries.lesson_now(room, moment)

    return ask
