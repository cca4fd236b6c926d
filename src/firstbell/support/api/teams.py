"""Teams by API: who is of them and with which right, what they are part of, and to whom their tickets are open."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.actions import putting_away, seating, teaming
from firstbell.support.actions.setups import MANAGE, SETUP
from firstbell.support.api import shapes
from firstbell.support.api.loading import school_of
from firstbell.support.api.setup import Uids, one
from firstbell.support.api.shapes import Line
from firstbell.support.models import Team
from firstbell.support.models import teams as teams_of
from firstbell.support.states import WORKS, Opening, Right

router = Router(tags=["Support"])
Days = Annotated[int, Field(ge=0, le=365)]
Signature = Annotated[str, Field(max_length=1_000)]


class SeatShape(Sent):
    """Somebody of the desk, and what they may do with its tickets."""

    account: UUID
    right: Right


class SeatOut(Schema):
    account: Thing
    right: str

    resolve_account = staticmethod(lambda row: named(row.account))


class TeamSetOut(Schema):
    """`members` are those of `people` who work its tickets."""

    uid: UUID
    version: int
    name: str
    school: Thing | None
    parent: Thing | None
    opening: str
    people: list[SeatOut]
    words: str
    is_default: bool
    email: str
    signature: str
    members: list[Thing]
    lead: Thing | None
    areas: list[Thing]
    they_close: bool
    they_reopen: bool
    reopen_days: int
    remind_days: int
    close_days: int
    archived: bool

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_lead = staticmethod(lambda row: named(row.lead))
    resolve_parent = staticmethod(lambda row: named(row.parent))
    resolve_people = staticmethod(
        lambda row: row.seats.select_related("account").order_by("account__name")
    )
    resolve_members = staticmethod(
        lambda row: [named(one) for one in teams_of.seated(row, *WORKS).order_by("name")]
    )
    resolve_areas = staticmethod(lambda row: [named(one) for one in row.areas.all()])
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class TeamChange(Sent):
    """Who is of it is said by `people`, each with their right, or by `members`, who work its tickets."""

    name: Line = ""
    parent: UUID | None = None
    opening: Opening = Opening.ALL
    people: Annotated[list[SeatShape], Field(max_length=200)] = []
    words: Line = ""
    is_default: bool = False
    signature: Signature = ""
    members: Uids = []
    lead: UUID | None = None
    they_close: bool = True
    they_reopen: bool = True
    reopen_days: Days = 7
    remind_days: Days = 3
    close_days: Days = 5


class TeamIn(TeamChange):
    """Without a school it is of the whole trust."""

    school: UUID | None = None
    name: Line


def _members(team: Team, uids: list[UUID]) -> list[Any]:
    people = accounts_with("support.work", team.school_id, clock.now().date())
    found = list(people.filter(uid__in=uids))
    if len(found) != len(set(uids)):
        raise Refusal(
            "Somebody of them does not work on tickets here.", fields={"members": "Not known"}
        )
    return found


def _people(team: Team, seats: list[dict[str, Any]]) -> dict[Account, str]:
    known = {one.uid: one for one in seating.desk_of(team, clock.now())}
    if len({one["account"] for one in seats}) != len(seats):
        raise Refusal("Name each of them once.", fields={"people": "Each once"})
    if any(one["account"] not in known for one in seats):
        raise Refusal("Somebody of them is not of this desk.", fields={"people": "Not known"})
    return {known[one["account"]]: one["right"] for one in seats}


def _save_team(request: HttpRequest, team: Team, words: dict[str, Any]) -> Team:
    require(request.actor, MANAGE if team.pk else SETUP, team)
    if "people" in words and "members" in words:
        raise Refusal("Say who is of it once: by people, or by members.", fields={"members": "Said twice"})  # fmt: skip
    if "members" in words:
        words["members"] = _members(team, words["members"])
    if "people" in words:
        words["people"] = _people(team, words["people"])
    if words.get("parent") is not None:
        rows = Team.objects.visible_to(request.actor).live()
        words["parent"] = get_object_or_404(rows, uid=words["parent"])
    if words.get("lead") is not None:
        [words["lead"]] = _members(team, [words["lead"]])
    version = version_read(request) if team.pk else None
    return teaming.save_team(team, by=request.actor, at=clock.now(), version=version, **words)


@router.get("ticket-teams", response=shapes.TeamPage, summary="Who works tickets")
def teams(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(
        Team.objects.visible_to(request.actor).live().select_related("school", "parent"), paging
    )


@router.post("ticket-teams", response={201: TeamSetOut}, summary="Add a team")
def add_team(request: HttpRequest, body: TeamIn) -> Status[Team]:
    words = body.dict(exclude_unset=True)
    school = school_of(request, words.pop("school", None))
    return Status(201, _save_team(request, Team(school=school), words))


@router.get("ticket-teams/{uid}", response=TeamSetOut, summary="A team")
def team(request: HttpRequest, uid: UUID) -> Team:
    rows = Team.objects.visible_to(request.actor).select_related("school")
    found: Team = get_object_or_404(rows, uid=uid)
    return found


@router.patch("ticket-teams/{uid}", response=TeamSetOut, summary="Change a team")
def change_team(request: HttpRequest, uid: UUID, body: TeamChange) -> Team:
    rows = Team.objects.visible_to(request.actor)
    return _save_team(request, get_object_or_404(rows, uid=uid), body.dict(exclude_unset=True))


@router.post("ticket-teams/{uid}/away", response=TeamSetOut, summary="Put a team away")
def team_away(request: HttpRequest, uid: UUID) -> Team:
    row: Team = one(request, Team, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())
