"""A ready answer on a ticket: what it says there, and everything that changes with it, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import carrying
from firstbell.support.actions import changing, talking, ticking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Macro, Ticket, Tray
from firstbell.support.queries import variables
from firstbell.support.states import DONE, OwnerAfter

WORK = "support.work"


@dataclass(frozen=True)
class Offer:
    """How a ready answer would read on this ticket, and what would change; `left` are the words nobody knows here."""

    macro: Macro
    body: str
    left: tuple[str, ...]
    changes: tuple[str, ...]


def offered(ticket: Ticket, words: str = "") -> QuerySet[Macro]:
    """Those of its school and of the trust, of its team or of every team, most used first."""
    rows: QuerySet[Macro] = Macro.objects.live().at(ticket.school_id)
    rows = rows.filter(Q(team=None) | Q(team=ticket.team_id))
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(key__istartswith=word))
    return rows.order_by("-used", "name")


def chosen(ticket: Ticket, uid: UUID | None) -> Macro | None:
    return offered(ticket).filter(uid=uid).first() if uid else None


def offer(ticket: Ticket, macro: Macro, *, by: Actor, at: datetime) -> Offer:
    body = variables.filled(macro.body, variables.values_of(ticket, by.name, at))
    return Offer(macro, body, tuple(variables.left_in(body)), tuple(changes_of(macro)))


def changes_of(macro: Macro) -> Iterable[str]:
    if macro.status:
        yield f"Status: {macro.status}"
    if macro.to_team:
        yield f"Team: {macro.to_team}"
    if macro.owner:
        yield f"Owner: {macro.get_owner_display().lower()}"
    if macro.category:
        yield f"About: {macro.category}"
    if macro.minutes:
        yield f"{macro.minutes} min"
    for checklist in macro.checklists.all():
        yield f"Checklist: {checklist}"


def lay_out(ticket: Ticket, macro: Macro, *, by: Actor, at: datetime) -> None:
    """Its files beside what is being written, where each can still be left out."""
    require(by, WORK, ticket)
    if by.account_id is None:
        return
    tray, _ = Tray.objects.get_or_create(
        ticket=ticket, account_id=by.account_id, defaults={"at": at}
    )
    carrying.copy(macro, tray, at=at)


def refuse_unfilled(body: str) -> None:
    left = variables.left_in(body)
    if left:
        named = ", ".join(f"{{{name}}}" for name in left)
        raise Refusal(f"Nobody knows here what {named} is. Write it in, or take it out.", fields={"body": "Not filled in"})  # fmt: skip


def use(ticket: Ticket, macro: Macro, words: Words, *, by: Actor, at: datetime) -> Ticket:
    """The words as they stand in the box now, and what changes with them."""
    require(by, WORK, ticket)
    if not offered(ticket).filter(pk=macro.pk).exists():
        raise Refusal(f"“{macro}” is not for tickets of {ticket.team}.")
    if not words.minutes and macro.minutes:
        words = replace(words, minutes=macro.minutes, activity=words.activity or macro.activity)
    ends = macro.status is not None and macro.status.phase in DONE
    if macro.public or ends:
        refuse_unfilled(words.body)
    with transaction.atomic():
        if macro.category and macro.category_id != ticket.category_id:
            changing.change(ticket, by=by, at=at, category=macro.category)
        for checklist in macro.checklists.all():
            ticking.put(ticket, checklist, by=by, at=at)
        if not ends:
            _say(ticket, macro, words, by=by, at=at)
        _pass_on(ticket, macro, by=by, at=at)
        if ends:
            working.solve(ticket, words, by=by, at=at)
        Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    return ticket


def _say(ticket: Ticket, macro: Macro, words: Words, *, by: Actor, at: datetime) -> None:
    said = words.body.strip() or words.tray
    if macro.public and said:
        talking.reply(ticket, words, by=by, at=at)
    elif said:
        talking.note(ticket, words, by=by, at=at)
    if macro.status and macro.status_id != ticket.status_id:
        working.set_status(ticket, macro.status, by=by, at=at)


def _pass_on(ticket: Ticket, macro: Macro, *, by: Actor, at: datetime) -> None:
    if macro.to_team and macro.to_team_id != ticket.team_id:
        working.move(ticket, macro.to_team, by=by, at=at)
    if macro.owner and not (macro.owner == OwnerAfter.ME and by.account_id is None):
        to: Any = None
        if macro.owner == OwnerAfter.ME and by.account_id is not None:
            to = Account.objects.get(pk=by.account_id)
        working.assign(ticket, to, by=by, at=at)
