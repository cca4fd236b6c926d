"""Rules by time, and promises that are about to be broken: looked at while the school is open, in its own time.

Each fires once on a ticket for what its time counts from: another status, another unanswered word, another promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from firstbell.calendar.queries import calendar_of
from firstbell.lib.schooltime import SchoolCalendar
from firstbell.support.actions import automating
from firstbell.support.models import Clock, Entry, Firing, Rule, Ticket
from firstbell.support.queries import heard
from firstbell.support.states import ClockKind, RuleKind, Since, Unit

_AT_ONCE: Final = 2_000
_AHEAD: Final = timedelta(days=60)


def look(at: datetime) -> int:
    """Every rule by time and every promise, once; how many fired."""
    fired = 0
    for rule in heard.in_use(RuleKind.TIME):
        for ticket, key in reached(rule, at):
            fired += rule.is_on and _fire(rule, ticket, rule.does, key, _why(rule), at)
    for rule in heard.in_use(RuleKind.PROMISE):
        for clock, row, key in levels(rule, at):
            why = f"{ClockKind(clock.kind).label}: {_moment(row['minutes'])}"
            fired += rule.is_on and _fire(rule, clock.ticket, [row], key, why, at)
    return fired


def _fire(
    rule: Rule, ticket: Ticket, does: list[dict[str, Any]], key: str, why: str, at: datetime
) -> bool:
    """On the ticket as it is now, which nobody else changes meanwhile, and only if it is still so."""
    with transaction.atomic():
        rows = (
            Ticket.objects.open().select_for_update(of=("self",)).select_related(*automating.WITH)
        )
        held = rows.filter(pk=ticket.pk, status=ticket.status_id).first()
        if held is None or not automating.matching(rule, at).filter(pk=ticket.pk).exists():
            return False
        return automating.fire(rule, held, does, key=key, why=why, at=max(at, held.changed_at))


def _why(rule: Rule) -> str:
    return f"{rule.amount} {Unit(rule.unit).label} {Since(rule.since).label}"


def _moment(minutes: int) -> str:
    if not minutes:
        return "the promise is broken"
    return f"{abs(minutes)} min of school {'before it is due' if minutes < 0 else 'late'}"


def reached(rule: Rule, at: datetime, *, any_hour: bool = False) -> Iterator[tuple[Ticket, str]]:
    """The tickets whose time has come and which it has not been about, with the key of what it counts from."""
    rows = _counted(rule, automating.matching(rule, at).filter(solved_at=None)).filter(
        counts_from__isnull=False
    )
    rows = rows.select_related(*automating.WITH).order_by("counts_from", "pk")
    found = list(rows[:_AT_ONCE])
    known = set(Firing.objects.filter(rule=rule.pk, ticket__in=[one.pk for one in found]).values_list("ticket", "key"))  # fmt: skip
    for ticket in found:
        moment: datetime = ticket.counts_from
        key = f"{rule.since}:{moment.isoformat()}"
        calendar = calendar_of(ticket.school, at.date())
        open_now = any_hour or calendar.in_school_time(at)
        if open_now and (ticket.pk, key) not in known and _has_come(rule, calendar, moment, at):
            yield ticket, key


def _counted(rule: Rule, rows: QuerySet[Ticket]) -> QuerySet[Any]:
    """With the moment that the time counts from, or towards."""
    if rule.since == Since.UNANSWERED:
        later = Entry.objects.filter(ticket=OuterRef("ticket"), public=True, from_team=True, pk__gt=OuterRef("pk"))  # fmt: skip
        theirs = Entry.objects.filter(ticket=OuterRef("pk"), public=True, from_team=False)
        first = theirs.filter(~Exists(later)).order_by("pk").values("at")[:1]
        return rows.annotate(counts_from=Subquery(first))
    column: dict[str, Any] = {
        Since.STATUS: Coalesce("status_at", "opened_at"), Since.OPENED: "opened_at", Since.CHANGED: "changed_at",
        Since.DUE: "due_at",
    }  # fmt: skip
    wanted = column[rule.since]
    return rows.annotate(
        counts_from=Coalesce(wanted, wanted) if isinstance(wanted, str) else wanted
    )


def _has_come(rule: Rule, calendar: SchoolCalendar, moment: datetime, at: datetime) -> bool:
    if rule.since == Since.DUE:
        return moment > at and between(calendar, rule.unit, at, moment) <= rule.amount
    return between(calendar, rule.unit, moment, at) >= rule.amount


def between(calendar: SchoolCalendar, unit: str, first: datetime, last: datetime) -> float:
    if unit == Unit.DAYS:
        return calendar.school_days_between(
            calendar.local(first).date(), calendar.local(last).date()
        )
    if unit == Unit.PERIODS:
        return calendar.lesson_periods_between(first, last)
    return calendar.school_minutes_between(first, last)


def levels(
    rule: Rule, at: datetime, *, any_hour: bool = False
) -> Iterator[tuple[Clock, dict[str, Any], str]]:
    """The promises that run, with each act whose minutes have come and which was not done for this promise."""
    rows = Clock.objects.filter(met_at=None, paused_at=None, due_at__lte=at + _AHEAD)
    rows = rows.filter(ticket__in=automating.matching(rule, at).filter(solved_at=None))
    rows = rows.filter(kind=rule.promise) if rule.promise else rows
    found = list(rows.select_related(*(f"ticket__{name}" for name in automating.WITH)).order_by("due_at", "pk")[:_AT_ONCE])  # fmt: skip
    known = set(Firing.objects.filter(rule=rule.pk, ticket__in=[one.ticket_id for one in found]).values_list("ticket", "key"))  # fmt: skip
    for clock in found:
        calendar = calendar_of(clock.ticket.school, at.date())
        if not (any_hour or calendar.in_school_time(at)):
            continue
        for row in rule.does:
            key = f"{clock.kind}:{clock.started_at.isoformat()}:{row['minutes']}:{row['do']}:{row['value']}"[:160]  # fmt: skip
            if (clock.ticket_id, key) not in known and _is_at(row["minutes"], clock, calendar, at):
                yield clock, row, key


def _is_at(minutes: int, clock: Clock, calendar: SchoolCalendar, at: datetime) -> bool:
    """What should be said before it is broken is not said once it is."""
    assert clock.due_at is not None  # noqa: S101 -- filtered
    if minutes < 0:
        return at < clock.due_at and calendar.school_minutes_between(at, clock.due_at) <= -minutes
    return clock.due_at <= at and calendar.school_minutes_between(clock.due_at, at) >= minutes
