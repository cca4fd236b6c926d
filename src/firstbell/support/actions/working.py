"""Who has a ticket, where it stands, and its end. Only a solution ends one: passing it on never does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, require
from firstbell.support import events
from firstbell.support.actions import starting, talking, teaming
from firstbell.support.actions.talking import Words
from firstbell.support.actions.telling import change
from firstbell.support.models import Status, Team, Ticket, teams
from firstbell.support.states import DONE, WORKS, EntryKind, Phase

WORK = "support.work"


def take(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """It is mine now; two who press at once do not both have it."""
    require(by, WORK, ticket)
    if by.account_id is None:
        raise Refusal("Only somebody with an account takes a ticket.")
    if ticket.owner_id == by.account_id:
        return ticket
    _refuse_ended(ticket)
    values = {"owner_id": by.account_id, **_taken_up(ticket, at)}
    change(ticket, events.TAKEN, values, by=by, at=at)
    return ticket


def assign(ticket: Ticket, to: Account | None, *, by: Actor, at: datetime) -> Ticket:
    require(by, WORK, ticket)
    if to is None:
        change(ticket, events.LEFT, {"owner": None}, by=by, at=at)
        return ticket
    _refuse_ended(ticket)
    them = account_actor(to, on=at.date())
    if not can(them, WORK, ticket):
        if can(them, WORK, ticket.school):
            raise Refusal(f"{to} is not of {ticket.team}, whose own people work its tickets.", fields={"to": "Not of the team"})  # fmt: skip
        raise Refusal(f"{to} does not work on tickets here.", fields={"to": "Not of this school"})
    values = {"owner": to, **_taken_up(ticket, at)}
    change(ticket, events.ASSIGNED, values, by=by, at=at, to=to)
    return ticket


def _taken_up(ticket: Ticket, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"acknowledged_at": ticket.acknowledged_at or at}
    if ticket.status.phase == Phase.NEW:
        values["status"] = starting.status_of(Phase.OPEN, at=at)
    return values


def move(ticket: Ticket, team: Team, *, by: Actor, at: datetime) -> Ticket:
    """To another team, which takes it up anew; whoever had it and is not of that team has it no longer."""
    require(by, WORK, ticket)
    _refuse_ended(ticket)
    if team.school_id not in (None, ticket.school_id):
        raise Refusal(f"{team} is a team of another school.", fields={"team": "Another school's"})
    values: dict[str, Any] = {"team": team}
    if ticket.owner_id is not None and not _is_of(ticket.owner_id, team):
        values["owner"] = None
    change(ticket, events.MOVED, values, by=by, at=at, to=team)
    return ticket


def _is_of(account_id: int, team: Team) -> bool:
    """By a seat there or above it; of a team without people everybody of the desk is."""
    of_team = teams.people(team, *WORKS)
    return of_team.filter(pk=account_id).exists() or not teams.workers(team).exists()


def set_status(
    ticket: Ticket, status: Status, *, until: datetime | None = None, by: Actor, at: datetime
) -> Ticket:
    require(by, WORK, ticket)
    if status.phase in DONE:
        raise Refusal("Say how it was solved, so that whoever asked knows.")
    if until is not None and until <= at:
        raise Refusal("That moment has passed.", fields={"until": "In the past"})
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is closed. Reopen it first.")
    teaming.refuse_step(ticket, status, by=by)
    waits = status.phase == Phase.WAITING
    values: dict[str, Any] = {"status": status, "waiting_until": until if waits else None}
    # A rule of the desk that sets it has not looked at it.
    values["acknowledged_at"] = ticket.acknowledged_at or (None if by.is_system else at)
    if waits and until is not None:
        change(ticket, events.WAITS, values, by=by, at=at, to=status, until=f"{until:%d/%m/%Y}")
    else:
        change(ticket, events.STATUS, values, by=by, at=at, to=status)
    return ticket


def wake(tickets: Iterable[Ticket], *, by: Actor, at: datetime) -> int:
    """What waited until now is in hand again."""
    status, woken = starting.status_of(Phase.OPEN, at=at), 0
    for ticket in tickets:
        values = {"status": status, "waiting_until": None}
        woken += bool(change(ticket, events.WOKEN, values, by=by, at=at))
    return woken


def solve(ticket: Ticket, words: Words, *, by: Actor, at: datetime) -> Ticket:
    """With the words that go to whoever raised it."""
    require(by, WORK, ticket)
    _refuse_ended(ticket)
    status = starting.status_of(Phase.SOLVED, at=at)
    teaming.refuse_step(ticket, status, by=by)
    with transaction.atomic():
        talking.reply(ticket, words, by=by, at=at, kind=EntryKind.SOLUTION)
        values = {"status": status, "solved_at": at, "waiting_until": None}
        change(ticket, events.SOLVED, values, by=by, at=at)
    return ticket


def close(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """By the team, or by whoever raised it: it works again, or is not needed any more."""
    if not can(by, WORK, ticket):
        _refuse_theirs(ticket, by)
    if ticket.closed_at is not None:
        raise Conflict(f"{ticket.number} is closed already.")
    status = starting.status_of(Phase.CLOSED, at=at)
    if can(by, WORK, ticket):
        teaming.refuse_step(ticket, status, by=by)
    values = {"status": status, "solved_at": ticket.solved_at or at, "closed_at": at, "waiting_until": None}  # fmt: skip
    change(ticket, events.CLOSED, values, by=by, at=at)
    return ticket


def reopen(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    require(by, WORK, ticket)
    if ticket.is_open:
        raise Conflict(f"{ticket.number} is open.")
    status = starting.status_of(Phase.OPEN, at=at)
    teaming.refuse_step(ticket, status, by=by)
    values = {"status": status, "solved_at": None, "closed_at": None}
    change(ticket, events.REOPENED, values, by=by, at=at)
    return ticket


def _refuse_theirs(ticket: Ticket, by: Actor) -> None:
    """Whoever raised it closes it, where its team lets them."""
    if not ticket.is_of(by):
        require(by, WORK, ticket)
    if not ticket.team.they_close:
        raise Refusal(f"{ticket.team} closes tickets itself. Write that it is over, and they will.")


def _refuse_ended(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is solved. Reopen it first.")
