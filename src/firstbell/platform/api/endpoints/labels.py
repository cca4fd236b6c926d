"""Labels: which paper there is, and a PDF for things or for unclaimed codes."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.lib import clock
from firstbell.lib.labels.layout import Layout, Matrix
from firstbell.lib.labels.ruler import ruler_page
from firstbell.lib.labels.stock import Stock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.sent import Sent
from firstbell.platform.codes.models import Batch
from firstbell.platform.labels import actions, queries
from firstbell.platform.labels.models import OwnSheet, Run
from firstbell.platform.labels.setup import Setup
from firstbell.platform.tenancy.models import School

router = Router(tags=["Labels"])

_PLAIN = r"^[^\x00-\x1f]*$"
Key = Annotated[str, StringConstraints(max_length=60, pattern=_PLAIN)]
Heading = Annotated[str, StringConstraints(max_length=60, pattern=_PLAIN)]
Says = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_PLAIN)]
Millimetres = Annotated[float, Field(ge=0, le=1500)]


class StockOut(Schema):
    key: str
    name: str
    words: str
    per_page: int


class SheetIn(Sent):
    """Millimetres."""

    school: UUID
    name: Name
    on_a_roll: bool = False
    page_width: Millimetres = 210
    page_height: Millimetres = 297
    left: Millimetres = 0
    top: Millimetres = 0
    columns: int = Field(1, ge=1, le=60)
    rows: int = Field(1, ge=1, le=90)
    width: Millimetres
    height: Millimetres
    pitch_x: Millimetres = 0
    pitch_y: Millimetres = 0
    radius: Millimetres = 0


class Look(Sent):
    """`says` is what the square code carries: empty is our short address, else words like "{tag}" or "{serial}".

    `logo` shows the picture that was added to the school.
    """

    stock: Key
    heading: Heading = ""
    matrix: Matrix = Matrix.QR
    barcode: bool = False
    title: bool = True
    fields: list[Key] = Field(default_factory=list, max_length=8)
    says: Says = ""
    outline: bool = False
    logo: bool = False
    start_at: int = Field(1, ge=1, le=5_000)
    nudge_x: float = Field(0, ge=-20, le=20)
    nudge_y: float = Field(0, ge=-20, le=20)


class ThingsIn(Look):
    school: UUID
    thing_type: Key
    uids: list[UUID] = Field(min_length=1, max_length=actions.MOST_AT_ONCE)


@router.get(
    "labels/stocks", response=list[StockOut], summary="The paper that labels are printed on"
)
def stocks(request: HttpRequest) -> list[Stock]:
    require(request.actor, "labels.print")
    return [stock for _, some in queries.stocks(request.actor) for stock in some]


@router.get(
    "labels/stocks/{key}/ruler",
    summary="A PDF of rulers, to see whether paper and printer are true",
)
def ruler(request: HttpRequest, key: str) -> HttpResponse:
    require(request.actor, "labels.print")
    return _pdf(ruler_page(queries.stock_of(key, request.actor)))


@router.post("labels/sheets", response={201: StockOut}, summary="Add a label sheet of your own")
def add_sheet(request: HttpRequest, body: SheetIn) -> Status[Stock]:
    owner = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    measures = body.dict(exclude={"school"})
    made = actions.save_sheet(OwnSheet(school=owner), by=request.actor, at=clock.now(), **measures)
    return Status(201, made.stock())


@router.delete(
    "labels/sheets/{uid}", response={204: None}, summary="Remove a label sheet of your own"
)
def remove_sheet(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "labels.print")
    found = get_object_or_404(OwnSheet.objects.visible_to(request.actor), uid=uid)
    actions.remove_sheet(found, by=request.actor, at=clock.now())
    return Status(204, None)


@router.post("labels/pdf", summary="Labels for things, as a PDF")
def pdf(request: HttpRequest, body: ThingsIn) -> HttpResponse:
    school = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    setup = _setup(request, body)
    run = actions.gather(
        body.thing_type, body.uids, school=school, by=request.actor, at=clock.now()
    )
    return _printed(request, run, setup)


@router.post(
    "labels/batches/{uid}/pdf", summary="Labels for the codes of a batch that are on nothing yet"
)
def pdf_of_codes(request: HttpRequest, uid: UUID, body: Look) -> HttpResponse:
    require(request.actor, "labels.print")
    batch = get_object_or_404(Batch.objects.visible_to(request.actor), uid=uid)
    setup = _setup(request, body)
    run = actions.gather_codes(batch, by=request.actor, at=clock.now())
    return _printed(request, run, setup)


def _setup(request: HttpRequest, look: Look) -> Setup:
    layout = Layout(
        heading=look.heading,
        matrix=look.matrix,
        barcode=look.barcode,
        title=look.title,
        lines=len(look.fields) or 1,
        outline=look.outline,
    )
    stock = queries.stock_of(look.stock, request.actor)
    nudge = (look.nudge_x, look.nudge_y)
    return Setup(stock, layout, tuple(look.fields), look.start_at, nudge, look.says, look.logo)


def _printed(request: HttpRequest, run: Run, setup: Setup) -> HttpResponse:
    return _pdf(actions.print_run(run, setup, by=request.actor))


def _pdf(made: bytes) -> HttpResponse:
    headers: dict[str, Any] = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
