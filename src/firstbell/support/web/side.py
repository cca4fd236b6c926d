"""What stands beside a ticket of the work on it: steps, followers, time and costs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest

from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.web.kept import own_facts
from firstbell.support.actions import ticking
from firstbell.support.models import ChecklistTemplate, Cost, Firing, Opinion, Ticket, Todo
from firstbell.support.queries import partners
from firstbell.support.states import Activity

_FIRINGS = 12


def words_of(
    request: HttpRequest, ticket: Ticket, at: datetime, kept: frozenset[str], *, may_work: bool
) -> dict[str, Any]:
    """What is there is said by `queries.beside.kept`, and only that is read."""
    costs = list(Cost.objects.filter(ticket=ticket).select_related("item")) if "costs" in kept else []  # fmt: skip
    watchers = list(ticket.watchers.select_related("account").order_by("pk"))
    return {
        "steps": _steps(ticket), "watchers": watchers,
        "follows": any(one.account_id == request.actor.account_id for one in watchers),
        "copied": list(ticket.copied.filter(off_at=None).order_by("pk")) if may_work and "copied" in kept else [],
        "costs": costs, "cost_sum": sum(one.pence for one in costs if one.taken_back_at is None),
        "spent": _spent(ticket), "opinion": Opinion.objects.filter(ticket=ticket).first() if "opinion" in kept else None,
        "firings": _firings(ticket) if "firings" in kept else [],
        "may_set_up": can(request.actor, "support.change_setup", ticket),
        "checklists": _checklists(ticket) if may_work and ticket.is_open else [],
        "own": own_facts(request, ticket, fields_of("support.ticket")),
        "sharings": _partners(ticket, at),
    }  # fmt: skip


def _partners(ticket: Ticket, at: datetime) -> list[dict[str, Any]]:
    """Who has it, with their page while it is good, and the mail to them that did not arrive."""
    found = list(partners.of(ticket))
    failed = partners.undelivered(found) if found else {}
    return [
        {
            "row": one, "letter": failed.get(one.pk),
            "page": partners.address(one) if one.page_until is not None and one.page_until > at else "",
        }
        for one in sorted(found, key=lambda one: one.ended_at is not None)
    ]  # fmt: skip


def _firings(ticket: Ticket) -> list[Firing]:
    """What rules did to it, the last first."""
    return list(ticket.firings.select_related("rule").order_by("-at", "-pk")[:_FIRINGS])


def _steps(ticket: Ticket) -> list[tuple[str, list[Todo]]]:
    """Under their headings, in the order in which they came."""
    found: dict[str, list[Todo]] = {}
    for step in ticket.steps.order_by("pk") if ticket.steps_all else ():
        found.setdefault(step.checklist, []).append(step)
    return list(found.items())


def _checklists(ticket: Ticket) -> list[ChecklistTemplate]:
    return list(ticking.offered(ticket).order_by("name")[:40])


def _spent(ticket: Ticket) -> list[tuple[str, int]]:
    """Minutes by what they were spent on, where any are."""
    if not ticket.minutes:
        return []
    rows = ticket.entries.filter(minutes__gt=0).order_by().values_list("activity")
    found = dict(rows.annotate(n=Sum("minutes")))
    return [(Activity(key).label if key else "Not said what", n) for key, n in found.items()]
