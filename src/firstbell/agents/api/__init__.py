"""Devices by API: the same verbs as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.agents.actions import checking_in, deciding, joining
from firstbell.agents.api import enrolment, filters, log, overview, ruling, shapes
from firstbell.agents.models import Device, RawReport
from firstbell.agents.queries import kept, told
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import page

router = Router(tags=["Devices"])
router.add_router("", enrolment.router)
router.add_router("", log.router)
router.add_router("", overview.router)
router.add_router("", ruling.router)


def _devices(request: HttpRequest) -> QuerySet[Device]:
    rows: Any = Device.objects.visible_to(request.actor).current()
    found: QuerySet[Device] = rows.select_related("school", "item__model", "item__category", "key")
    return found


def _device(request: HttpRequest, uid: UUID) -> Device:
    return get_object_or_404(_devices(request), uid=uid)


@router.get("devices", response=shapes.DevicePage, summary="Devices that report themselves")
def devices(request: HttpRequest, query: Query[shapes.DeviceFilter]) -> dict[str, Any]:
    return page(filters.narrowed(_devices(request), query, clock.now()), query)


@router.get("devices/{uid}", response=shapes.DeviceWhole, summary="One device, with all it tells")
def device(request: HttpRequest, uid: UUID) -> Device:
    found = _device(request, uid)
    found.told = told.sections_of(found)  # type: ignore[attr-defined]
    return found


@router.get(
    "devices/{uid}/report", response=shapes.ReportOut, summary="Its last full report, as it came"
)
def report(request: HttpRequest, uid: UUID) -> RawReport:
    found = _device(request, uid)
    require(request.actor, "agents.read_reports", found)
    row = kept.required(found)
    row.words = kept.text_of(row, found)  # type: ignore[attr-defined]
    return row


@router.post("devices/{uid}/approval", response=shapes.DeviceOut, summary="Approve it for work")
def approve(request: HttpRequest, uid: UUID) -> Device:
    return deciding.approve(_device(request, uid), by=request.actor, at=clock.now())


@router.post(
    "devices/{uid}/registration", response=shapes.DeviceOut, summary="Put it in the register"
)
def register(request: HttpRequest, uid: UUID) -> Device:
    """Its item is found or made; work goes on waiting for approval."""
    return deciding.put_in_register(_device(request, uid), by=request.actor, at=clock.now())


@router.post("devices/{uid}/refusal", response=shapes.DeviceOut, summary="Refuse it")
def refuse(request: HttpRequest, uid: UUID) -> Device:
    return deciding.refuse(_device(request, uid), by=request.actor, at=clock.now())


@router.post(
    "devices/{uid}/check-in", response={202: shapes.DeviceOut}, summary="Have it check in now"
)
def check_in(request: HttpRequest, uid: UUID) -> Status[Device]:
    found = _device(request, uid)
    checking_in.ask(found, by=request.actor, at=clock.now())
    return Status(202, _device(request, uid))


@router.post(
    "devices/{uid}/merge", response=shapes.DeviceOut, summary="It is the same machine as another"
)
def merge(request: HttpRequest, uid: UUID, body: shapes.MergeIn) -> Device:
    gone, into = _device(request, uid), _device(request, body.into)
    joining.merge(gone, into=into, by=request.actor, at=clock.now())
    return _device(request, body.into)


@router.post(
    "devices/{uid}/split",
    response={201: shapes.DeviceOut},
    summary="It is two machines: some of what tells it apart is another's",
)
def split(request: HttpRequest, uid: UUID, body: shapes.SplitIn) -> Status[Device]:
    found = _device(request, uid)
    marks = joining.chosen(found, {(one.kind, one.value) for one in body.marks})
    other = joining.part(found, marks, by=request.actor, at=clock.now())
    return Status(201, _device(request, other.uid))


@router.post(
    "devices/{uid}/split/undo",
    response=shapes.DeviceOut,
    summary="What was taken out of a device is the same machine after all",
)
def undo_split(request: HttpRequest, uid: UUID) -> Device:
    origin = joining.unpart(_device(request, uid), by=request.actor, at=clock.now())
    return _device(request, origin.uid)
