"""The settings of devices by API: how they are recognised, what becomes of new ones, and what they are to tell."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.agents.actions import ruling
from firstbell.agents.api.shapes import Label
from firstbell.agents.models import ArrivalRule, Key, MatchRule, Policy
from firstbell.agents.states import Arrival, LastUser, MatchKind
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School

router = Router(tags=["Devices"])
SET = "agents.keys"
Place = Annotated[int, Field(ge=0, le=999)]
Hours = Annotated[int, Field(ge=1, le=ruling.MOST_HOURS)]
Network = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
LeftOut = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f]*$")]


class ArrivalOut(Schema):
    """The rules of a school are asked by `order`, the smallest first; what is empty fits every device."""

    uid: UUID
    version: int
    school: Thing
    order: int
    key: Thing | None
    network: str
    hostname: str
    known: bool | None
    then: str

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_key = staticmethod(lambda row: named(row.key))


class ArrivalPage(Schema):
    items: list[ArrivalOut]
    next: str | None


class ArrivalFilter(Paging):
    school: UUID | None = None


class ArrivalChange(Sent):
    """`known` is whether the register knows it by serial, UUID or MAC address; null: either."""

    order: Place = 50
    key: UUID | None = None
    network: Network = ""
    hostname: Label = ""
    known: bool | None = None
    then: Arrival = Arrival.REGISTER


class ArrivalIn(ArrivalChange):
    school: UUID


class MatchOut(Schema):
    kind: str
    name: str
    in_use: bool

    resolve_name = staticmethod(lambda row: str(row))
    resolve_in_use = staticmethod(lambda row: row.enabled)


class MatchList(Schema):
    items: list[MatchOut]


class MatchOrder(Sent):
    """Every way of recognising a device once, in the order in which they are tried; `off` are not tried at all."""

    order: Annotated[list[MatchKind], Field(max_length=20)]
    off: Annotated[list[MatchKind], Field(max_length=20)] = []


class PolicyOut(Schema):
    """`left_out` are categories of the agent, parted by commas; environment and process are always left out."""

    version: int
    school: Thing
    last_user: str
    left_out: str
    day_hours: int
    night_hours: int

    resolve_school = staticmethod(lambda row: named(row.school))


class PolicyChange(Sent):
    last_user: LastUser = LastUser.NONE
    left_out: LeftOut = ""
    day_hours: Hours = 4
    night_hours: Hours = 12


def _school(request: HttpRequest, uid: UUID) -> School:
    school = get_object_or_404(School.objects.visible_to(request.actor), uid=uid)
    require(request.actor, SET, school)
    return school


def _rules(request: HttpRequest) -> Any:
    require(request.actor, SET)
    return ArrivalRule.objects.visible_to(request.actor).select_related("school", "key")


def _rule(request: HttpRequest, uid: UUID) -> ArrivalRule:
    found: ArrivalRule = get_object_or_404(_rules(request), uid=uid)
    return found


def _words(request: HttpRequest, words: dict[str, Any]) -> dict[str, Any]:
    if words.get("key"):
        keys = Key.objects.visible_to(request.actor).filter(revoked_at=None)
        words["key"] = get_object_or_404(keys, uid=words["key"])
    return words


@router.get("arrival-rules", response=ArrivalPage, summary="What becomes of new devices")
def arrivals(request: HttpRequest, query: Query[ArrivalFilter]) -> dict[str, Any]:
    rows = _rules(request)
    return page(rows.filter(school__uid=query.school) if query.school else rows, query)


@router.post("arrival-rules", response={201: ArrivalOut}, summary="Add a rule for new devices")
def add_arrival(request: HttpRequest, body: ArrivalIn) -> Status[ArrivalRule]:
    school = _school(request, body.school)
    words = _words(request, body.dict(exclude={"school"}))
    return Status(201, ruling.add_rule(school, by=request.actor, at=clock.now(), **words))


@router.get("arrival-rules/{uid}", response=ArrivalOut, summary="A rule for new devices")
def arrival(request: HttpRequest, uid: UUID) -> ArrivalRule:
    return _rule(request, uid)


@router.patch("arrival-rules/{uid}", response=ArrivalOut, summary="Change a rule for new devices")
def change_arrival(request: HttpRequest, uid: UUID, body: ArrivalChange) -> ArrivalRule:
    row, version = _rule(request, uid), version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, ("key", "known"))
    words = _words(request, sent)
    return ruling.change_rule(row, by=request.actor, at=clock.now(), version=version, **words)


@router.delete("arrival-rules/{uid}", response={204: None}, summary="Remove a rule for new devices")
def remove_arrival(request: HttpRequest, uid: UUID) -> Status[None]:
    ruling.remove_rule(_rule(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("match-rules", response=MatchList, summary="How devices are recognised, in order")
def matching(request: HttpRequest) -> dict[str, Any]:
    require(request.actor, SET)
    return {"items": ruling.match_rules()}


@router.put("match-rules", response=MatchList, summary="Set how devices are recognised")
def set_matching(request: HttpRequest, body: MatchOrder) -> dict[str, list[MatchRule]]:
    ruling.order_matching(body.order, off=body.off, by=request.actor, at=clock.now())
    return {"items": ruling.match_rules()}


@router.get("schools/{uid}/reporting", response=PolicyOut, summary="What a school’s devices tell")
def policy(request: HttpRequest, uid: UUID) -> Policy:
    return ruling.policy(_school(request, uid))


@router.patch(
    "schools/{uid}/reporting", response=PolicyOut, summary="Set what a school’s devices tell"
)
def set_policy(request: HttpRequest, uid: UUID, body: PolicyChange) -> Policy:
    school, version = _school(request, uid), version_read(request)
    words = body.dict(exclude_unset=True)
    return ruling.set_policy(school, by=request.actor, at=clock.now(), version=version, **words)
