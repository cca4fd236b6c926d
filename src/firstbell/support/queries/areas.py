"""Whose a ticket is within its team: those of the area that it lies in, else everybody of the team."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.support.models import Area, Ticket, teams

_PLACES = (Area.rooms.through, Area.buildings.through)


def people_of(ticket: Ticket) -> QuerySet[Account]:
    """Of a team without people of its own those of the team that it is part of; nobody is the whole desk."""
    members = teams.workers(ticket.team)
    inside = members.filter(pk__in=of(ticket).values("members"))
    return inside if inside.exists() else members


def of(ticket: Ticket) -> QuerySet[Area]:
    """The areas it lies in: by what it is about and where it is, as far as an area says either."""
    about, there = Q(categories=ticket.category_id), Q(pk__in=())
    if ticket.room is not None:
        there = Q(rooms=ticket.room_id) | Q(buildings=ticket.room.building_id)
    no_about = ~Exists(Area.categories.through.objects.filter(area=OuterRef("pk")))
    no_room, no_building = (~Exists(one.objects.filter(area=OuterRef("pk"))) for one in _PLACES)
    no_place = Q(no_room) & Q(no_building)
    if ticket.category_id is None:
        about = Q(pk__in=())
    rows = Area.objects.filter(team=ticket.team_id).exclude(Q(no_about) & no_place)
    found: QuerySet[Area] = rows.filter(about | Q(no_about), there | no_place).distinct()
    return found


def inside(area: Area) -> Q:
    """The tickets that lie in it."""
    rooms, buildings = area.rooms.values("pk"), area.buildings.values("pk")
    about, places = area.categories.exists(), rooms.exists() or buildings.exists()
    found = Q(team=area.team_id) if about or places else Q(pk__in=())
    if about:
        found &= Q(category__in=area.categories.values("pk"))
    if places:
        found &= Q(room__in=rooms) | Q(room__building__in=buildings)
    return found
