"""A booking at the loan desk: what goes over it fills the booking, what comes back closes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from firstbell.equipment import events
from firstbell.equipment.models import (
    Booking,
    BookingFill,
    BookingLine,
    Custody,
    Handover,
    HandoverLine,
    Item,
)
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.equipment.states import BOOKING_OUT, BookingState
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import announce


def find(basket: Handover, at: datetime) -> Booking | None:
    """What whoever stands at the desk may collect now, the first of it."""
    holder = basket.holder
    if not isinstance(holder, Person | Room):
        return None
    rows = [
        row for row in bookings.due_for(basket.school, holder, at)
        if any(line.missing for line in row.lines.all())
    ]  # fmt: skip
    return rows[0] if rows else None


def fits(line: BookingLine, item: Item, rules: Rules) -> bool:
    """Whether this thing is one of what was booked."""
    if line.item_id is not None:
        return line.item_id == item.pk
    if line.model_id is not None:
        return line.model_id == item.model_id
    return line.category_id in rules.above(item.category_id)


def match(
    lines: Sequence[BookingLine], items: Sequence[tuple[Item, int]], rules: Rules
) -> list[tuple[BookingLine, Item, int]]:
    """Each thing to the most exact line that still lacks one."""
    exact = sorted(lines, key=lambda line: (line.item_id is None, line.model_id is None, line.pk))
    lacks = {line.pk: line.missing for line in exact}
    found = []
    for item, quantity in items:
        for line in exact:
            if lacks[line.pk] > 0 and fits(line, item, rules):
                lacks[line.pk] -= quantity
                found.append((line, item, quantity))
                break
    return found


def fill(row: Handover, lines: Sequence[HandoverLine], *, by: Actor, at: datetime) -> None:
    """In the transaction of the hand-over: its things are the ones that were booked. Some may come later."""
    if row.booking_id is None:
        return
    booking: Booking = bookings.whole(Booking.objects.filter(pk=row.booking_id)).get()
    wanted = list(booking.lines.all())
    whole = [line for line in lines if line.from_kit_id is None]
    rules = Rules(booking.school)
    pairs = match(wanted, [(line.item, line.quantity) for line in whole], rules)
    if not pairs:
        return
    given = {line.item_id: line for line in lines}
    fills = []
    for line, item, quantity in pairs:
        parts = [part for part in lines if part.from_kit_id == item.pk]
        fills += [
            BookingFill(line=line, custody=one.custody, quantity=one.quantity)
            for one in (given[item.pk], *parts)
        ]
        BookingLine.objects.filter(pk=line.pk).update(fulfilled=F("fulfilled") + quantity)
    BookingFill.objects.bulk_create(fills)
    _begin(booking, at)
    of = sum(line.quantity for line in wanted)
    now = sum(line.fulfilled for line in wanted) + sum(quantity for _, _, quantity in pairs)
    announce(
        events.BOOKING_COLLECTED, booking, by=by, at=at, about=[booking.holder, row], given=now, of=of
    )  # fmt: skip


def _begin(booking: Booking, at: datetime) -> None:
    booking.state = BookingState.ONGOING
    booking.collected_at = booking.collected_at or at
    booking.closed_at = None
    booking.bump("state", "collected_at", "closed_at")


def due_on(row: Handover) -> None:
    """What is handed over for a booking is due when that ends, unless another day was said."""
    if row.booking is not None and row.due_on is None:
        row.due_on = row.school.local(row.booking.ends_at).date()
        row.save(update_fields=["due_on"])


def came_back(row: Custody, quantity: int, *, by: Actor, at: datetime) -> None:
    """With the last thing of it the booking is over, wherever it was taken back."""
    found = BookingFill.objects.filter(custody=row).select_related("line__booking__school").first()
    if found is None:
        return
    BookingFill.objects.filter(pk=found.pk).update(back=F("back") + quantity)
    booking = found.line.booking
    if booking.state not in BOOKING_OUT or _still_out(booking):
        return
    booking.state, booking.closed_at = BookingState.COMPLETE, at
    booking.bump("state", "closed_at")
    announce(events.BOOKING_BACK, booking, by=by, at=at, about=[booking.holder])


def _still_out(booking: Booking) -> bool:
    fills = BookingFill.objects.filter(line__booking=booking)
    return fills.filter(back__lt=F("quantity"), custody__to_at=None).exists()


def went_again(row: Custody, quantity: int, *, at: datetime) -> None:
    """It was not taken back after all."""
    found = BookingFill.objects.filter(custody=row).select_related("line__booking").first()
    if found is None:
        return
    BookingFill.objects.filter(pk=found.pk).update(back=max(0, found.back - quantity))
    _out_again(found.line.booking, at)


def _out_again(booking: Booking, at: datetime) -> None:
    if booking.state == BookingState.COMPLETE:
        late = booking.ends_at < at
        booking.state = BookingState.OVERDUE if late else BookingState.ONGOING
        booking.closed_at = None
        booking.bump("state", "closed_at")


def swapped(was: Custody, now: Custody | None, *, at: datetime) -> None:
    """The spare stands in for the broken one in its booking, too."""
    found = BookingFill.objects.filter(custody=was).select_related("line__booking").first()
    if found is None or now is None:
        return
    BookingFill.objects.create(line=found.line, custody=now)
    _out_again(found.line.booking, at)
