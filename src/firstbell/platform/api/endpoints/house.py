"""The platform's own: who am I, the schools, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, require, table
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School

router = Router(tags=["House"])


class Me(Schema):
    name: str
    kind: str
    may: list[str]


class SchoolOut(Schema):
    uid: UUID
    version: int
    name: str
    short_name: str
    urn: str
    phase: str
    time_zone: str
    financial_year_start: int


class SchoolChange(Sent):
    short_name: str | None = None
    urn: str | None = None
    contact: str | None = None
    address: str | None = None


class SchoolPage(Schema):
    items: list[SchoolOut]
    next: str | None


class ChangeOut(Schema):
    field: str
    was: str
    now: str


class EventOut(Schema):
    uid: UUID
    kind: str
    at: datetime
    sentence: str
    subject_type: str
    subject_uid: UUID
    actor_name: str
    source: str
    changes: list[ChangeOut]

    @staticmethod
    def resolve_changes(event: Event) -> list[Any]:
        return list(event.changes.all())


class EventPage(Schema):
    items: list[EventOut]
    next: str | None


class EventFilter(Paging):
    subject: UUID | None = None


@router.get("me", response=Me, summary="Who this token is, and what it may do")
def me(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "name": actor.name,
        "kind": actor.kind,
        "may": [name for name in table() if can(actor, name)],
    }


@router.get("schools", response=SchoolPage, summary="The schools you work in")
def schools(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "tenancy.view")
    return page(School.objects.visible_to(request.actor), paging)


@router.get("schools/{uid}", response=SchoolOut, summary="One school")
def school(request: HttpRequest, uid: UUID) -> School:
    return get_object_or_404(School.objects.visible_to(request.actor), uid=uid)


@router.patch("schools/{uid}", response=SchoolOut, summary="Change a school's own facts")
def change_school(request: HttpRequest, uid: UUID, body: SchoolChange) -> School:
    found = get_object_or_404(School.objects.visible_to(request.actor), uid=uid)
    require(request.actor, "tenancy.change", found)
    found.version = version_read(request)
    wanted = {name: _fits(name, value) for name, value in body.dict(exclude_none=True).items()}
    return tenancy.change_school(found, by=request.actor, at=clock.now(), **wanted)


def _fits(name: str, value: str) -> str:
    longest = getattr(School._meta.get_field(name), "max_length", None) or 2_000
    if len(value) > longest or "\x00" in value:
        raise Refusal(
            f"{name} is at most {longest} letters of text.", fields={name: "Does not fit"}
        )
    return value


@router.get(
    "history", response=EventPage, summary="What happened, oldest first; of one thing by `subject`"
)
def history(request: HttpRequest, paging: Query[EventFilter]) -> dict[str, Any]:
    require(request.actor, "audit.view")
    events = timeline.visible_to(request.actor).prefetch_related("changes")
    if paging.subject:
        events = events.filter(subject_uid=paging.subject)
    return page(events, paging)
