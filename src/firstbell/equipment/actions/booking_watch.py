"""What time does to bookings: a word before, overdue after the end, not collected after the grace. Each told once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from firstbell.equipment import events
from firstbell.equipment.actions.booking_changes import locked, things_of
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import bookings
from firstbell.equipment.states import BookingState
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce

# A word goes out so long before, and not to those who booked for the same day.
BEFORE = timedelta(hours=18)
AT_ONCE = 500


def watch(at: datetime) -> str | None:
    """Bears being run at any time and twice."""
    late = sum(_late(row, at) for row in _some(Booking.objects.filter(
        state=BookingState.ONGOING, ends_at__lt=at)))  # fmt: skip
    missed = sum(_missed(row, at) for row in _some(Booking.objects.waiting().filter(
        kept_until__lt=at)))  # fmt: skip
    told = sum(_remind(row, at) for row in _some(Booking.objects.filter(
        state=BookingState.RESERVED, reminded_at=None, starts_at__gt=at, starts_at__lte=at + BEFORE)))  # fmt: skip
    if not (late or missed or told):
        return None
    return f"{told} reminded, {late} overdue, {missed} not collected"


def _some(rows: QuerySet[Booking]) -> list[Booking]:
    return list(rows.order_by("starts_at", "pk")[:AT_ONCE])


def _late(row: Booking, at: datetime) -> bool:
    with transaction.atomic():
        found = locked(row)
        if found.state != BookingState.ONGOING or found.ends_at >= at:
            return False
        found.state = BookingState.OVERDUE
        found.bump("state")
        announce(
            events.BOOKING_OVERDUE, found, by=system_actor(), at=at, about=[found.holder], things=things_of(found)
        )  # fmt: skip
    return True


def _missed(row: Booking, at: datetime) -> bool:
    """What nobody came for is free again; whoever comes later all the same may still have what is there."""
    with transaction.atomic():
        found = locked(row)
        if not found.is_waiting or found.kept_until >= at:
            return False
        was = found.state
        found.state, found.closed_at = BookingState.NO_SHOW, at
        if was == BookingState.DRAFT:
            found.state, found.reason = BookingState.CANCELLED, "nobody answered in time"
        found.bump("state", "closed_at", "reason")
        by, things = system_actor(), things_of(found)
        if was == BookingState.DRAFT:
            announce(
                events.BOOKING_CANCELLED, found, by=by, at=at, about=[found.holder], why=found.reason
            )  # fmt: skip
        else:
            announce(
                events.NOT_COLLECTED, found, by=by, at=at, about=[found.holder], holder=found.holder, things=things,
                when=bookings.when(found),
            )  # fmt: skip
    return True


def _remind(row: Booking, at: datetime) -> bool:
    with transaction.atomic():
        mine = Booking.objects.filter(pk=row.pk, reminded_at=None, state=BookingState.RESERVED)
        if not mine.update(reminded_at=at):
            return False
        found = locked(row)
        if found.created_at > found.starts_at - BEFORE:
            return False
        announce(
            events.BOOKING_SOON, found, by=system_actor(), at=at, about=[found.holder], things=things_of(found),
            when=bookings.when(found),
        )  # fmt: skip
    return True
