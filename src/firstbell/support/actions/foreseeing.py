"""What a rule would do, and to which of the last tickets: each act says it in words, and none is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.models import Event
from firstbell.support.actions import automating, timing
from firstbell.support.actions.rule_acts import ACTS
from firstbell.support.models import Rule, Ticket
from firstbell.support.queries import heard
from firstbell.support.states import RuleKind

LAST: Final = 100
_SHOWN: Final = 25


@dataclass(frozen=True)
class Line:
    ticket: Ticket
    times: int
    would: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """Of so many tickets that whoever asks may see; `lines` are the newest of those it is about."""

    looked_at: int
    tickets: int
    times: int
    lines: tuple[Line, ...]

    @property
    def more(self) -> int:
        return self.tickets - len(self.lines)


def look(rule: Rule, *, by: Actor, at: datetime) -> Preview:
    """`rule` need not be kept yet. Conditions are asked of the tickets as they are now."""
    rows = Ticket.objects.visible_to(by)
    rows = rows if rule.school_id is None else rows.filter(school=rule.school_id)
    last = list(rows.order_by("-pk").values_list("pk", flat=True)[:LAST])
    counted = _times(rule, last, at)
    seen = Ticket.objects.visible_to(by).filter(pk__in=counted)
    times = {pk: counted[pk] for pk in seen.values_list("pk", flat=True)}
    found = Ticket.objects.filter(pk__in=times).select_related(*automating.WITH).order_by("-pk")
    lines = tuple(_line(rule, ticket, times[ticket.pk], at) for ticket in found[:_SHOWN])
    return Preview(len(last), len(times), sum(times.values()), lines)


def _times(rule: Rule, among: list[int], at: datetime) -> dict[int, int]:
    """How often it would have fired on each; one by time or of promises: how often it would now, on what is open."""
    if rule.kind == RuleKind.TIME:
        return Counter(ticket.pk for ticket, _ in timing.reached(rule, at, any_hour=True))
    if rule.kind == RuleKind.PROMISE:
        return Counter(clock.ticket_id for clock, _, _ in timing.levels(rule, at, any_hour=True))
    rows = automating.matching(rule, at).filter(pk__in=among)
    known = dict(rows.values_list("uid", "pk"))
    kinds = heard.kinds_of(rule.whens)
    told = Event.objects.filter(subject_uid__in=known, kind__in=kinds).exclude(source=automating.SOURCE)  # fmt: skip
    counts = told.order_by().values_list("subject_uid").annotate(Count("pk"))
    return {known[uid]: count for uid, count in counts}


def _line(rule: Rule, ticket: Ticket, times: int, at: datetime) -> Line:
    would: list[str] = []
    problems: list[str] = []
    for row in rule.does:
        try:
            said = ACTS[row["do"]].plan(automating.doing(rule, ticket, row, at))
        except Refusal as refusal:
            problems.append(refusal.sentence)
        else:
            would += [said] if said else []
    return Line(ticket, times, tuple(would), tuple(problems))
