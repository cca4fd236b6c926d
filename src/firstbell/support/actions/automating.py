"""Rules of the desk do what they are for: once for each event or moment, capped, and written down on the ticket.

What a rule changes is told with the source "rule", and no rule listens to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.audit.models import Event
from firstbell.support.actions import ruling
from firstbell.support.actions.rule_acts import ACTS, Doing
from firstbell.support.models import Firing, Rule, Ticket
from firstbell.support.queries import conditions, heard
from firstbell.support.states import RuleKind

SOURCE: Final = "rule"
WITH: Final = ("school", "team", "status", "category", "owner", "requester", "room", "raised_by", "request_type")  # fmt: skip


def actor_of(rule: Rule) -> Actor:
    """History says which rule it was."""
    return replace(system_actor(source=SOURCE), name=f"The rule “{rule}”")


def matching(rule: Rule, at: datetime) -> QuerySet[Ticket]:
    """The tickets of which its conditions hold; the restricted only where it says so."""
    rows = Ticket.objects.standing().filter(conditions.where(rule.all_of, rule.any_of, at))
    rows = rows if rule.school_id is None else rows.filter(school=rule.school_id)
    return rows if rule.restricted else rows.filter(restricted=False)


def follow(event: Event) -> int:
    """What has just happened, to each rule in its order; how many fired. Told again after a crash it does nothing twice."""
    if event.source == SOURCE:
        return 0
    name, fired = heard.name_of(event.kind), 0
    for rule in heard.in_use(RuleKind.EVENT):
        if name not in rule.whens or rule.school_id not in (None, event.school_id):
            continue
        with transaction.atomic():
            ticket = _held(event)
            if ticket is None:
                return fired
            at = max(event.at, ticket.changed_at)
            if not matching(rule, at).filter(pk=ticket.pk).exists():
                continue
            fired += fire(rule, ticket, rule.does, key=str(event.uid), why=heard.WHEN[name], at=at)
        if rule.ends:
            break
    return fired


def _held(event: Event) -> Ticket | None:
    """The ticket, which nobody else changes meanwhile."""
    rows = Ticket.objects.standing().select_for_update(of=("self",))
    return rows.filter(uid=event.subject_uid).select_related(*WITH).first()


def fire(
    rule: Rule, ticket: Ticket, does: Iterable[Mapping[str, Any]], *, key: str, why: str, at: datetime
) -> bool:  # fmt: skip
    """Whether it did anything now. What is refused is written down, and the rest is done."""
    if Firing.objects.filter(rule=rule, ticket=ticket, key=key).exists():
        return False
    full = _is_full(rule, ticket, at)
    if full:
        ruling.pause(rule, full, at=at)
        return False
    with transaction.atomic():
        row = Firing.objects.create(rule=rule, ticket=ticket, key=key, at=at, why=why[:200])
        did, problems = _do_all(rule, ticket, does, at)
        row.did, row.problem = "\n".join(did), "\n".join(problems)
        if any(one["do"] == "owner" for one in does):
            row.given_id = ticket.owner_id
        row.save(update_fields=["did", "problem", "given"])
    return True


def _do_all(
    rule: Rule, ticket: Ticket, does: Iterable[Mapping[str, Any]], at: datetime
) -> tuple[list[str], list[str]]:
    did, problems = [], []
    for row in does:
        one = doing(rule, ticket, row, at)
        try:
            with transaction.atomic():
                said = ACTS[row["do"]].plan(one)
                if said:
                    ACTS[row["do"]].do(one)
                    did.append(said)
        except Refusal as refusal:
            problems.append(refusal.sentence)
            ticket.refresh_from_db()
    return did, problems


def doing(rule: Rule, ticket: Ticket, row: Mapping[str, Any], at: datetime) -> Doing:
    return Doing(rule, ticket, row["value"], row["words"], actor_of(rule), at)


def _is_full(rule: Rule, ticket: Ticket, at: datetime) -> str:
    """Why it may not fire any more; nothing while it may."""
    rows = Firing.objects.filter(rule=rule, at__lte=at)
    of_ticket = rows.filter(ticket=ticket, at__gt=at - timedelta(days=1)).count()
    if of_ticket >= rule.most_a_ticket:
        return (
            f"It would have fired more than {rule.most_a_ticket} times on one ticket within a day."
        )
    if rows.filter(at__gt=at - timedelta(hours=1)).count() >= rule.most_an_hour:
        return f"It would have fired more than {rule.most_an_hour} times within an hour."
    return ""
