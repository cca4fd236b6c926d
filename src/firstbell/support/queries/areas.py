"""Whose a ticket is within its team: those of the area that its category lies in, else everybody of the team."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.support.models import Area, Ticket


def people_of(ticket: Ticket) -> QuerySet[Account]:
    members = ticket.team.members.all()
    if ticket.category_id is None:
        return members
    rows = Area.objects.filter(team=ticket.team_id, categories=ticket.category_id)
    inside = members.filter(pk__in=rows.values("members"))
    return inside if inside.exists() else members
