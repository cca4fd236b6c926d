"""Enrolment keys by API: made, changed, shown and revoked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from firstbell.agents.actions import keys
from firstbell.agents.api.shapes import Label
from firstbell.agents.models import Key
from firstbell.agents.models.keys import in_state
from firstbell.agents.queries.lines import lines_for
from firstbell.agents.states import KeyState
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School

router = Router(tags=["Devices"])


class KeyOut(Schema):
    """`used_count` is how many devices came by it; its secret is never given here."""

    uid: UUID
    version: int
    school: Thing
    label: str
    approves: bool
    state: KeyState
    expires_on: date | None
    revoked_at: datetime | None
    with_password: bool
    client_certificate: bool
    used_count: int
    last_used_at: datetime | None

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_state = staticmethod(lambda row: row.state_on(clock.now().date()))
    resolve_with_password = staticmethod(lambda row: bool(row.basic_user))


class KeyMade(KeyOut):
    """`address` is what an agent is given as its server."""

    address: str


class LineOut(Schema):
    where: str
    text: str
    note: str


class LinesOut(Schema):
    """What puts an agent on a machine, with the address and, where the key has one, the password."""

    address: str
    lines: list[LineOut]


class KeyPage(Schema):
    items: list[KeyOut]
    next: str | None


class KeyFilter(Paging):
    """`label` is any part of it; `used` whether a device ever reported to it."""

    school: UUID | None = None
    state: KeyState | None = None
    label: Label = ""
    approves: bool | None = None
    used: bool | None = None


class KeyChange(Sent):
    """`expires_on` is the last day; null: until it is revoked."""

    approves: bool = False
    expires_on: Day | None = None


class KeyIn(KeyChange):
    school: UUID
    label: Label
    with_password: bool = False
    client_certificate: bool = False


def _key(request: HttpRequest, uid: UUID) -> Key:
    found: Key = get_object_or_404(Key.objects.visible_to(request.actor), uid=uid)
    return found


@router.get("enrolment-keys", response=KeyPage, summary="Enrolment keys, without secrets")
def key_list(request: HttpRequest, query: Query[KeyFilter]) -> dict[str, Any]:
    rows = Key.objects.visible_to(request.actor).select_related("school")
    rows = rows.filter(school__uid=query.school) if query.school else rows
    rows = rows.filter(in_state(query.state, clock.now().date())) if query.state else rows
    rows = rows.filter(label__icontains=query.label) if query.label else rows
    rows = rows if query.approves is None else rows.filter(approves=query.approves)
    rows = rows if query.used is None else rows.filter(last_used_at__isnull=not query.used)
    return page(rows, query)


@router.get(
    "enrolment-keys/{uid}", response=KeyOut, summary="One enrolment key, without its secret"
)
def one_key(request: HttpRequest, uid: UUID) -> Key:
    return _key(request, uid)


@router.post(
    "enrolment-keys", response={201: KeyMade}, summary="Make a key; its address is told with it"
)
def make_key(request: HttpRequest, body: KeyIn) -> Status[Key]:
    school = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    require(request.actor, "agents.keys", school)
    words = body.dict(exclude={"school"})
    made = keys.make(school, by=request.actor, at=clock.now(), **words)
    made.address = keys.address_of(made)  # type: ignore[attr-defined]
    return Status(201, made)


@router.patch("enrolment-keys/{uid}", response=KeyOut, summary="Change how long a key works")
def change_key(request: HttpRequest, uid: UUID, body: KeyChange) -> Key:
    row, version = _key(request, uid), version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, ("expires_on",))
    words = {"approves": row.approves, "expires_on": row.expires_on, **sent}
    return keys.change(row, by=request.actor, at=clock.now(), version=version, **words)


@router.post("enrolment-keys/{uid}/lines", response=LinesOut, summary="Show its lines to copy")
def show_lines(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """That somebody had them shown is in the history."""
    row = _key(request, uid)
    address = keys.show(row, by=request.actor, at=clock.now())
    return {"address": address, "lines": lines_for(row, address)}


@router.post("enrolment-keys/{uid}/revocation", response={204: None}, summary="Revoke a key")
def revoke_key(request: HttpRequest, uid: UUID) -> Status[None]:
    keys.revoke(_key(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)
