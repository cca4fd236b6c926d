"""The timetable by API: the same questions and verbs as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.lib import clock
from firstbell.lib.parsing import FIRST_DAY, LAST_DAY
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.tenancy.models import School
from firstbell.timetable import actions, queries
from firstbell.timetable.actions import NewLesson
from firstbell.timetable.api import shapes
from firstbell.timetable.models import Freeze, Lesson, SchoolEvent

router = Router(tags=["Timetable"])
VIEW, CHANGE = "timetable.view", "timetable.change"


def _school(request: HttpRequest, uid: UUID, permission: str = CHANGE) -> School:
    require(request.actor, permission)
    return get_object_or_404(School.objects.visible_to(request.actor, permission), uid=uid)


def _lessons(request: HttpRequest) -> QuerySet[Lesson]:
    require(request.actor, VIEW)
    rows: QuerySet[Lesson] = Lesson.objects.visible_to(request.actor).with_names()
    return rows.select_related("teacher", "room", "school")


def _moment(at: datetime | None) -> datetime:
    if at is None:
        return clock.now()
    if at.tzinfo is None:
        raise Refusal(
            "Say which time zone: 2026-11-24T08:21:00Z.", fields={"at": "Has no time zone"}
        )
    if not FIRST_DAY < at.date() < LAST_DAY:
        raise Refusal("No school was open then.", fields={"at": "Too far away"})
    return at


@router.get(
    "rooms/{uid}/lessons",
    response=shapes.RoomNowOut,
    summary="What is in a room now and next, and when it is free",
)
def room_now(request: HttpRequest, uid: UUID, query: Query[shapes.At]) -> dict[str, Any]:
    require(request.actor, VIEW)
    room = get_object_or_404(
        Room.objects.visible_to(request.actor).select_related("school"), uid=uid
    )
    at = _moment(query.at)
    return {
        "now": queries.lesson_now(room, at), "next": queries.lesson_next(room, at),
        "next_free": queries.next_free(room, query.minutes, at), "today": queries.room_day(room, at),
    }  # fmt: skip


@router.get(
    "people/{uid}/whereabouts",
    response=shapes.WhereaboutsOut,
    summary="Where a teacher is now and next, and when free",
)
def whereabouts(request: HttpRequest, uid: UUID, query: Query[shapes.At]) -> queries.Whereabouts:
    require(request.actor, VIEW)
    people = Person.objects.visible_to(request.actor).known().select_related("school")
    return queries.teacher_now(get_object_or_404(people, uid=uid), _moment(query.at))


@router.get(
    "timetable/now",
    response=list[shapes.RoomLineOut],
    summary="Every room with something in it today",
)
def rooms_now(request: HttpRequest, query: Query[shapes.SchoolAt]) -> list[dict[str, Any]]:
    school = _school(request, query.school, VIEW)
    found = queries.rooms_now(school, _moment(query.at))
    rooms = Room.objects.visible_to(request.actor).in_bulk(found)
    ordered = sorted(rooms.values(), key=lambda room: room.name_key)
    return [
        {
            "room": room.uid,
            "name": room.name,
            "now": found[room.pk].now,
            "next": found[room.pk].next,
        }
        for room in ordered
    ]


@router.get("timetable/frozen", response=shapes.FrozenOut, summary="May things be changed now?")
def frozen(request: HttpRequest, query: Query[shapes.SchoolAt]) -> dict[str, Any]:
    school = _school(request, query.school, VIEW)
    freeze = queries.frozen(school, _moment(query.at))
    return {"frozen": freeze is not None, "freeze": freeze}


@router.get("lessons", response=shapes.LessonPage, summary="Lessons of the timetable")
def lessons(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_lessons(request), paging)


@router.post("lessons", response={201: shapes.LessonOut}, summary="Add a lesson")
def add_lesson(request: HttpRequest, body: shapes.LessonIn) -> Status[Lesson]:
    school = _school(request, body.school)
    made = actions.add_lesson(
        school, NewLesson(**_named(request, body, school)), by=request.actor, at=clock.now()
    )
    return Status(201, get_object_or_404(_lessons(request), pk=made.pk))


@router.patch(
    "lessons/{uid}", response=shapes.LessonOut, summary="Change a lesson; what is not sent stays"
)
def change_lesson(request: HttpRequest, uid: UUID, body: shapes.LessonChange) -> Lesson:
    found = get_object_or_404(_lessons(request), uid=uid)
    found.version = version_read(request)
    wanted = _named(request, body, found.school)
    actions.change_lesson(found, by=request.actor, at=clock.now(), **wanted)
    return get_object_or_404(_lessons(request), uid=uid)


@router.post("lessons/{uid}/end", response={204: None}, summary="The first day without it")
def end_lesson(request: HttpRequest, uid: UUID, body: shapes.EndingIn) -> Status[None]:
    found = get_object_or_404(_lessons(request), uid=uid)
    actions.end_lessons([found], on=body.on, by=request.actor, at=clock.now())
    return Status(204, None)


@router.delete("lessons/{uid}", response={204: None}, summary="It was never held")
def remove_lesson(request: HttpRequest, uid: UUID) -> Status[None]:
    found = get_object_or_404(_lessons(request), uid=uid)
    actions.remove_lessons([found], by=request.actor, at=clock.now())
    return Status(204, None)


def _named(request: HttpRequest, body: shapes.LessonChange, school: School) -> dict[str, Any]:
    """Whom and which room are meant, among those that this person may see."""
    wanted: dict[str, Any] = {
        name: value
        for name, value in body.model_dump(exclude_unset=True).items()
        if name != "school"
    }
    if wanted.get("teacher"):
        wanted["teacher"] = get_object_or_404(
            Person.objects.visible_to(request.actor).known(), uid=wanted["teacher"]
        )
    if wanted.get("room"):
        rooms = Room.objects.visible_to(request.actor).filter(school=school)
        wanted["room"] = get_object_or_404(rooms, uid=wanted["room"])
    return wanted


def _events(request: HttpRequest) -> QuerySet[SchoolEvent]:
    require(request.actor, VIEW)
    rows: QuerySet[SchoolEvent] = SchoolEvent.objects.visible_to(request.actor)
    return rows.select_related("school").prefetch_related("rooms")


@router.get("school-events", response=shapes.EventPage, summary="Events of the school")
def events(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_events(request), paging)


@router.post("school-events", response={201: shapes.EventOut}, summary="Note an event")
def add_event(request: HttpRequest, body: shapes.EventIn) -> Status[SchoolEvent]:
    school = _school(request, body.school)
    plan = body.plan(_rooms(request, school, body.rooms))
    made = actions.add_event(school, plan, by=request.actor, at=clock.now())
    return Status(201, get_object_or_404(_events(request), pk=made.pk))


@router.put("school-events/{uid}", response=shapes.EventOut, summary="Change an event")
def change_event(request: HttpRequest, uid: UUID, body: shapes.EventData) -> SchoolEvent:
    found = get_object_or_404(_events(request), uid=uid)
    found.version = version_read(request)
    plan = body.plan(_rooms(request, found.school, body.rooms))
    actions.change_event(found, plan, by=request.actor, at=clock.now())
    return get_object_or_404(_events(request), uid=uid)


@router.delete("school-events/{uid}", response={204: None}, summary="It does not take place")
def remove_event(request: HttpRequest, uid: UUID) -> Status[None]:
    actions.remove_event(
        get_object_or_404(_events(request), uid=uid), by=request.actor, at=clock.now()
    )
    return Status(204, None)


def _rooms(request: HttpRequest, school: School, uids: list[UUID]) -> list[Room]:
    found = {
        room.uid: room
        for room in Room.objects.visible_to(request.actor).filter(school=school, uid__in=uids)
    }
    if len(found) < len(set(uids)):
        raise Refusal("One of these rooms is not there.", fields={"rooms": "Not there"})
    return list(found.values())


def _freezes(request: HttpRequest) -> QuerySet[Freeze]:
    require(request.actor, VIEW)
    rows: QuerySet[Freeze] = Freeze.objects.visible_to(request.actor)
    return rows.select_related("school")


@router.get("freezes", response=shapes.FreezePage, summary="When nothing is changed")
def freezes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_freezes(request), paging)


@router.post("freezes", response={201: shapes.FreezeOut}, summary="Ask for no changes")
def set_freeze(request: HttpRequest, body: shapes.FreezeIn) -> Status[Freeze]:
    school = _school(request, body.school)
    return Status(201, actions.set_freeze(school, body.plan(), by=request.actor, at=clock.now()))


@router.post("freezes/{uid}/lift", response={204: None}, summary="Changes are allowed again")
def lift_freeze(request: HttpRequest, uid: UUID) -> Status[None]:
    actions.lift_freeze(
        get_object_or_404(_freezes(request), uid=uid), by=request.actor, at=clock.now()
    )
    return Status(204, None)
