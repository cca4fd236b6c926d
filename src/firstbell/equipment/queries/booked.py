"""What the desk is told of bookings while it scans: how far one is filled, and who needs a thing soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from firstbell.equipment.models import Booking, BookingLine, Handover, Item
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.availability import Planner, lines_of
from firstbell.equipment.queries.booking_rules import Node, Rules
from firstbell.platform.accounts.actors import Actor

# Of what has no day to be back, bookings so far ahead are told.
AHEAD = timedelta(days=14)


def wanted(booking: Booking) -> str:
    """ "10 × Latitude 3340 until 12:20"."""
    lines = list(lines_of(BookingLine.objects.filter(booking=booking).order_by("pk")))
    until = bookings.moment(booking.ends_at, booking.school, booking.starts_at)
    return f"{bookings.things(lines)} until {until}"


def progress(item: Item, basket: Handover) -> str:
    """ "3 of 10 for BK-0004", or that it is not what was booked."""
    booking = basket.booking
    if booking is None:
        return ""
    lines = list(lines_of(BookingLine.objects.filter(booking=booking)))
    inside = list(basket.lines.filter(from_kit=None).select_related("item"))
    rules = Rules(basket.school)
    total = sum(line.quantity for line in lines)
    there = sum(line.fulfilled for line in lines)
    fitting = sum(
        line.quantity for line in inside if any(_fits(one, line.item, rules) for one in lines)
    )
    if not any(_fits(one, item, rules) for one in lines):
        return f"Not what was booked: {booking} wants {bookings.things(lines)}."
    now = there + fitting
    if now > total:
        return f"One more than was booked: {booking} wants {bookings.things(lines)}."
    return f"{now} of {total} for {booking}."


def _fits(line: BookingLine, item: Item, rules: Rules) -> bool:
    if line.item_id is not None:
        return line.item_id == item.pk
    if line.model_id is not None:
        return line.model_id == item.model_id
    return line.category_id in rules.above(item.category_id)


def warning(item: Item, basket: Handover, *, by: Actor, at: datetime) -> str:
    """Whether somebody else has booked it, or the last of its kind, before it is due back."""
    until = _until(basket, at)
    rows = Booking.objects.filter(school=basket.school_id).waiting().filter(
        starts_at__lt=until, ends_at__gt=at
    )  # fmt: skip
    if basket.booking_id is not None:
        rows = rows.exclude(pk=basket.booking_id)
    if basket.person_id is not None:
        rows = rows.exclude(person=basket.person_id)
    may_be = (
        Q(item=item.pk) | Q(model=item.model_id, model__isnull=False) | Q(category__isnull=False)
    )
    if item.container_id is not None:
        may_be |= Q(item=item.container_id)
    lines = list(lines_of(BookingLine.objects.filter(may_be, booking__in=rows)).order_by(
        "booking__starts_at", "pk"))  # fmt: skip
    exact = next((line for line in lines if line.item_id in (item.pk, item.container_id)), None)
    if exact is not None and exact.item_id is not None:
        whom = bookings.who(by, [exact.booking])[exact.booking_id]
        what = "it" if exact.item_id == item.pk else f"{exact.item}, which it belongs in,"
        return f"{whom} has booked {what} {bookings.when(exact.booking, basket.school)}."
    return _of_kind(item, basket, lines, until, by, at) if lines else ""


def _until(basket: Handover, at: datetime) -> datetime:
    if basket.booking is not None:
        return basket.booking.ends_at
    if basket.due_on is None:
        return at + AHEAD
    return at + min(AHEAD, timedelta(days=max(0, (basket.due_on - at.date()).days) + 1))


def _of_kind(
    item: Item, basket: Handover, lines: Sequence[BookingLine], until: datetime, by: Actor, at: datetime
) -> str:  # fmt: skip
    """Without this one, are there as many left as are promised?"""
    planner = Planner(basket.school, at, until, at=at, without=basket.booking)
    if planner.rules.of(item) is None:
        return ""
    chain = planner.rules.chain(item)[1:]
    going = basket.lines.filter(item__category=item.category_id)
    if item.model_id is not None:
        going = going.filter(item__model=item.model_id)
    if not chain or planner.free(chain, at, until) >= going.count():
        return ""
    of = [line for line in lines if _node(line) in chain]
    if not of:
        return ""
    first = of[0]
    whom = bookings.who(by, [first.booking])[first.booking_id]
    return (
        f"{whom} has booked {bookings.things([first])} {bookings.when(first.booking, basket.school)},"
        " and without this one there are too few."
    )


def _node(line: BookingLine) -> Node:
    return ("m", line.model_id) if line.model_id is not None else ("c", line.category_id or 0)
