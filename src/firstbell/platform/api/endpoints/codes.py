"""Codes: where a scan leads, making and claiming them, what finders wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.codes import actions, queries
from firstbell.platform.codes.models import Batch, Code, FoundMessage
from firstbell.platform.codes.states import Kind, Symbology
from firstbell.platform.labels import things
from firstbell.platform.tenancy.models import School

router = Router(tags=["Codes"])

_PLAIN = r"^[^\x00-\x1f]*$"
Note = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
Value = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_PLAIN)]
ThingType = Annotated[str, StringConstraints(max_length=60, pattern=_PLAIN)]


class CodeOut(Schema):
    uid: UUID
    version: int
    value: str
    link: str
    kind: Kind
    symbology: Symbology
    thing_type: str
    thing_uid: UUID | None
    preferred: bool
    claimed_at: datetime | None

    @staticmethod
    def resolve_link(code: Code) -> str:
        return queries.link(code.value) if code.kind == Kind.OWN else ""


class CodePage(Schema):
    items: list[CodeOut]
    next: str | None


class CodeFilter(Paging):
    thing: UUID | None = Field(None, description="The codes of one thing")
    batch: UUID | None = Field(None, description="The codes of one batch")
    unclaimed: bool = Field(default=False, description="Only those that are on nothing")


class FoundOut(Schema):
    thing_type: str
    thing_uid: UUID | None
    code: CodeOut | None


class BatchIn(Sent):
    school: UUID
    count: int = Field(ge=1, le=actions.MOST_AT_ONCE)
    note: Note = ""


class BatchOut(Schema):
    uid: UUID
    count: int
    note: str
    made_by: str
    created_at: datetime


class ThingIn(Sent):
    thing_type: ThingType
    thing_uid: UUID


class BarcodeIn(Sent):
    value: Value
    symbology: Symbology = Symbology.OTHER


class MessageOut(Schema):
    uid: UUID
    words: str
    contact: str
    code: str = Field(alias="code.value")
    created_at: datetime
    settled_at: datetime | None
    settled_by: str


class MessagePage(Schema):
    items: list[MessageOut]
    next: str | None


@router.get("codes", response=CodePage, summary="The codes of your schools")
def codes(request: HttpRequest, paging: Query[CodeFilter]) -> dict[str, Any]:
    require(request.actor, "codes.view")
    rows = Code.objects.visible_to(request.actor)
    if paging.thing:
        rows = rows.filter(thing_uid=paging.thing)
    if paging.batch:
        rows = rows.filter(batch__uid=paging.batch)
    return page(rows.unclaimed() if paging.unclaimed else rows, paging)


@router.get("codes/resolve", response=FoundOut, summary="Where a scan or a typed tag leads")
def resolve(request: HttpRequest, text: Annotated[str, Query(max_length=500)]) -> Any:
    require(request.actor, "web.view")
    found = queries.resolve(text)
    if found is None:
        raise Http404
    if found.thing_uid is None:
        return {"thing_type": "", "thing_uid": None, "code": _mine(request, found.code)}
    if things.thing(request.actor, found.thing_type, found.thing_uid) is None:
        raise Http404
    return found


@router.post("codes/batches", response={201: BatchOut}, summary="Make unclaimed codes")
def mint(request: HttpRequest, body: BatchIn) -> Status[Batch]:
    school = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    made = actions.mint(school, body.count, note=body.note, by=request.actor, at=clock.now())
    return Status(201, made)


@router.post(
    "codes/of/{thing_type}/{thing_uid}",
    response={201: CodeOut},
    summary="Note a barcode of a thing",
)
def attach(request: HttpRequest, thing_type: str, thing_uid: UUID, body: BarcodeIn) -> Status[Code]:
    thing = _thing(request, thing_type, thing_uid)
    made = actions.attach(
        thing, body.value, symbology=body.symbology, by=request.actor, at=clock.now()
    )
    return Status(201, made)


@router.get("codes/{uid}", response=CodeOut, summary="One code")
def code(request: HttpRequest, uid: UUID) -> Code:
    return _code(request, uid)


@router.post("codes/{uid}/claim", response=CodeOut, summary="Put an unclaimed code on a thing")
def claim(request: HttpRequest, uid: UUID, body: ThingIn) -> Code:
    found = _code(request, uid)
    thing = _thing(request, body.thing_type, body.thing_uid)
    return actions.claim(found, thing, by=request.actor, at=clock.now())


@router.post("codes/{uid}/release", response={204: None}, summary="Take a code off its thing")
def release(request: HttpRequest, uid: UUID) -> Status[None]:
    found = _code(request, uid)
    if found.thing_uid is None:
        return Status(204, None)
    thing = _thing(request, found.thing_type, found.thing_uid)
    actions.release(found, thing, by=request.actor, at=clock.now())
    return Status(204, None)


@router.post(
    "codes/{uid}/prefer", response=CodeOut, summary="Have a code stand on its thing's labels"
)
def prefer(request: HttpRequest, uid: UUID) -> Code:
    found = _code(request, uid)
    if found.thing_uid is None:
        raise Http404
    thing = _thing(request, found.thing_type, found.thing_uid)
    actions.prefer(found, thing, by=request.actor, at=clock.now())
    return found


@router.get("found", response=MessagePage, summary="What finders of lost things wrote")
def messages(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "codes.view")
    return page(FoundMessage.objects.visible_to(request.actor).select_related("code"), paging)


@router.post("found/{uid}/settle", response={204: None}, summary="Say that a finder was answered")
def settle(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "codes.view")
    found = get_object_or_404(FoundMessage.objects.visible_to(request.actor), uid=uid)
    actions.settle(found, by=request.actor, at=clock.now())
    return Status(204, None)


def _code(request: HttpRequest, uid: UUID) -> Code:
    require(request.actor, "codes.view")
    found: Code = get_object_or_404(Code.objects.visible_to(request.actor), uid=uid)
    return found


def _mine(request: HttpRequest, found: Code | None) -> Code:
    return _code(request, found.uid) if found else _nothing()


def _nothing() -> Code:
    raise Http404


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    require(request.actor, "codes.view")
    thing = things.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing
