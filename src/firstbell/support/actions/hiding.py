"""Tickets that only some may see from now on: what was told of them before is theirs alone, too, and back again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit import actions as history
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications import telling as notices
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.webhooks import delivering
from firstbell.support.models import Team, Ticket, teams

RESTRICTED = "support.restricted"


def follow(ticket: Ticket, was: str, *, at: datetime) -> None:
    """Its history, notices and posts, and those of what was merged into it, whose audience `was` another.

    What only some see stands on its own.
    """
    now = ticket.history_audience
    ticket.merged.update(restricted=ticket.restricted)
    if teams.is_circle(was) or teams.is_circle(now):
        ticket.merged.update(team=ticket.team_id)
    every = [ticket, *ticket.merged.select_related("team")]
    for one in every:
        if was:
            history.open_to_school(one, was)
    if not now:
        return
    ticket.children.update(parent=None)
    Ticket.objects.filter(pk=ticket.pk).update(parent=None)
    ticket.parent = None
    for one in every:
        notices.withdraw(one, keep=seen_by(one, at))
        delivering.withdraw(one)
        history.keep_from_school(one, now)


def seen_by(ticket: Ticket, at: datetime) -> QuerySet[Account]:
    """Who may still see it."""
    own = Q(pk=ticket.owner_id) | Q(pk=ticket.raised_by_id)
    if ticket.requester is not None:
        own |= Q(person_uid=ticket.requester.uid)
    if ticket.restricted:
        return accounts_with(RESTRICTED, ticket.school_id, at.date()) | Account.objects.filter(own)
    own |= Q(pk__in=ticket.watchers.filter(named=True).values("account"))
    own |= Q(pk__in=accounts_with(teams.EVERY, ticket.school_id, at.date()).values("pk"))
    own |= Q(pk__in=teams.people(ticket.team).values("pk"))
    return Account.objects.filter(own)


def follow_team(team: Team, *, is_closed: bool, at: datetime) -> None:
    """All its tickets, when it is opened or closed, or its people are others than they were."""
    Ticket.objects.filter(merged_into__team=team).exclude(team=team).update(team=team)
    tickets = Ticket.objects.filter(team=team, restricted=False)
    told = Event.objects.filter(subject_uid__in=tickets.values("uid"))
    circle = teams.audience(team.pk)
    if not is_closed:
        history.open_many(told, circle)
        return
    told.filter(audience=history.SCHOOL).update(audience=circle)
    _apart(tickets)
    notices.withdraw_posts(told)
    delivering.withdraw_many(told)
    for account in _of_the_desk(team, at):
        hers = tickets.kept_from(account_actor(account, on=at.date()))
        if hers is not None:
            notices.withdraw_from(account, Event.objects.filter(subject_uid__in=hers.values("uid")))


def _apart(tickets: QuerySet[Ticket]) -> None:
    tickets.filter(parent__isnull=False).update(parent=None)
    Ticket.objects.filter(parent__in=tickets.values("pk")).update(parent=None)


def _of_the_desk(team: Team, at: datetime) -> Iterable[Account]:
    """Who might have been told as one of the desk: of a team of the trust, everybody who is of a desk."""
    if team.school_id is not None:
        return accounts_with("support.view", team.school_id, at.date())
    schools = (
        Ticket.objects.filter(team=team).order_by().values_list("school_id", flat=True).distinct()
    )
    found: dict[int, Account] = {}
    for school in schools:
        found |= {one.pk: one for one in accounts_with("support.view", school, at.date())}
    return list(found.values())
