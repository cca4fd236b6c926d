"""Software by API: where programs are, what is wanted, and licences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.lib import clock
from firstbell.people.models import Organisation
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.lists.queries import views_for
from firstbell.platform.tenancy.models import School
from firstbell.software.actions import licensing, naming, requiring
from firstbell.software.api import filters, naming_rules, shapes
from firstbell.software.models import (
    Installation,
    Licence,
    Presence,
    Requirement,
    Title,
)
from firstbell.software.queries import keeping, seats

router = Router(tags=["Software"])
router.add_router("", naming_rules.router)


def _one(request: HttpRequest, kind: Any, uid: UUID | None) -> Any:
    return get_object_or_404(kind.objects.visible_to(request.actor), uid=uid) if uid else None


@router.get("programs", response=shapes.ProgramPage, summary="Programs, and on how many devices")
def programs(request: HttpRequest, query: Query[shapes.ProgramFilter]) -> dict[str, Any]:
    rows = Presence.objects.visible_to(request.actor).filter(devices__gt=0)
    rows = rows.filter(school__uid=query.school) if query.school else rows
    rows = rows.filter(title__kind=query.kind) if query.kind else rows
    rows = rows.filter(title__name__icontains=query.name) if query.name else rows
    return page(rows.select_related("title", "school"), query)


@router.get(
    "installations", response=shapes.InstallationPage, summary="Which release is on which device"
)
def installations(request: HttpRequest, query: Query[shapes.InstallationFilter]) -> dict[str, Any]:
    rows = filters.narrowed(Installation.objects.visible_to(request.actor), query)
    return page(rows.select_related("title", "release", "item__model", "item__category"), query)


@router.post("programs/{uid}/name", response=shapes.TitleOut, summary="Say what a program is")
def call(request: HttpRequest, uid: UUID, body: shapes.NameIn) -> Title:
    found = _one(request, Title, uid)
    return naming.call(found, by=request.actor, at=clock.now(), **body.dict())


@router.get(
    "requirements", response=shapes.RequirementPage, summary="What is required and forbidden"
)
def requirements(request: HttpRequest, query: Query[shapes.RequirementFilter]) -> dict[str, Any]:
    rows = Requirement.objects.visible_to(request.actor).filter(ended_at=None)
    asked = {"school__uid": query.school, "title__uid": query.program, "wanted": query.wanted}
    rows = rows.filter(**{path: value for path, value in asked.items() if value})
    return page(rows.select_related("title", "view", "school"), query)


@router.get(
    "requirements/{uid}/violations",
    response=shapes.ViolationPage,
    summary="Devices that do not keep to it",
)
def violations(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    wrong = keeping.violating(_one(request, Requirement, uid), clock.now())
    return page(wrong.select_related("model", "category", "place"), paging)


@router.post(
    "requirements", response={201: shapes.RequirementOut}, summary="Require or forbid a program"
)
def want(request: HttpRequest, body: shapes.RequirementIn) -> Status[Requirement]:
    school, title = _one(request, School, body.school), _one(request, Title, body.program)
    require(request.actor, "software.change", school)
    view = get_object_or_404(views_for(request.actor), uid=body.view) if body.view else None
    wish = requiring.Wish(body.wanted, view, body.reason)
    return Status(201, requiring.want(title, wish, school=school, by=request.actor, at=clock.now()))


@router.post("requirements/{uid}/end", response={204: None}, summary="Watch it no longer")
def end(request: HttpRequest, uid: UUID) -> Status[None]:
    requiring.end(_one(request, Requirement, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("licences", response=shapes.LicencePage, summary="Licences, and how they are used")
def licences(request: HttpRequest, query: Query[shapes.LicenceFilter]) -> dict[str, Any]:
    rows = Licence.objects.visible_to(request.actor).select_related("title", "supplier", "school")
    asked = {
        "school__uid": query.school, "title__uid": query.program, "supplier__uid": query.supplier,
        "metric": query.metric, "ends_on__lt": query.ends_before,
    }  # fmt: skip
    rows = rows.filter(**{path: value for path, value in asked.items() if value})
    today = clock.now().date()
    if query.state:
        rows = rows.filter(pk__in=seats.in_state([query.state], today))
    found = page(rows, query)
    for use in seats.uses(found["items"], today):
        use.licence.use = use  # type: ignore[attr-defined]
    return found


@router.post("licences", response={201: shapes.LicenceOut}, summary="Record a licence")
def add_licence(request: HttpRequest, body: shapes.LicenceIn) -> Status[Licence]:
    school, title = _one(request, School, body.school), _one(request, Title, body.program)
    require(request.actor, "software.change_licences", school)
    words = body.dict(exclude={"school", "program", "supplier"})
    supplier = _one(request, Organisation, body.supplier)
    row = licensing.add(school, title, by=request.actor, at=clock.now(), supplier=supplier, **words)
    return Status(201, _used(row))


@router.patch("licences/{uid}", response=shapes.LicenceOut, summary="Change a licence")
def change_licence(request: HttpRequest, uid: UUID, body: shapes.LicenceChange) -> Licence:
    row = _one(request, Licence, uid)
    require(request.actor, "software.change_licences", row)
    version = version_read(request)
    words = body.dict(exclude_unset=True)
    return _used(licensing.change(row, by=request.actor, at=clock.now(), version=version, **words))


def _used(row: Licence) -> Licence:
    row.use = seats.use_of(row, clock.now().date())  # type: ignore[attr-defined]
    return row
