"""The clocks of a ticket follow from how it stands; they count minutes of school and no others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import CalendarEnds, SchoolCalendar
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.actions import telling
from firstbell.support.models import Clock, Ticket
from firstbell.support.queries import promises
from firstbell.support.queries.promises import Of
from firstbell.support.states import ClockKind, Stops

# Where the school has promised nothing of its own: acknowledge, respond, update, resolve.
USUAL = {
    Stops.NOW: (15, 20, 60, 120), Stops.NEXT: (30, 60, 180, 360), Stops.NO: (360, 720, 1_440, 2_880),
}  # fmt: skip
_FIELDS = ("promised", "stood", "started_at", "due_at", "paused_at", "met_at", "missed_at", "warned_at")  # fmt: skip
_WARN = 4
_AT_ONCE = 500


def promised(school: School, stops: str, of: Of = None) -> dict[str, int]:
    own = promises.found(school.pk, stops, of)
    if own is None:
        return dict(zip(ClockKind.values, USUAL[Stops(stops)], strict=True))
    return {kind: getattr(own, kind) for kind in ClockKind.values}


def start(ticket: Ticket, *, at: datetime) -> None:
    calendar = calendar_of(ticket.school, at.date())
    rows = [
        Clock(ticket=ticket, kind=kind, promised=minutes, started_at=at, due_at=_due(calendar, at, minutes))
        for kind, minutes in promised(ticket.school, ticket.stops, ticket).items()
    ]  # fmt: skip
    Clock.objects.bulk_create(rows)
    _next_due(ticket, rows)


@telling.after
def follow(ticket: Ticket, *, at: datetime) -> None:
    """After every change: what is met is met, what waits stands still, what goes on runs for what was left."""
    rows = list(Clock.objects.filter(ticket=ticket).select_for_update(of=("self",)))
    if not rows:
        if ticket.due_at is not None or ticket.hand_due_at is not None:
            _next_due(ticket, [])
        return
    calendar = calendar_of(ticket.school, at.date())
    now_promised = promised(ticket.school, ticket.stops, ticket)
    for row in rows:
        _follow(row, ticket, now_promised[row.kind], calendar, at)
    Clock.objects.bulk_update(rows, _FIELDS)
    _next_due(ticket, rows)


def answered(ticket: Ticket, *, at: datetime) -> None:
    """Whoever raised it has heard: the time to the next answer begins anew."""
    row = Clock.objects.filter(ticket=ticket, kind=ClockKind.UPDATE).first()
    if row is not None and ticket.is_open:
        _again(row, calendar_of(ticket.school, at.date()), at)
        row.save(update_fields=_FIELDS)
        _next_due(ticket, list(Clock.objects.filter(ticket=ticket)))


def _follow(
    row: Clock, ticket: Ticket, minutes: int, calendar: SchoolCalendar, at: datetime
) -> None:
    met = _met(ticket, row.kind)
    if met is None and row.met_at is not None and row.kind in (ClockKind.RESOLVE, ClockKind.UPDATE):
        _again(row, calendar, at)
    elif met is not None and row.met_at is None:
        row.met_at = met
        if row.due_at is not None and met > row.due_at and row.paused_at is None:
            row.missed_at = row.missed_at or met
    if row.met_at is not None:
        return
    if row.promised != minutes:
        row.promised, row.warned_at = minutes, None
        row.due_at = _due(calendar, row.started_at, row.promised + row.stood)
    if ticket.status.pauses or ticket.is_aside:
        row.paused_at = row.paused_at or at
    elif row.paused_at is not None:
        _resume(row, calendar, at)


def _met(ticket: Ticket, kind: str) -> datetime | None:
    return {
        ClockKind.ACKNOWLEDGE: ticket.acknowledged_at, ClockKind.RESPOND: ticket.responded_at,
        ClockKind.UPDATE: ticket.solved_at, ClockKind.RESOLVE: ticket.solved_at,
    }[ClockKind(kind)]  # fmt: skip


def _again(row: Clock, calendar: SchoolCalendar, at: datetime) -> None:
    row.started_at, row.stood, row.met_at = at, 0, None
    row.paused_at = row.warned_at = row.missed_at = None
    row.due_at = _due(calendar, at, row.promised)


def _resume(row: Clock, calendar: SchoolCalendar, at: datetime) -> None:
    """What had passed its time before it stood still stays late; all else has left what it had."""
    assert row.paused_at is not None  # noqa: S101 -- asked by the caller
    was_late = row.due_at is not None and row.due_at <= row.paused_at
    seconds = calendar.school_time_between(row.paused_at, at).total_seconds()
    row.stood += -(-int(seconds) // 60)
    row.paused_at = None
    if not was_late:
        row.due_at = _due(calendar, row.started_at, row.promised + row.stood)


def _due(calendar: SchoolCalendar, start: datetime, minutes: int) -> datetime | None:
    try:
        return calendar.add_school_minutes(start, minutes)
    except CalendarEnds:
        return None


def _next_due(ticket: Ticket, rows: Iterable[Clock]) -> None:
    """The soonest promise that runs, or what somebody set by hand where that is sooner or nothing runs."""
    moments = [row.due_at for row in rows if row.runs and row.due_at]
    if ticket.hand_due_at is not None and ticket.is_open and not ticket.is_aside:
        moments.append(ticket.hand_due_at)
    ticket.due_at = min(moments, default=None)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=ticket.due_at)


def look(at: datetime) -> tuple[int, int]:
    """Warn before a promise is broken, and say that one was: each once."""
    warned = missed = 0
    rows = Clock.objects.filter(met_at=None, paused_at=None, missed_at=None, due_at__isnull=False)
    rows = rows.filter(ticket__solved_at=None).select_related("ticket__school")
    for row in rows.order_by("due_at")[:_AT_ONCE]:
        assert row.due_at is not None  # noqa: S101 -- filtered
        calendar = calendar_of(row.ticket.school, at.date())
        left = calendar.school_minutes_between(at, row.due_at)
        if at >= row.due_at:
            missed += _mark(row, "missed_at", events.LATE, at)
        elif row.warned_at is None and left * _WARN <= row.promised:
            warned += _mark(row, "warned_at", events.DUE_SOON, at)
    return warned, missed


def _mark(row: Clock, name: str, pair: events.Pair, at: datetime) -> int:
    """One conditional update, so that two machines do not say it twice."""
    with transaction.atomic():
        changed = Clock.objects.filter(pk=row.pk, met_at=None, **{name: None}).update(**{name: at})
        if changed:
            what = ClockKind(row.kind).label.lower()
            telling.tell(pair, row.ticket, by=system_actor(), at=at, what=what)
    return changed
