"""How tags are numbered."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.numbers import actions
from firstbell.platform.numbers.models import Reserved, Sequence
from firstbell.platform.tenancy.models import School

router = Router(tags=["Numbers"])
_MOST = 9_999_999_999
_PLAIN = r"^[^\x00-\x1f]*$"
Prefix = Annotated[str, StringConstraints(max_length=20, pattern=_PLAIN)]
Note = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]


class SequenceOut(Schema):
    uid: UUID
    version: int
    school: UUID | None = Field(None, alias="school.uid", description="Empty: all schools share it")
    kind: str
    prefix: str
    width: int
    next_number: int
    next_tag: str


class SequencePage(Schema):
    items: list[SequenceOut]
    next: str | None


class SequenceIn(Sent):
    school: UUID | None = None
    prefix: Prefix = ""
    width: int = Field(4, ge=1, le=10)
    next_number: int = Field(1, ge=1, le=_MOST)


class Look(Sent):
    width: int | None = Field(None, ge=1, le=10)
    next_number: int | None = Field(None, ge=1, le=_MOST)


class RangeIn(Sent):
    first: int = Field(ge=1, le=_MOST)
    last: int = Field(ge=1, le=_MOST)
    note: Note = ""


class RangeOut(RangeIn):
    id: int


@router.get("numbers", response=SequencePage, summary="The prefixes, and what comes next of each")
def numbers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "numbers.view")
    return page(Sequence.objects.visible_to(request.actor).select_related("school"), paging)


@router.post("numbers", response={201: SequenceOut}, summary="Begin a prefix")
def begin(request: HttpRequest, body: SequenceIn) -> Status[Sequence]:
    school = None
    if body.school is not None:
        school = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    made = actions.begin(
        body.prefix, school=school, by=request.actor, at=clock.now(), width=body.width, next_number=body.next_number
    )  # fmt: skip
    return Status(201, made)


@router.get("numbers/{uid}", response=SequenceOut, summary="One prefix")
def sequence(request: HttpRequest, uid: UUID) -> Sequence:
    return _sequence(request, uid)


@router.patch("numbers/{uid}", response=SequenceOut, summary="Set the digits or the next number")
def change(request: HttpRequest, uid: UUID, body: Look) -> Sequence:
    found = _sequence(request, uid)
    found.version = version_read(request)
    look = body.dict(exclude_none=True)
    return actions.change(found, by=request.actor, at=clock.now(), **look)


@router.get(
    "numbers/{uid}/reserved", response=list[RangeOut], summary="Numbers that are on labels already"
)
def reserved(request: HttpRequest, uid: UUID) -> list[Reserved]:
    return list(_sequence(request, uid).reserved.order_by("first")[:1_000])


@router.post("numbers/{uid}/reserved", response={201: RangeOut}, summary="Keep numbers free")
def reserve(request: HttpRequest, uid: UUID, body: RangeIn) -> Status[Reserved]:
    made = actions.reserve(_sequence(request, uid), by=request.actor, at=clock.now(), **body.dict())
    return Status(201, made)


@router.delete(
    "numbers/{uid}/reserved/{kept}", response={204: None}, summary="Give kept numbers back"
)
def give_back(request: HttpRequest, uid: UUID, kept: int) -> Status[None]:
    rows = _sequence(request, uid).reserved.all()
    found = next((row for row in rows if row.pk == kept), None)
    if found is None:
        raise Http404
    actions.give_back(found, by=request.actor, at=clock.now())
    return Status(204, None)


def _sequence(request: HttpRequest, uid: UUID) -> Sequence:
    require(request.actor, "numbers.view")
    return get_object_or_404(Sequence.objects.visible_to(request.actor), uid=uid)
