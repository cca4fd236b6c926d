"""Who of a team gets a ticket: those of its area, without who is away, by their load or in turn; and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from firstbell.people.models import Person
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.models import Firing, Rule, StandIn, Ticket, teams
from firstbell.support.queries import areas
from firstbell.support.states import Opening, Turn


@dataclass(frozen=True)
class Choice:
    """`why` goes on after their name; without anybody it says why nobody."""

    to: Account | None
    why: str


def able(ticket: Ticket, on: date) -> QuerySet[Account]:
    """Whose it could be: of a restricted one only those who see restricted tickets, of a closed team its own people."""
    permission = "support.restricted" if ticket.restricted else "support.work"
    people = areas.people_of(ticket)
    if people.exists():
        return accounts_with(permission, ticket.school_id, on).filter(pk__in=people.values("pk"))
    is_closed = ticket.team.opening != Opening.ALL and not ticket.restricted
    return accounts_with(teams.EVERY if is_closed else permission, ticket.school_id, on)


def away(on: date) -> QuerySet[Account]:
    """Who has said that somebody stands in for them."""
    rows = StandIn.objects.filter(first__lte=on, last__gte=on).values("person")
    return Account.objects.filter(person_uid__in=Person.objects.filter(pk__in=rows).values("uid"))


def choose(rule: Rule, ticket: Ticket, how: str, at: datetime) -> Choice:
    rows = able(ticket, at.date())
    missing = sorted(str(one) for one in rows.filter(pk__in=away(at.date()).values("pk")))
    gone = f"; {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} away" if missing else ""
    there = list(rows.exclude(pk__in=away(at.date()).values("pk")).order_by("pk"))
    if not there:
        return Choice(None, f"Nobody of {ticket.team} is there to have it{gone}.")
    if how == Turn.LEAST:
        return _fewest(ticket, there, gone)
    return _next(rule, ticket, there, gone)


def _fewest(ticket: Ticket, there: list[Account], gone: str) -> Choice:
    rows = Ticket.objects.open().filter(owner__in=there).exclude(pk=ticket.pk).order_by()
    counts = dict(rows.values_list("owner").annotate(Count("pk")))
    to = min(there, key=lambda one: counts.get(one.pk, 0))
    return Choice(to, f"has the fewest open ({counts.get(to.pk, 0)}) of {len(there)}{gone}")


def _next(rule: Rule, ticket: Ticket, there: list[Account], gone: str) -> Choice:
    """Whoever was given one by this rule longest ago."""
    rows = Firing.objects.filter(rule=rule.pk, given__in=there).order_by()
    last = dict(rows.values_list("given").annotate(Max("pk")))
    to = min(there, key=lambda one: last.get(one.pk, 0))
    return Choice(to, f"is next in turn of {len(there)}{gone}")


def led_by(ticket: Ticket, on: date) -> QuerySet[Account]:
    """Whoever leads its team; where nobody is named or they are away, those who set the desk up."""
    named = Account.objects.filter(pk=ticket.team.lead_id or 0, is_active=True)
    there = named.exclude(pk__in=away(on).values("pk"))
    return there if there.exists() else accounts_with("support.change_setup", ticket.school_id, on)
