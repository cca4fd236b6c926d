"""Bookings by API that are there again and again, and one that is at another time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from firstbell.equipment.actions import booking, booking_moving, booking_terms
from firstbell.equipment.api.bookings import (
    BookingIn,
    BookingOut,
    Moment,
    aware,
    reached,
    school_of,
    wish_of,
)
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.booking_repeats import MOST_TIMES, Again, repeated
from firstbell.equipment.states import Every
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.api.days import Day
from firstbell.platform.api.sent import Sent

router = Router(tags=["Bookings"])


class AgainIn(Sent):
    """`until` a day, or so many `times` in all; never on a day without school."""

    every: Every
    until: Day | None = None
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] | None = None


class RowIn(BookingIn):
    """`skip`: leave out what is taken; without it, one that is taken refuses all of them."""

    again: AgainIn
    skip: bool = False


class RowOut(Schema):
    """`left_out`: days without school on which it would have been."""

    items: list[BookingOut]
    left_out: list[date]


class InsteadIn(Sent):
    """How many of a line instead."""

    line: UUID
    quantity: Annotated[int, Field(ge=1, le=booking.MOST_EACH)]


class TimeIn(Sent):
    """`numbers`: of which lines how many instead; the others stay as they are."""

    starts_at: Moment
    ends_at: Moment
    numbers: Annotated[list[InsteadIn], Field(max_length=booking.MOST_LINES)] = []


@router.post("bookings/series", response={201: RowOut}, summary="Book something again and again")
def add(request: HttpRequest, body: RowIn) -> Status[dict[str, Any]]:
    school = school_of(request, body.school)
    wish = wish_of(request, school, body)
    booking_terms.refuse_odd(wish.starts, wish.ends, clock.now())
    again = Again(body.again.every, body.again.until, body.again.times)
    times = repeated(school, (wish.starts, wish.ends), again)
    made = booking.book_many(
        school, wish, times.spans, skip=body.skip, by=request.actor, at=clock.now()
    )
    keys = [row.pk for row in made]
    rows = bookings.whole(Booking.objects.filter(pk__in=keys)).order_by("starts_at")
    return Status(201, {"items": list(rows), "left_out": list(times.left_out)})


@router.post(
    "bookings/{uid}/time",
    response=BookingOut,
    summary="Let it be at another time, or another number",
)
def move(request: HttpRequest, uid: UUID, body: TimeIn) -> Any:
    row = reached(request, uid)
    numbers = {one.line: one.quantity for one in body.numbers}
    if numbers.keys() - {line.uid for line in row.lines.all()}:
        raise Refusal("That line is not of this booking. Read the booking for its lines.")
    to = booking_moving.Time(aware(body.starts_at), aware(body.ends_at), quantities=numbers)
    booking_moving.move(row, to, by=request.actor, at=clock.now())
    return reached(request, uid)
