"""Bookings by API: what is free when, booking it, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.equipment.actions import booking, booking_changes
from firstbell.equipment.models import Booking, Category, Item, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School

router = Router(tags=["Bookings"])
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Why = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]
Moment = Annotated[datetime, Field(description="With its zone, as 2026-11-24T11:20:00Z")]


class LineOut(Schema):
    """Any so many of a category or a model, or one item; `fulfilled` were handed over."""

    uid: UUID
    category: Thing | None
    model: Thing | None
    item: Thing | None
    quantity: int
    fulfilled: int

    resolve_category = staticmethod(lambda line: named(line.category))
    resolve_model = staticmethod(lambda line: named(line.model))
    resolve_item = staticmethod(lambda line: named(line.item))


class BookingOut(Schema):
    """`series` is the same for all that were booked together, again and again."""

    uid: UUID
    version: int
    number: str
    state: str
    person: Thing | None
    room: Thing | None
    starts_at: datetime
    ends_at: datetime
    periods: str
    purpose: str
    reason: str
    kept_until: datetime
    collected_at: datetime | None
    closed_at: datetime | None
    series: UUID | None
    lines: list[LineOut]

    resolve_person = staticmethod(lambda row: named(row.person))
    resolve_room = staticmethod(lambda row: named(row.room))


class BookingPage(Schema):
    items: list[BookingOut]
    next: str | None


class BookingFilter(Paging):
    school: UUID | None = None
    person: UUID | None = None
    state: Annotated[str, Field(max_length=10)] = ""
    since: Moment | None = None
    until: Moment | None = None


class OfOne(Sent):
    """One of category, model and item."""

    category: UUID | None = None
    model: UUID | None = None
    item: UUID | None = None


class LineIn(OfOne):
    """One of category, model and item."""

    quantity: Annotated[int, Field(ge=1, le=booking.MOST_EACH)] = 1


class BookingIn(Sent):
    """`person`: who gets it; without one and without a room, whoever asks."""

    school: UUID
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=booking.MOST_LINES)]
    starts_at: Moment
    ends_at: Moment
    person: UUID | None = None
    room: UUID | None = None
    purpose: Line = ""


class DecisionIn(Sent):
    granted: bool
    reason: Why = ""


class Cancelled(Sent):
    """`rest`: those of its row that come later, too."""

    reason: Why = ""
    rest: bool = False


class UntilIn(Sent):
    ends_at: Moment


class FreeFilter(Schema):
    school: UUID
    starts_at: Moment
    ends_at: Moment
    category: UUID | None = None
    model: UUID | None = None
    item: UUID | None = None
    quantity: Annotated[int, Field(ge=1, le=booking.MOST_EACH)] = 1


class FreeOut(Schema):
    """`next_at`: when so many are free for as long, if not then; null where that is not within two weeks."""

    free: int
    next_at: datetime | None


def aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Refusal("Say moments with their zone, as 2026-11-24T11:20:00Z.")
    return moment


def thing_of(request: HttpRequest, school: School, of: OfOne | FreeFilter) -> Bookable:
    said = [
        (kind, uid)
        for kind, uid in (("category", of.category), ("model", of.model), ("item", of.item))
        if uid
    ]
    if len(said) != 1:
        raise Refusal("Say one of category, model and item.")
    [(kind, uid)] = said
    if kind == "item":
        rows = Item.objects.live().filter(school=school).select_related("model", "category")
        item: Item = get_object_or_404(rows, uid=uid)
        return item
    if kind == "model":
        models = Model.objects.select_related("manufacturer", "category")
        model: Model = get_object_or_404(models, uid=uid)
        return model
    found: Category = get_object_or_404(Category, uid=uid)
    return found


def school_of(request: HttpRequest, uid: UUID) -> School:
    found = get_object_or_404(School.objects.visible_to(request.actor, "equipment.book"), uid=uid)
    require(request.actor, "equipment.book", found)
    return found


def reached(request: HttpRequest, uid: UUID) -> Booking:
    require(request.actor, "equipment.book")
    rows = bookings.whole(Booking.objects.visible_to(request.actor))
    found: Booking = get_object_or_404(rows, uid=uid)
    return found


@router.get("bookings", response=BookingPage, summary="Bookings, a page at a time")
def listed(request: HttpRequest, query: Query[BookingFilter]) -> Any:
    require(request.actor, "equipment.book")
    rows = bookings.whole(Booking.objects.visible_to(request.actor))
    for name in ("school", "person"):
        uid = getattr(query, name)
        rows = rows.filter(**{f"{name}__uid": uid}) if uid else rows
    if query.state:
        rows = rows.filter(state=query.state)
    if query.since:
        rows = rows.filter(ends_at__gt=aware(query.since))
    if query.until:
        rows = rows.filter(starts_at__lt=aware(query.until))
    return page(rows, query)


@router.get("bookings/free", response=FreeOut, summary="How many are free then")
def free(request: HttpRequest, query: Query[FreeFilter]) -> Any:
    school = school_of(request, query.school)
    thing = thing_of(request, school, query)
    starts, ends = aware(query.starts_at), aware(query.ends_at)
    if ends <= starts:
        raise Refusal("It must end after it begins.")
    items = [thing] if isinstance(thing, Item) else []
    planner = Planner(school, starts, ends + booking.HORIZON, at=clock.now(), items=items)
    if planner.rules.of(thing) is None:
        return {"free": 0, "next_at": None}
    chain = planner.rules.chain(thing)
    now = max(0, planner.free(chain, starts, ends))
    later = (
        None if now >= query.quantity else planner.next_free(chain, query.quantity, starts, ends)
    )
    return {"free": now, "next_at": later}


@router.post("bookings", response={201: BookingOut}, summary="Book something")
def add(request: HttpRequest, body: BookingIn) -> Status[Booking]:
    school = school_of(request, body.school)
    made = booking.book(school, wish_of(request, school, body), by=request.actor, at=clock.now())
    return Status(201, reached(request, made.uid))


def wish_of(request: HttpRequest, school: School, body: BookingIn) -> booking.Wish:
    return booking.Wish(
        [Wanted(thing_of(request, school, line), line.quantity) for line in body.lines],
        aware(body.starts_at), aware(body.ends_at), _person(request, body), _room(request, school, body.room),
        body.purpose,
    )  # fmt: skip


def _person(request: HttpRequest, body: BookingIn) -> Person | None:
    people = Person.objects.visible_to(request.actor).select_related("now")
    if body.person is not None:
        asked: Person = get_object_or_404(people, uid=body.person)
        return asked
    if body.room is not None and can(request.actor, "equipment.give"):
        return None
    found: Person | None = people.filter(uid=request.actor.person_uid).first()
    return found


def _room(request: HttpRequest, school: School, uid: UUID | None) -> Room | None:
    rows = Room.objects.visible_to(request.actor).filter(school=school)
    return get_object_or_404(rows, uid=uid) if uid else None


@router.get("bookings/{uid}", response=BookingOut, summary="One booking")
def one(request: HttpRequest, uid: UUID) -> Any:
    return reached(request, uid)


@router.post(
    "bookings/{uid}/decision", response=BookingOut, summary="Say yes or no to what is asked for"
)
def decide(request: HttpRequest, uid: UUID, body: DecisionIn) -> Any:
    row = reached(request, uid)
    booking_changes.decide(
        row, granted=body.granted, why=body.reason, by=request.actor, at=clock.now()
    )
    return reached(request, uid)


@router.post("bookings/{uid}/cancellation", response=BookingOut, summary="Cancel it")
def cancel(request: HttpRequest, uid: UUID, body: Cancelled) -> Any:
    row = reached(request, uid)
    verb = booking_changes.cancel_rest if body.rest else booking_changes.cancel
    verb(row, why=body.reason, by=request.actor, at=clock.now())
    return reached(request, uid)


@router.post("bookings/{uid}/end", response=BookingOut, summary="Let it last longer or shorter")
def extend(request: HttpRequest, uid: UUID, body: UntilIn) -> Any:
    row = reached(request, uid)
    booking_changes.extend(row, until=aware(body.ends_at), by=request.actor, at=clock.now())
    return reached(request, uid)
