"""How a desk is set up, by API: teams, their areas and steps, categories, statuses."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.actions import putting_away, setups, teaming
from firstbell.support.actions.setups import SETUP
from firstbell.support.api import shapes
from firstbell.support.api.loading import school_of
from firstbell.support.api.shapes import Line, Text
from firstbell.support.models import Category, Team
from firstbell.support.models import Status as TicketStatus
from firstbell.support.states import Phase

router = Router(tags=["Support"])
Days = Annotated[int, Field(ge=0, le=365)]
Signature = Annotated[str, Field(max_length=1_000)]
Uids = Annotated[list[UUID], Field(max_length=200)]


class TeamSetOut(Schema):
    uid: UUID
    version: int
    name: str
    school: Thing | None
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
    resolve_members = staticmethod(lambda row: [named(one) for one in row.members.all()])
    resolve_areas = staticmethod(lambda row: [named(one) for one in row.areas.all()])
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class TeamChange(Sent):
    name: Line = ""
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


class CategorySetOut(Schema):
    uid: UUID
    version: int
    name: str
    icon: str
    parent: Thing | None
    team: Thing | None
    words: str
    tips: str
    archived: bool

    resolve_parent = staticmethod(lambda row: named(row.parent))
    resolve_team = staticmethod(lambda row: named(row.team))
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class CategoryChange(Sent):
    name: Line = ""
    icon: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "help-circle"
    parent: UUID | None = None
    team: UUID | None = None
    words: Text = ""
    tips: Text = ""


class CategoryIn(CategoryChange):
    name: Line


class StatusSetOut(Schema):
    uid: UUID
    version: int
    name: str
    phase: str
    pauses: bool
    for_them: bool
    archived: bool

    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class StatusChange(Sent):
    name: Line = ""
    phase: Phase = Phase.WAITING
    pauses: bool = False
    for_them: bool = False


class StatusSetIn(StatusChange):
    name: Line


class OrderBody(Sent):
    """Each of those in use, once."""

    uids: Uids


def one(request: HttpRequest, kind: Any, uid: UUID | None) -> Any:
    if uid is None:
        return None
    row = get_object_or_404(kind.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, SETUP, row) and can(request.actor, SETUP):
        raise NotFound("That is another school’s.")
    return row


def _values(request: HttpRequest, body: Schema) -> dict[str, Any]:
    words = body.dict(exclude_unset=True)
    for name, kind in (("parent", Category), ("team", Team)):
        if name in words:
            words[name] = one(request, kind, words[name])
    return words


def _members(team: Team, uids: list[UUID]) -> list[Any]:
    people = accounts_with("support.work", team.school_id, clock.now().date())
    found = list(people.filter(uid__in=uids))
    if len(found) != len(set(uids)):
        raise Refusal(
            "Somebody of them does not work on tickets here.", fields={"members": "Not known"}
        )
    return found


def _save_team(request: HttpRequest, team: Team, words: dict[str, Any]) -> Team:
    require(request.actor, SETUP, team)
    if "members" in words:
        words["members"] = _members(team, words["members"])
    if words.get("lead") is not None:
        [words["lead"]] = _members(team, [words["lead"]])
    version = version_read(request) if team.pk else None
    return teaming.save_team(team, by=request.actor, at=clock.now(), version=version, **words)


@router.get("ticket-categories", response=shapes.CategoryPage, summary="What tickets are about")
def categories(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(Category.objects.visible_to(request.actor).live(), paging)


@router.get("ticket-statuses", response=shapes.StatusPage, summary="Where tickets stand")
def statuses(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(TicketStatus.objects.visible_to(request.actor).live(), paging)


@router.get("ticket-teams", response=shapes.TeamPage, summary="Who works tickets")
def teams(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(Team.objects.visible_to(request.actor).live().select_related("school"), paging)


@router.post("ticket-teams", response={201: TeamSetOut}, summary="Add a team")
def add_team(request: HttpRequest, body: TeamIn) -> Status[Team]:
    words = body.dict()
    school = school_of(request, words.pop("school"))
    return Status(201, _save_team(request, Team(school=school), words))


@router.get("ticket-teams/{uid}", response=TeamSetOut, summary="A team")
def team(request: HttpRequest, uid: UUID) -> Team:
    rows = Team.objects.visible_to(request.actor).select_related("school")
    found: Team = get_object_or_404(rows, uid=uid)
    return found


@router.patch("ticket-teams/{uid}", response=TeamSetOut, summary="Change a team")
def change_team(request: HttpRequest, uid: UUID, body: TeamChange) -> Team:
    return _save_team(request, one(request, Team, uid), body.dict(exclude_unset=True))


@router.post("ticket-teams/{uid}/away", response=TeamSetOut, summary="Put a team away")
def team_away(request: HttpRequest, uid: UUID) -> Team:
    row: Team = one(request, Team, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())


@router.post("ticket-categories", response={201: CategorySetOut}, summary="Add a category")
def add_category(request: HttpRequest, body: CategoryIn) -> Status[Category]:
    require(request.actor, SETUP)
    words = _values(request, body)
    made = teaming.save_category(Category(), by=request.actor, at=clock.now(), **words)
    return Status(201, made)


@router.put("ticket-categories/order", response={204: None}, summary="Put the categories in order")
def order_categories(request: HttpRequest, body: OrderBody) -> Status[None]:
    require(request.actor, SETUP)
    rows = Category.objects.live()
    setups.in_order(rows, body.uids, by=request.actor, at=clock.now())
    return Status(204, None)


@router.patch("ticket-categories/{uid}", response=CategorySetOut, summary="Change a category")
def change_category(request: HttpRequest, uid: UUID, body: CategoryChange) -> Category:
    row, version = one(request, Category, uid), version_read(request)
    require(request.actor, SETUP, row)
    words = _values(request, body)
    return teaming.save_category(row, by=request.actor, at=clock.now(), version=version, **words)


@router.post("ticket-categories/{uid}/away", response=CategorySetOut, summary="Put a category away")
def category_away(request: HttpRequest, uid: UUID) -> Category:
    row: Category = one(request, Category, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())


@router.post("ticket-statuses", response={201: StatusSetOut}, summary="Add a status")
def add_status(request: HttpRequest, body: StatusSetIn) -> Status[TicketStatus]:
    require(request.actor, SETUP)
    made = teaming.save_status(TicketStatus(), by=request.actor, at=clock.now(), **body.dict())
    return Status(201, made)


@router.put("ticket-statuses/order", response={204: None}, summary="Put the statuses in order")
def order_statuses(request: HttpRequest, body: OrderBody) -> Status[None]:
    require(request.actor, SETUP)
    setups.in_order(TicketStatus.objects.live(), body.uids, by=request.actor, at=clock.now())
    return Status(204, None)


@router.patch("ticket-statuses/{uid}", response=StatusSetOut, summary="Change a status")
def change_status(request: HttpRequest, uid: UUID, body: StatusChange) -> TicketStatus:
    row, version = one(request, TicketStatus, uid), version_read(request)
    words = body.dict(exclude_unset=True)
    return teaming.save_status(row, by=request.actor, at=clock.now(), version=version, **words)


@router.post("ticket-statuses/{uid}/away", response=StatusSetOut, summary="Put a status away")
def status_away(request: HttpRequest, uid: UUID) -> TicketStatus:
    row: TicketStatus = one(request, TicketStatus, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())
