"""How a team shares its work, and by which steps its tickets go, by API."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.support.actions import teaming
from firstbell.support.actions.setups import MANAGE
from firstbell.support.api.setup import Uids
from firstbell.support.api.shapes import Line
from firstbell.support.models import Area, Category, Step, Team
from firstbell.support.models import Status as TicketStatus
from firstbell.support.models import teams as teams_of
from firstbell.support.states import WORKS

router = Router(tags=["Support"])
_MANY = ("members", "categories", "buildings", "rooms")


class AreaIn(Sent):
    """What some of a team look after: everything of it that is not sent is none. The members are of the team, the places of its
    school; with neither building nor room it is everywhere.
    """

    name: Line
    members: Uids = []
    categories: Uids = []
    buildings: Uids = []
    rooms: Uids = []


class AreaOut(Schema):
    uid: UUID
    name: str
    members: list[Thing]
    categories: list[Thing]
    buildings: list[Thing]
    rooms: list[Thing]

    resolve_members = staticmethod(lambda row: [named(each) for each in row.members.all()])
    resolve_categories = staticmethod(lambda row: [named(each) for each in row.categories.all()])
    resolve_buildings = staticmethod(lambda row: [named(each) for each in row.buildings.all()])
    resolve_rooms = staticmethod(lambda row: [named(each) for each in row.rooms.all()])


class AreaPage(Schema):
    items: list[AreaOut]
    next: str | None


class StepShape(Sent):
    """From one status to the other."""

    was: UUID
    now: UUID


class StepsIn(Sent):
    """None: its tickets go from anywhere to anywhere."""

    steps: Annotated[list[StepShape], Field(max_length=400)]


class StepOut(Schema):
    was: Thing
    now: Thing

    resolve_was = staticmethod(lambda row: named(row.was))
    resolve_now = staticmethod(lambda row: named(row.now))


class StepsOut(Schema):
    items: list[StepOut]


def _team(request: HttpRequest, uid: UUID) -> Team:
    rows = Team.objects.visible_to(request.actor)
    found: Team = get_object_or_404(rows, uid=uid)
    if not can(request.actor, MANAGE, found) and can(request.actor, MANAGE):
        raise NotFound("That team is not yours to set up.")
    require(request.actor, MANAGE, found)
    return found


def _area(request: HttpRequest, uid: UUID, area: UUID) -> Area:
    found: Area = get_object_or_404(_team(request, uid).areas.select_related("team"), uid=area)
    return found


def _save(request: HttpRequest, area: Area, body: AreaIn) -> Area:
    """Whoever is not of the team is refused by name where they are known, and all the same where they are not."""
    members = list(teams_of.seated(area.team, *WORKS).filter(uid__in=body.members))
    if len(members) != len(set(body.members)):
        raise Refusal("Somebody of them is not of the team.", fields={"members": "Not of the team"})
    places = {"buildings": Building.objects.open(), "rooms": Room.objects.open()}
    parts: dict[str, Any] = {"categories": Category.objects.live(), **places}
    chosen = {name: _some(request, area.team, name, rows, body) for name, rows in parts.items()}
    return teaming.save_area(
        area, members=members, name=body.name, by=request.actor, at=clock.now(), **chosen
    )


def _some(request: HttpRequest, team: Team, name: str, rows: Any, body: AreaIn) -> list[Any]:
    """Those of them that are seen; places are those of a school's own team, or of any school for the trust's."""
    rows = rows.visible_to(request.actor)
    if name != "categories" and team.school_id:
        rows = rows.filter(school=team.school_id)
    return [get_object_or_404(rows, uid=uid) for uid in dict.fromkeys(getattr(body, name))]


def _steps(team: Team) -> dict[str, list[Step]]:
    return {
        "items": list(team.steps.select_related("was", "now").order_by("was__order", "now__order"))
    }


@router.get("ticket-teams/{uid}/areas", response=AreaPage, summary="What some of a team look after")
def areas(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(_team(request, uid).areas.prefetch_related(*_MANY), paging)


@router.post("ticket-teams/{uid}/areas", response={201: AreaOut}, summary="Add an area to a team")
def add_area(request: HttpRequest, uid: UUID, body: AreaIn) -> Status[Area]:
    return Status(201, _save(request, Area(team=_team(request, uid)), body))


@router.put("ticket-teams/{uid}/areas/{area}", response=AreaOut, summary="Set an area of a team")
def change_area(request: HttpRequest, uid: UUID, area: UUID, body: AreaIn) -> Area:
    return _save(request, _area(request, uid, area), body)


@router.delete(
    "ticket-teams/{uid}/areas/{area}", response={204: None}, summary="Take an area off a team"
)
def remove_area(request: HttpRequest, uid: UUID, area: UUID) -> Status[None]:
    teaming.remove_area(_area(request, uid, area), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get(
    "ticket-teams/{uid}/steps", response=StepsOut, summary="By which steps a team’s tickets go"
)
def steps(request: HttpRequest, uid: UUID) -> dict[str, list[Step]]:
    return _steps(_team(request, uid))


@router.put(
    "ticket-teams/{uid}/steps", response=StepsOut, summary="Set by which steps a team’s tickets go"
)
def set_steps(request: HttpRequest, uid: UUID, body: StepsIn) -> dict[str, list[Step]]:
    team = _team(request, uid)
    known = {row.uid: row for row in TicketStatus.objects.visible_to(request.actor).live()}
    if not all(each.was in known and each.now in known for each in body.steps):
        raise Refusal("One of these statuses is not there.", fields={"steps": "Not there"})
    wanted = [(known[each.was], known[each.now]) for each in body.steps]
    teaming.set_steps(team, wanted, by=request.actor, at=clock.now())
    return _steps(team)
