from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.lib import clock
from firstbell.people import actions
from firstbell.people.api import shapes
from firstbell.people.models import Organisation
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School

router = Router(tags=["People"])


def _organisations(request: HttpRequest) -> QuerySet[Organisation]:
    require(request.actor, "people.organisations")
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(request.actor)
    return rows.select_related("school")


@router.get(
    "organisations", response=shapes.OrganisationPage, summary="Suppliers and support partners"
)
def organisations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_organisations(request).filter(archived_at=None), paging)


@router.post("organisations", response={201: shapes.OrganisationOut}, summary="Add an organisation")
def add(request: HttpRequest, body: shapes.OrganisationIn) -> Status[Organisation]:
    require(request.actor, "people.change_organisations")
    schools = School.objects.visible_to(request.actor, "people.change_organisations")
    school = get_object_or_404(schools, uid=body.school) if body.school else None
    made = actions.add_organisation(
        school, by=request.actor, at=clock.now(), **body.dict(exclude={"school"})
    )
    return Status(201, made)


@router.get("organisations/{uid}", response=shapes.OrganisationOut, summary="One organisation")
def organisation(request: HttpRequest, uid: UUID) -> Organisation:
    return get_object_or_404(_organisations(request), uid=uid)


@router.patch(
    "organisations/{uid}", response=shapes.OrganisationOut, summary="Change an organisation"
)
def change(request: HttpRequest, uid: UUID, body: shapes.OrganisationChange) -> Organisation:
    found = get_object_or_404(_organisations(request), uid=uid)
    found.version = version_read(request)
    wanted = body.dict(exclude_none=True)
    return actions.change_organisation(found, by=request.actor, at=clock.now(), **wanted)


@router.post("organisations/{uid}/archive", response=shapes.OrganisationOut, summary="Put it away")
def archive(request: HttpRequest, uid: UUID) -> Organisation:
    found = get_object_or_404(_organisations(request), uid=uid)
    return actions.archive_organisation(found, by=request.actor, at=clock.now())


@router.post(
    "organisations/{uid}/restore", response=shapes.OrganisationOut, summary="Bring it back"
)
def restore(request: HttpRequest, uid: UUID) -> Organisation:
    found = get_object_or_404(_organisations(request), uid=uid)
    return actions.restore_organisation(found, by=request.actor, at=clock.now())
