"""From one school's desk to another's: the same ticket, number and talk; what was promised begins anew. It never ends one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.audit.events import as_text
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import TRANSFER
from firstbell.support import events
from firstbell.support.actions import clocks, joining, starting
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import Clock, Sharing, Stay, Team, Ticket
from firstbell.support.states import ClockKind, Phase

WORK = "support.work"


def to_school(
    ticket: Ticket, school: School, *, team: Team | None = None, by: Actor, at: datetime
) -> Ticket:
    """Its room is asked for anew; how the promises of the desk that had it stood is kept."""
    require(by, WORK, ticket)
    with transaction.atomic():
        [ticket] = joining.hold(ticket)
        _refuse(ticket, school, team)
        was = ticket.school
        Stay.objects.create(
            ticket=ticket, school=was, team=ticket.team.name, owner=ticket.owner.name if ticket.owner else "",
            from_at=_came(ticket), to_at=at, clocks=_kept(ticket),
        )  # fmt: skip
        tell(events.PASSED_ON, ticket, by=by, at=at, to=school)
        Clock.objects.filter(ticket=ticket).delete()
        change(ticket, events.CAME, _values(ticket, school, team, at), by=by, at=at, of=was)
        clocks.start(ticket, at=at)
        clocks.follow(ticket, at=at)
        ticket.merged.update(school=school)
        TRANSFER.ask(ticket, by, at)
    return ticket


def _refuse(ticket: Ticket, school: School, team: Team | None) -> None:
    if ticket.merged_into is not None:
        raise Conflict(f"{ticket.number} was merged into {ticket.merged_into.number}. Pass that one on.")  # fmt: skip
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is {ticket.status.name.lower()}. Reopen it first.")
    if ticket.school_id == school.pk:
        raise Refusal(f"{ticket.number} is at {school} already.", fields={"school": "It is there"})
    if team is not None and team.school_id not in (None, school.pk):
        raise Refusal(f"{team} is a team of another school.", fields={"team": "Another school's"})
    if Sharing.objects.filter(
        Q(ticket=ticket) | Q(ticket__merged_into=ticket), ended_at=None
    ).exists():
        raise Conflict(f"A partner has {ticket.number}. Take it back from them first.")


def _came(ticket: Ticket) -> datetime:
    last = Stay.objects.filter(ticket=ticket).order_by("-pk").first()
    return last.to_at if last else ticket.opened_at


def _kept(ticket: Ticket) -> list[dict[str, Any]]:
    """As a person reads it later, whatever becomes of the promises."""
    order = list(ClockKind.values)
    rows = sorted(Clock.objects.filter(ticket=ticket), key=lambda row: order.index(row.kind))
    return [
        {
            "what": ClockKind(row.kind).label, "minutes": row.promised, "due": as_text(row.due_at),
            "met": as_text(row.met_at), "late": row.missed_at is not None,
        }
        for row in rows
    ]  # fmt: skip


def _values(ticket: Ticket, school: School, team: Team | None, at: datetime) -> dict[str, Any]:
    """New to those who have it now. Whoever had it keeps it only if they work there, too."""
    stays = ticket.owner is not None and can(account_actor(ticket.owner, on=at.date()), WORK, school)  # fmt: skip
    return {
        "school": school, "team": team or starting.team_of(school, ticket.category, at=at),
        "owner": ticket.owner if stays else None, "room": None, "announced": "", "waiting_until": None,
        "status": starting.status_of(Phase.OPEN if stays else Phase.NEW, at=at),
        "acknowledged_at": at if stays else None,
    }  # fmt: skip
