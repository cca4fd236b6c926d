"""Steps on a ticket: put there from a checklist or one by one, ticked by somebody at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q

from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support import events
from firstbell.support.actions.telling import tell
from firstbell.support.models import ChecklistTemplate, Ticket, Todo

WORK: Final = "support.work"
MOST: Final = 200


def add(ticket: Ticket, text: str, *, by: Actor, at: datetime) -> Todo:
    require(by, WORK, ticket)
    text = text.replace("\x00", "").strip()[:200]
    if not text:
        raise Refusal("Write what is to be done.", fields={"text": "A few words"})
    with transaction.atomic():
        _put(ticket, "", [text])
        tell(events.STEPS, ticket, by=by, at=at, what=f"“{text}”")
        made: Todo = ticket.steps.order_by("-pk")[0]
    return made


def offered(ticket: Ticket) -> Any:
    """Checklists of its school and of the trust, of its team or of every team."""
    rows = ChecklistTemplate.objects.live().at(ticket.school_id)
    return rows.filter(Q(team=None) | Q(team=ticket.team_id))


def put(ticket: Ticket, template: ChecklistTemplate, *, by: Actor, at: datetime) -> None:
    require(by, WORK, ticket)
    if template.school_id not in (None, ticket.school_id):
        raise Refusal(f"{template} is a checklist of another school.")
    with transaction.atomic():
        _put(ticket, template.name, template.said_lines())
        tell(events.STEPS, ticket, by=by, at=at, what=f"the checklist “{template}”")


def put_usual(ticket: Ticket) -> None:
    """Those of its category or kind, when it is opened: that it was opened tells it."""
    fits = Q(category=ticket.category_id, category__isnull=False) & Q(kind__in=("", ticket.kind))
    fits |= Q(category=None, kind=ticket.kind)
    for template in offered(ticket).filter(fits):
        _put(ticket, template.name, template.said_lines())


def _put(ticket: Ticket, name: str, lines: Iterable[str]) -> None:
    """A line that stands there already under the same heading is not doubled."""
    there = set(ticket.steps.values_list("checklist", "text"))
    rows = [
        Todo(ticket=ticket, checklist=name[:80], text=line)
        for line in lines
        if (name[:80], line) not in there
    ]
    if len(there) + len(rows) > MOST:
        raise Refusal(f"{MOST} steps are the most on one ticket.")
    Todo.objects.bulk_create(rows)
    _count(ticket)


def tick(step: Todo, *, done: bool, by: Actor, at: datetime) -> None:
    """One conditional update, so that two who tick at once do it once."""
    ticket = step.ticket
    require(by, WORK, ticket)
    words = {
        "done_at": at if done else None, "done_by_id": by.account_id if done else None,
        "done_name": by.name[:200] if done else "",
    }  # fmt: skip
    with transaction.atomic():
        changed = Todo.objects.filter(pk=step.pk, done_at__isnull=done).update(**words)
        if changed:
            _count(ticket)
            pair = events.TICKED if done else events.UNTICKED
            tell(pair, ticket, by=by, at=at, what=step.text)


def take_off(step: Todo, *, by: Actor, at: datetime) -> None:
    ticket = step.ticket
    require(by, WORK, ticket)
    with transaction.atomic():
        gone, _ = Todo.objects.filter(pk=step.pk).delete()
        if not gone:
            raise NotFound("That step is not there any more.")
        _count(ticket)
        tell(events.STEP_OFF, ticket, by=by, at=at, what=step.text)


def _count(ticket: Ticket) -> None:
    """How many there are stands on the ticket, so that the queue need not count."""
    found = ticket.steps.aggregate(n=Count("pk"), done=Count("done_at"))
    ticket.steps_all, ticket.steps_done = found["n"], found["done"]
    Ticket.objects.filter(pk=ticket.pk).update(steps_all=found["n"], steps_done=found["done"])
