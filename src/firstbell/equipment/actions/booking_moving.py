"""Another time or another number of a booking that nobody has collected yet; of a row of them, this one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import booking
from firstbell.equipment.actions.booking_changes import locked, require_own
from firstbell.equipment.models import Booking, BookingLine
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.availability import Wanted, lines_of
from firstbell.equipment.states import BOOKING_WAITS, BookingState
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import Change, announce


@dataclass(frozen=True)
class Time:
    """When it is instead, and of which line how many instead, by its uid."""

    starts: datetime
    ends: datetime
    periods: str = ""
    quantities: Mapping[UUID, int] = field(default_factory=dict)


def move(row: Booking, to: Time, *, by: Actor, at: datetime) -> Booking:
    """As if it were booked anew, with what itself takes let go."""
    is_desk = require_own(row, by)
    with transaction.atomic():
        booking.lock(row.school)
        found = locked(row)
        if found.state not in BOOKING_WAITS:
            raise Conflict(
                f"{found} is {found.get_state_display().lower()}, so its time is not changed any more."
            )
        lines = list(lines_of(BookingLine.objects.filter(booking=found).order_by("pk")))
        was = (bookings.when(found), bookings.things(lines))
        wanted = [Wanted(line.thing, to.quantities.get(line.uid, line.quantity)) for line in lines]
        wish = booking.Wish(
            wanted, to.starts, to.ends, found.person, found.room, periods=to.periods
        )
        checked = booking.check(found.school, wish, is_desk=is_desk, by=by, at=at, without=found)
        if checked.asks:
            # A yes was said to what it was before.
            found.state = BookingState.DRAFT
        found.kept_until = booking.kept_until(wish, checked.rules)
        _write(found, lines, wish)
        _tell(found, lines, was, asks=checked.asks, by=by, at=at)
    return found


def _write(row: Booking, lines: list[BookingLine], wish: booking.Wish) -> None:
    row.starts_at, row.ends_at, row.periods = wish.starts, wish.ends, wish.periods[:80]
    # Whoever was reminded of the old time is reminded of the new one.
    row.reminded_at = None
    row.bump("starts_at", "ends_at", "periods", "kept_until", "reminded_at", "state")
    for line, want in zip(lines, wish.lines, strict=True):
        line.quantity = want.quantity
    BookingLine.objects.bulk_update(lines, ["quantity"])


def _tell(
    row: Booking, lines: list[BookingLine], was: tuple[str, str], *, asks: bool, by: Actor, at: datetime
) -> None:  # fmt: skip
    when, things = bookings.when(row), bookings.things(lines)
    changes = [Change("when", was[0], when), Change("what", was[1], things)]
    announce(
        events.BOOKING_ASKED if asks else events.BOOKING_CHANGED, row, by=by, at=at, about=[row.holder], when=when,
        things=things, holder=row.holder, changes=[one for one in changes if one.was != one.now],
    )  # fmt: skip
