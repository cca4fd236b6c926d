"""Where people come from, by API: a list is brought, looked at, agreed to, brought in, and can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.actions.rosters import deciding, running
from firstbell.people.api import roster_shapes as shapes
from firstbell.people.api.persons import people_of
from firstbell.people.models import RosterRun, RosterSource
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.exchange.actions import undoing
from firstbell.platform.exchange.models import ImportRow

router = Router(tags=["People"])
MAY = "people.rosters"


def _sources(request: HttpRequest) -> QuerySet[RosterSource]:
    require(request.actor, MAY)
    rows: QuerySet[RosterSource] = RosterSource.objects.visible_to(request.actor)
    return rows.filter(archived_at=None).defer("password").select_related("school")


def _source(request: HttpRequest, uid: UUID) -> RosterSource:
    found = get_object_or_404(_sources(request), uid=uid)
    require(request.actor, MAY, found)
    return found


def _runs(request: HttpRequest) -> QuerySet[RosterRun]:
    require(request.actor, MAY)
    rows: QuerySet[RosterRun] = RosterRun.objects.visible_to(request.actor)
    return rows.select_related("source__school", "session__school")


def _run(request: HttpRequest, uid: UUID) -> RosterRun:
    found = get_object_or_404(_runs(request), uid=uid)
    require(request.actor, MAY, found)
    return found


@router.get("roster-sources", response=shapes.SourcePage, summary="Where people come from")
def sources(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_sources(request), paging)


@router.get("roster-sources/{uid}", response=shapes.SourceOut, summary="One source")
def source(request: HttpRequest, uid: UUID) -> RosterSource:
    return _source(request, uid)


@router.get("roster-sources/{uid}/runs", response=shapes.RunPage, summary="The lists it has brought")  # fmt: skip
def runs(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(_runs(request).filter(source=_source(request, uid)), paging)


@router.post(
    "roster-sources/{uid}/runs", response={201: shapes.RunOut}, summary="Bring a list: it is read in the background"
)  # fmt: skip
def bring(request: HttpRequest, uid: UUID, file: File[UploadedFile]) -> Status[RosterRun]:
    found = _source(request, uid)
    made = running.begin(
        found, name=file.name or "A file", content=file.chunks(), by=request.actor, at=clock.now()
    )
    return Status(201, _run(request, made.uid))


@router.post("roster-sources/{uid}/ask", response={201: shapes.RunOut}, summary="Ask a directory for everybody")  # fmt: skip
def ask(request: HttpRequest, uid: UUID) -> Status[RosterRun]:
    made = running.ask(_source(request, uid), by=request.actor, at=clock.now())
    return Status(201, _run(request, made.uid))


@router.get("roster-runs/{uid}", response=shapes.RunOut, summary="A list, at whatever stage it is")
def run(request: HttpRequest, uid: UUID) -> RosterRun:
    return _run(request, uid)


@router.get("roster-runs/{uid}/lines", response=shapes.LinePage, summary="Who joins, changes and leaves, line by line")  # fmt: skip
def lines(request: HttpRequest, uid: UUID, query: Query[shapes.LineFilter]) -> dict[str, Any]:
    rows = ImportRow.objects.filter(session=_run(request, uid).session).exclude(cells=[])
    rows = rows.filter(keys__startswith=f"{query.kind}=") if query.kind else rows
    return page(rows, query)


@router.post("roster-runs/{uid}/people", response=shapes.RunOut, summary="Say who somebody in the list is")  # fmt: skip
def say(request: HttpRequest, uid: UUID, body: shapes.WhoIn) -> RosterRun:
    found = _run(request, uid)
    wanted = {person for person in body.said.values() if person is not None}
    people = {one.uid: one for one in people_of(request).filter(uid__in=wanted)}
    if wanted - {*people}:
        raise Refusal("One of these is nobody whom we know.", fields={"said": "Nobody"})
    said = {key: people[person] if person else None for key, person in body.said.items()}
    deciding.decide(found, said, by=request.actor, at=clock.now())
    return _run(request, uid)


@router.post("roster-runs/{uid}/apply", response=shapes.RunOut, summary="Bring it in, in the background")  # fmt: skip
def bring_in(request: HttpRequest, uid: UUID, body: shapes.Decided) -> RosterRun:
    found = _run(request, uid)
    running.bring_in(found, leavers=body.leavers, by=request.actor, at=clock.now())
    return _run(request, uid)


@router.post(
    "roster-runs/{uid}/cancel", response=shapes.RunOut, summary="Take back what it brought, also while it is coming in"
)  # fmt: skip
def cancel(request: HttpRequest, uid: UUID) -> RosterRun:
    found = _run(request, uid)
    if found.session is None:
        raise Conflict("Nothing of this list was brought in, so there is nothing to take back.")
    undoing.undo(found.session, by=request.actor, at=clock.now())
    return _run(request, uid)
