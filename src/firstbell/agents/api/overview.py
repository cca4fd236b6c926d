"""The devices of a school at a glance, by API: the numbers of the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from firstbell.agents.queries import fleet
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.tenancy.models import School

router = Router(tags=["Devices"])


class Share(Schema):
    """So many devices; `query` narrows the page of the list to them."""

    label: str
    n: int
    query: str


class OldModel(Schema):
    name: str
    maker: str
    old: int
    n: int


class OverviewOut(Schema):
    """`quiet` have been silent for five school days or more; `old` are computers over five years old."""

    total: int
    heard_today: int
    waiting: int
    quiet: int
    computers: int
    old: int
    systems: list[Share]
    agents: list[Share]
    protection: list[Share]
    worries: list[Share]
    old_models: list[OldModel]


class OverviewFilter(Schema):
    school: UUID


@router.get("device-overview", response=OverviewOut, summary="A school’s devices at a glance")
def overview(request: HttpRequest, query: Query[OverviewFilter]) -> Any:
    require(request.actor, "agents.view")
    school = get_object_or_404(School.objects.visible_to(request.actor), uid=query.school)
    require(request.actor, "agents.view", school)
    return fleet.overview(fleet.of_school(request.actor, school), school, clock.now())
