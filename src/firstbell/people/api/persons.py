from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.people import actions
from firstbell.people.actions import asking_back, signing_in
from firstbell.people.api import shapes
from firstbell.people.models import Membership, Person
from firstbell.people.queries.leavers import stays_of
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import page
from firstbell.platform.tenancy.models import School

router = Router(tags=["People"])
_STAYS = Prefetch(
    "memberships", Membership.objects.select_related("school", "tutor_group", "department")
)


def people_of(request: HttpRequest) -> QuerySet[Person]:
    require(request.actor, "people.own")
    rows: QuerySet[Person] = Person.objects.visible_to(request.actor).filter(merged_into=None)
    return rows.prefetch_related(_STAYS)


def person_of(request: HttpRequest, uid: UUID) -> Person:
    return get_object_or_404(people_of(request), uid=uid)


@router.get("people", response=shapes.PersonPage, summary="People, a page at a time")
def people(request: HttpRequest, query: Query[shapes.PersonFilter]) -> dict[str, Any]:
    rows = people_of(request)
    if query.school:
        rows = rows.filter(school__uid=query.school)
    if query.kind:
        rows = rows.filter(now__kind=query.kind)
    if query.email:
        rows = rows.filter(email__iexact=query.email)
    if query.mis_id:
        stays = Membership.objects.filter(mis_id=query.mis_id)
        rows = rows.filter(pk__in=stays.values("person_id"))
    return page(rows, query)


@router.post(
    "people",
    response=list[shapes.PersonOut],
    summary="Take people on: the known are brought up to date, all or none",
)
def take_on(request: HttpRequest, body: shapes.PeopleIn) -> list[Person]:
    require(request.actor, "people.change")
    schools = School.objects.visible_to(request.actor, "people.change")
    school = get_object_or_404(schools, uid=body.school)
    rows = [actions.Arrival(**{**one.dict(), "kind": one.kind or ""}) for one in body.people]
    taken = actions.take_on(school, rows, by=request.actor, at=clock.now())
    wanted = [one.person.pk for one in taken]
    found = {person.pk: person for person in people_of(request).filter(pk__in=wanted)}
    return [found[pk] for pk in wanted]


@router.get("people/{uid}", response=shapes.PersonOut, summary="One person")
def person(request: HttpRequest, uid: UUID) -> Person:
    return person_of(request, uid)


@router.patch("people/{uid}", response=shapes.PersonOut, summary="Change a person's own facts")
def change(request: HttpRequest, uid: UUID, body: shapes.PersonChange) -> Person:
    found = person_of(request, uid)
    found.version = version_read(request)
    wanted = body.dict(exclude_none=True)
    actions.change_person(found, by=request.actor, at=clock.now(), **wanted)
    return person_of(request, uid)


@router.post(
    "people/{uid}/leave", response=shapes.PersonOut, summary="Say their last day at a school"
)
def leave(request: HttpRequest, uid: UUID, body: shapes.LeaveIn) -> Person:
    found = person_of(request, uid)
    require(request.actor, "people.change", found)
    stays = found.memberships.filter(school__uid=body.school).order_by("-from_on")
    stay = stays.filter(to_on=None).first() or get_object_or_404(stays[:1])
    actions.leave(stay, on=body.on, by=request.actor, at=clock.now())
    return person_of(request, uid)


@router.post(
    "leavers/ask", response=shapes.LeaversAsked, summary="Mail leavers and their tutors what is still out"
)  # fmt: skip
def ask_leavers(request: HttpRequest, body: shapes.LeaversAsk) -> dict[str, int]:
    require(request.actor, "people.change")
    seen = people_of(request).filter(uid__in=body.people)
    stays = list(stays_of(seen))
    if len(stays) != len(set(body.people)):
        raise NotFound("Some of them are not leaving, or not known here.")
    return {"asked": asking_back.ask_many(stays, by=request.actor, at=clock.now())}


@router.post("people/{uid}/account", response=shapes.PersonOut, summary="Say how they sign in")
def set_account(request: HttpRequest, uid: UUID, body: shapes.WhoseAccount) -> Person:
    found = person_of(request, uid)
    signing_in.set_account(found, email=body.email, by=request.actor, at=clock.now())
    return person_of(request, uid)


@router.post("people/{uid}/merge", response=shapes.PersonOut, summary="Merge a record into another")
def merge(request: HttpRequest, uid: UUID, body: shapes.MergeIn) -> Person:
    gone, into = person_of(request, uid), person_of(request, body.into)
    actions.merge_people(gone, into=into, by=request.actor, at=clock.now())
    return person_of(request, body.into)


@router.post("people/{uid}/anonymise", response=shapes.PersonOut, summary="Erase who a leaver was")
def anonymise(request: HttpRequest, uid: UUID) -> Person:
    actions.anonymise(person_of(request, uid), by=request.actor, at=clock.now())
    return person_of(request, uid)
