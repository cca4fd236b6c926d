"""Time without words, and money: what a ticket took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.web.components.words import money
from firstbell.support import events
from firstbell.support.actions.telling import tell
from firstbell.support.models import Cost, Entry, Ticket
from firstbell.support.states import Activity, EntryKind

WORK = "support.work"
_A_DAY = 24 * 60


def log(ticket: Ticket, minutes: int, activity: str = "", *, by: Actor, at: datetime) -> Entry:
    """Time that was spent while nothing was said."""
    require(by, WORK, ticket)
    if not 0 < minutes <= _A_DAY:
        raise Refusal("From a minute to a day.", fields={"minutes": "1 to 1,440"})
    what = f", {Activity(activity).label.lower()}" if activity else ""
    with transaction.atomic():
        entry = Entry.objects.create(
            ticket=ticket, kind=EntryKind.TIME, public=False, by_account_id=by.account_id, by_name=by.name[:200],
            from_team=True, minutes=minutes, activity=activity, at=at,
        )  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk).update(minutes=F("minutes") + minutes)
        ticket.refresh_from_db(fields=["minutes"])
        tell(events.TIME, ticket, by=by, at=at, minutes=minutes, what=what)
    return entry


@dataclass(frozen=True)
class Spent:
    what: str
    pence: int
    paid_on: date
    item: Item | None = None
    budget: str = ""
    order_ref: str = ""


def add(ticket: Ticket, spent: Spent, *, by: Actor, at: datetime) -> Cost:
    require(by, WORK, ticket)
    if not spent.what.strip():
        raise Refusal("Say what it was for.", fields={"what": "A few words"})
    if spent.pence < 1:
        raise Refusal("Say how much it was.", fields={"pence": "An amount"})
    if spent.paid_on > (at + timedelta(days=366)).date():
        raise Refusal("That day is too far away.", fields={"paid_on": "Within a year"})
    if spent.item is not None and spent.item.school_id != ticket.school_id:
        raise Refusal(f"{spent.item} is in another school.", fields={"item": "Another school’s"})
    with transaction.atomic():
        made: Cost = Cost.objects.create(
            ticket=ticket, item=spent.item, what=spent.what.strip()[:200], pence=spent.pence, paid_on=spent.paid_on,
            budget=spent.budget.strip()[:80], order_ref=spent.order_ref.strip()[:80], by_name=by.name[:200], at=at,
            created_at=at,
        )  # fmt: skip
        about = [spent.item] if spent.item else []
        tell(events.COST, ticket, by=by, at=at, about=about, amount=money(made.pence), what=made.what)  # fmt: skip
    return made


def take_back(cost: Cost, *, by: Actor, at: datetime) -> None:
    """It was wrong. It stays to be seen, and counts no longer."""
    require(by, WORK, cost.ticket)
    with transaction.atomic():
        if not Cost.objects.filter(pk=cost.pk, taken_back_at=None).update(taken_back_at=at):
            raise Conflict(f"{cost} was taken back already.")
        tell(events.COST_BACK, cost.ticket, by=by, at=at, amount=money(cost.pence), what=cost.what)
