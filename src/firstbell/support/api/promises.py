"""How soon, by API: what a school promises for all tickets, and for one category or one thing to ask for."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import clocks, setting_up
from firstbell.support.actions.setups import SETUP
from firstbell.support.models import Category, Promise, RequestType
from firstbell.support.queries import promises
from firstbell.support.states import ClockKind, Stops

router = Router(tags=["Support"])
Minutes = Annotated[int, Field(ge=1, le=50_000)]
Of = Category | RequestType | None


class PromiseOut(Schema):
    """In minutes of school: until somebody has it, answers, answers again and it is solved. With neither `category` nor `request`
    it is for all tickets.
    """

    category: Thing | None
    request: Thing | None
    stops: Stops
    acknowledge: int
    respond: int
    update: int
    resolve: int


class PromisesOut(Schema):
    """Those for all tickets first."""

    items: list[PromiseOut]


class PromisesFilter(Schema):
    school: UUID


class UsualIn(Sent):
    """One of `category` and `request`, for which nothing in particular is promised any more."""

    school: UUID
    category: UUID | None = None
    request: UUID | None = None


class PromiseIn(UsualIn):
    """How soon where a ticket `stops` that; for one of `category` and `request`, or with neither for all tickets."""

    stops: Stops
    acknowledge: Minutes
    respond: Minutes
    update: Minutes
    resolve: Minutes


def _school(request: HttpRequest, uid: UUID) -> School:
    require(request.actor, SETUP)
    found: School = get_object_or_404(School.objects.visible_to(request.actor, SETUP), uid=uid)
    return found


def _of(school: School, body: UsualIn) -> Of:
    if body.category and body.request:
        raise Refusal("Say one of category and request, or neither.")
    found: Of = None
    if body.category:
        found = get_object_or_404(Category.objects.live(), uid=body.category)
    elif body.request:
        rows = RequestType.objects.live().filter(Q(school=school) | Q(school=None))
        found = get_object_or_404(rows, uid=body.request)
    return found


def _told(stops: str, minutes: dict[str, int], of: Of) -> dict[str, Any]:
    category = of if isinstance(of, Category) else None
    asked = of if isinstance(of, RequestType) else None
    return {"category": named(category), "request": named(asked), "stops": stops, **minutes}


def _minutes(row: Promise | PromiseIn) -> dict[str, int]:
    return {kind: getattr(row, kind) for kind in ClockKind.values}


@router.get("ticket-promises", response=PromisesOut, summary="How soon a school promises what")
def listed(request: HttpRequest, query: Query[PromisesFilter]) -> dict[str, Any]:
    school = _school(request, query.school)
    usual = [_told(stops.value, clocks.promised(school, stops), None) for stops in Stops]
    rows = [row for some in promises.particular(school.pk).values() for row in some]
    return {"items": [*usual, *(_told(row.stops, _minutes(row), row.of) for row in rows)]}


@router.put("ticket-promises", response=PromiseOut, summary="Promise how soon")
def promise(request: HttpRequest, body: PromiseIn) -> dict[str, Any]:
    school = _school(request, body.school)
    of = _of(school, body)
    row = setting_up.promise(
        school, body.stops, _minutes(body), of=of, by=request.actor, at=clock.now()
    )
    return _told(row.stops, _minutes(row), of)


@router.post(
    "ticket-promises/usual",
    response={204: None},
    summary="Promise for these as for all tickets",
)
def usual(request: HttpRequest, body: UsualIn) -> Status[None]:
    school = _school(request, body.school)
    of = _of(school, body)
    if of is None:
        raise Refusal("Say one of category and request.")
    setting_up.as_usual(school, of, by=request.actor, at=clock.now())
    return Status(204, None)
