"""How long a leaver is remembered by name, and that they are forgotten then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.people import events
from firstbell.people.actions.leaving import anonymise
from firstbell.people.models import Retention
from firstbell.people.queries.leavers import due
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.jobs.registry import JobHandle, defer
from firstbell.platform.tenancy.models import School

JOB = "people.anonymise_leavers"
LONGEST = 240


def set_retention(school: School, *, months: int | None, by: Actor, at: datetime) -> Retention:
    """Leavers are anonymised so many months after their last day; without a number, only by hand."""
    require(by, "people.erase", school)
    if months is not None and not 0 <= months <= LONGEST:
        raise Refusal(
            f"Between 0 and {LONGEST} months.", fields={"months": f"Between 0 and {LONGEST}"}
        )
    with transaction.atomic():
        rule, _ = Retention.objects.get_or_create(school=school, defaults={"created_at": at})
        if rule.months != months:
            change = Change("months", rule.months, months)
            rule.months = months
            rule.bump("months")
            announce(events.RETENTION_CHANGED, school, by=by, at=at, changes=[change])
    return rule


def send_off(at: datetime) -> int:
    """A piece of work for each school that has somebody to forget."""
    rules = Retention.objects.exclude(months=None).select_related("school")
    found = [rule for rule in rules if due(rule, at.date()).exists()]
    for rule in found:
        defer(
            JOB, by=system_actor(), at=at, title=f"Anonymise leavers of {rule.school}", school_id=rule.school_id,
            rule=rule.pk,
        )  # fmt: skip
    return len(found)


def anonymise_due(rule: Retention, handle: JobHandle | None = None, *, at: datetime) -> str:
    """Each in a transaction of its own; whoever still has something, or can sign in, stays and is counted."""
    if rule.months is None:
        return "Nobody has said when"
    people = list(due(rule, at.date()))
    done = kept = 0
    for person in people:
        try:
            anonymise(person, by=system_actor(), at=at)
            done += 1
        except Refusal:
            kept += 1
        if handle:
            handle.progress(done + kept, len(people))
    more = f", {kept:,} kept: they still have something, or can still sign in" if kept else ""
    return f"{done:,} anonymised{more}"
