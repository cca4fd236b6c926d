"""The service report: what came in, what was solved, what is left, and what it cost in lessons, beside the time before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import SchoolCalendar
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Clock, Ticket
from firstbell.support.queries import reporting_lessons as lessons
from firstbell.support.queries import reporting_partners as partners
from firstbell.support.queries import reporting_people as people
from firstbell.support.queries import reporting_tables as tables
from firstbell.support.queries import reporting_worked as worked
from firstbell.support.queries.reporting_lessons import Lost
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.queries.reporting_tables import Line, Rows, opened_in, solved_in
from firstbell.support.states import BY_HAND, ClockKind, Stops


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one period; times are minutes of school, None where there is nothing to go by."""

    opened: int
    by_hand: int
    solved: int
    open: int
    promised: int
    late: int
    answered_in: int | None
    solved_in: int | None
    minutes: int
    lost: Lost = field(default_factory=Lost)

    @property
    def in_time(self) -> int:
        return self.promised - self.late


@dataclass(frozen=True, slots=True)
class Report:
    school: School
    period: Period
    at: datetime
    now: Figures
    was: Figures
    kinds: list[Line]
    categories: list[Line]
    rooms: list[Line]
    models: list[Line]
    ages: list[Line]
    technicians: list[Line]
    requesters: list[Line]
    activities: list[Line]
    costs: list[Line]
    opinions: list[Line]
    partners: list[Line]
    oldest: datetime | None
    deeds: list[dict[str, Any]]
    # What stands first in the tables: what cost the most lessons, or what came most often.
    by_lost: bool = True

    @property
    def is_over(self) -> bool:
        return self.at >= self.period.ends

    @property
    def is_empty(self) -> bool:
        return not (self.now.opened or self.now.solved or self.now.open)


def rows_of(actor: Actor | None, school: School) -> Rows:
    """What they may see of it; for everybody at once, as in a mail, without the restricted ones and those of closed teams."""
    rows = Ticket.objects.standing().filter(school=school)
    return rows.of_everybody() if actor is None else rows.visible_to(actor)


def report(
    actor: Actor | None, school: School, period: Period, at: datetime, *, by_lost: bool = True
) -> Report:
    rows = rows_of(actor, school)
    today = at.astimezone(period.zone).date()
    period = period.on(today)
    now, was = figures(rows, school, period, at), figures(rows, school, period.before, at)
    first, _ = tables.still_open(rows, period)
    return Report(
        school, period, at, now, was, kinds=tables.kinds(rows, period), categories=tables.categories(rows, period, now.lost.categories),
        rooms=tables.rooms(rows, period, now.lost.rooms), models=tables.models(rows, school, period, now.lost.by_ticket),
        ages=tables.ages(rows, period, today), deeds=_deeds(rows, period),
        technicians=people.technicians(rows, period), requesters=people.requesters(rows, period),
        activities=worked.activities(rows, period), costs=worked.costs(rows, period), opinions=worked.opinions(rows, period),
        partners=partners.asked(rows, period),
        oldest=first.order_by("opened_at").values_list("opened_at", flat=True).first(), by_lost=by_lost,
    )  # fmt: skip


def figures(rows: Rows, school: School, period: Period, at: datetime) -> Figures:
    opened = opened_in(rows, period)
    came = opened.aggregate(n=Count("pk"), hand=Count("pk", filter=Q(source__in=BY_HAND)))
    solved = solved_in(rows, period)
    done = solved.aggregate(n=Count("pk"), minutes=Sum("minutes"))
    ends = Clock.objects.filter(kind=ClockKind.RESOLVE, ticket__in=solved.order_by().values("pk"))
    kept = ends.aggregate(n=Count("pk"), late=Count("missed_at"))
    spans: list[Any] = list(solved.order_by().values_list("opened_at", "responded_at", "solved_at"))
    stopped = opened.exclude(stops=Stops.NO).filter(workaround=False, room__isnull=False)
    return Figures(
        came["n"], came["hand"], done["n"], sum(part.count() for part in tables.still_open(rows, period)),
        kept["n"], kept["late"],
        _usual(school, [(raised, answered) for raised, answered, _ in spans if answered]),
        _usual(school, [(raised, ended) for raised, _, ended in spans]),
        done["minutes"] or 0, lessons.lost(school, stopped.order_by().values_list(*lessons.NAMES), at),
    )  # fmt: skip


def _usual(school: School, spans: Iterable[tuple[datetime, datetime]]) -> int | None:
    """Half of them took no longer: one that lay for a month does not make all the others slow."""
    zone = ZoneInfo(school.time_zone)
    calendars: dict[date, SchoolCalendar] = {}
    found = []
    for start, end in spans:
        day = start.astimezone(zone).date()
        calendar = calendars.get(day) or calendars.setdefault(day, calendar_of(school, day))
        found.append(max(0, calendar.school_minutes_between(start, end)))
    return round(median(found)) if found else None


_DEEDS = ("pk", "number", "title", "room_was", "room__name", "category__name", "people", "stops")
_MOST_DEEDS = 6


def _deeds(rows: Rows, period: Period) -> list[dict[str, Any]]:
    """What mattered most of what was solved: lessons first, then whatever held up the most people."""
    done = solved_in(rows, period).order_by("-people", "-minutes", "pk")
    first = list(done.filter(stops=Stops.NOW).values(*_DEEDS)[:_MOST_DEEDS])
    more = done.exclude(stops=Stops.NOW).values(*_DEEDS)[: _MOST_DEEDS - len(first)]
    return [*first, *more]
