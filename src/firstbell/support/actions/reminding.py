"""Where an answer is waited for: a reminder after the days of the team, and after some more it is closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.calendar.queries import calendar_of
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.support import events
from firstbell.support.actions import telling, working
from firstbell.support.models import Clock, Entry, Ticket
from firstbell.support.states import ClockKind, EntryKind

_AT_ONCE = 200
_REMINDER = "We still need your answer before we can go on. Reply to this, and it is in hand again."
_CLOSED = "We have not heard from you, so this is closed. Reply to this if you still need it."


def look(at: datetime) -> tuple[int, int]:
    """How many were reminded, and how many closed; days are school days."""
    rows = Ticket.objects.open().filter(
        status__for_them=True, status__pauses=True, waiting_until=None
    )
    waiting = Clock.objects.filter(kind=ClockKind.RESOLVE, paused_at__isnull=False, ticket__in=rows)
    reminded = closed = 0
    for row in waiting.select_related("ticket__school", "ticket__team", "ticket__status").order_by(
        "paused_at"
    )[:_AT_ONCE]:
        assert row.paused_at is not None  # noqa: S101 -- filtered
        ticket, team = row.ticket, row.ticket.team
        days = calendar_of(ticket.school, at.date()).school_days_between
        last = _reminded(ticket, row.paused_at)
        if (
            last is None
            and team.remind_days
            and days(row.paused_at.date(), at.date()) >= team.remind_days
        ):
            reminded += _say(ticket, _REMINDER, at)
        elif (
            last is not None and team.close_days and days(last.date(), at.date()) >= team.close_days
        ):
            closed += _close(ticket, at)
    return reminded, closed


def _reminded(ticket: Ticket, since: datetime) -> datetime | None:
    """When they were last reminded, since it waits."""
    kinds = [one.name for one in events.REMINDED]
    rows = Event.objects.filter(subject_uid=ticket.uid, kind__in=kinds, at__gte=since)
    return rows.order_by("-id").values_list("at", flat=True).first()


def _say(ticket: Ticket, words: str, at: datetime, *, told: bool = True) -> int:
    """Goes the way of every answer, and is none by the team: it meets no clock and takes up nothing."""
    by = system_actor()
    with transaction.atomic():
        Entry.objects.create(
            ticket=ticket,
            kind=EntryKind.REPLY,
            public=True,
            body=words,
            by_name=by.name,
            from_team=True,
            at=at,
        )
        telling.tell(events.ANSWERED, ticket, by=by, at=at)
        if told:
            telling.tell(events.REMINDED, ticket, by=by, at=at)
    return 1


def _close(ticket: Ticket, at: datetime) -> int:
    with transaction.atomic():
        _say(ticket, _CLOSED, at, told=False)
        working.close(ticket, by=system_actor(), at=at)
    return 1
