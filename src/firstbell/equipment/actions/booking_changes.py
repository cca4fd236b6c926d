"""What becomes of a booking before and while it is out: yes or no, cancelled, longer or shorter."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import booking
from firstbell.equipment.actions import booking_terms as terms
from firstbell.equipment.models import Booking, BookingLine, Custody
from firstbell.equipment.queries import bookings, leaving_bookings
from firstbell.equipment.queries.availability import Wanted, lines_of
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.equipment.states import BOOKING_OUT, BOOKING_WAITS, BookingState
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.audit.events import Change, announce


def locked(row: Booking) -> Booking:
    """As it is now, held to the end of the transaction."""
    found: Booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("school", "person", "room")
        .get(pk=row.pk)
    )
    return found


def require_own(row: Booking, by: Actor) -> bool:
    """Whoever it is for, or the desk; to anybody else it is not there."""
    if can(by, "equipment.give", row):
        return True
    require(by, "equipment.book")
    if row.person is None or row.person.uid != by.person_uid:
        raise NotFound("You have no such booking.")
    return False


def things_of(row: Booking) -> str:
    return bookings.things(
        BookingLine.objects.filter(booking=row).select_related(
            "category", "model__manufacturer", "item__model__manufacturer", "item__category"
        )
    )


def decide(row: Booking, *, granted: bool, why: str = "", by: Actor, at: datetime) -> Booking:
    """What was asked for is reserved, or not; until then it was kept."""
    require(by, "equipment.give", row)
    if not granted and not why.strip():
        raise Refusal("Say why not; they read it.", fields={"reason": "Needed"})
    with transaction.atomic():
        found = locked(row)
        if found.state != BookingState.DRAFT:
            raise Conflict(f"{found} was answered already.")
        found.state = BookingState.RESERVED if granted else BookingState.CANCELLED
        found.reason = "" if granted else why.strip()[:300]
        found.closed_at = None if granted else at
        found.bump("state", "reason", "closed_at")
        answer = "said yes to" if granted else f"said no to ({found.reason})"
        announce(
            events.BOOKING_ANSWERED, found, by=by, at=at, about=[found.holder], answer=answer, things=things_of(found),
            when=bookings.when(found),
        )  # fmt: skip
    return found


def cancel(row: Booking, *, why: str = "", by: Actor, at: datetime) -> Booking:
    """Whoever it is for gives no reason; the desk does."""
    is_desk = require_own(row, by)
    own = row.person is not None and row.person.uid == by.person_uid
    if is_desk and not own and not why.strip():
        raise Refusal("Say why, so that they know.", fields={"reason": "Needed"})
    with transaction.atomic():
        found = locked(row)
        if found.state not in BOOKING_WAITS:
            raise Conflict(
                f"{found} is {found.get_state_display().lower()}, so it cannot be cancelled."
            )
        found.state, found.closed_at = BookingState.CANCELLED, at
        found.reason = why.strip()[:300] or "not needed any more"
        found.bump("state", "reason", "closed_at")
        announce(
            events.BOOKING_CANCELLED, found, by=by, at=at, about=[found.holder], why=found.reason
        )
    return found


def cancel_rest(row: Booking, *, why: str = "", by: Actor, at: datetime) -> int:
    """This one, and those of its row that come later."""
    if row.series is None:
        cancel(row, why=why, by=by, at=at)
        return 1
    rows = Booking.objects.waiting().filter(series=row.series, starts_at__gte=row.starts_at)
    with transaction.atomic():
        found = list(rows.select_related("person", "room", "school"))
        for one in found:
            cancel(one, why=why, by=by, at=at)
    return len(found)


def cancel_after_leaving(person: Person, *, by: Actor, at: datetime) -> int:
    """What they have booked for days on which they are gone is free again; what is out comes back by itself."""
    require(by, "equipment.give", person)
    with transaction.atomic():
        found = list(
            leaving_bookings.after_they_left(person, by).select_related("school", "person", "room")
        )
        for one in found:
            cancel(one, why=f"{person} leaves", by=by, at=at)
    return len(found)


def extend(row: Booking, *, until: datetime, by: Actor, at: datetime) -> Booking:
    """Longer, if nobody else was promised it; or shorter. What is out is due accordingly."""
    is_desk = require_own(row, by)
    with transaction.atomic():
        booking.lock(row.school)
        found = locked(row)
        if found.state not in (*BOOKING_WAITS, *BOOKING_OUT):
            raise Conflict(f"{found} is {found.get_state_display().lower()} already.")
        terms.refuse_odd(found.starts_at, until, at)
        if until > found.ends_at:
            _refuse_longer(found, until, is_desk=is_desk, by=by, at=at)
        was, found.ends_at = found.ends_at, until
        found.kept_until = min(found.kept_until, until)
        if found.state == BookingState.OVERDUE:
            found.state = BookingState.ONGOING
        found.bump("ends_at", "kept_until", "state")
        _due(found)
        changes = [Change("to", bookings.moment(was, row.school, at), "")]
        said = bookings.moment(until, row.school, at)
        announce(
            events.BOOKING_MOVED, found, by=by, at=at, about=[found.holder], changes=changes, until=said
        )  # fmt: skip
    return found


def _refuse_longer(
    row: Booking, until: datetime, *, is_desk: bool, by: Actor, at: datetime
) -> None:
    """The very things that are out, and what is still to be collected, must be free for the rest."""
    lines = list(lines_of(BookingLine.objects.filter(booking=row)))
    rules = Rules(row.school)
    found = [(terms.rule_for(rules, line.thing), line.thing) for line in lines]
    if not is_desk and row.person is not None:
        for rule, thing in found:
            # Notice was given when it was booked.
            booked_at = row.created_at
            terms.refuse_by_rule(rule, thing, row.person, row.starts_at, until, booked_at)
            if not rule.any_time:
                terms.refuse_closed(row.school, until, until)
    wanted = [Wanted(line.thing, line.missing) for line in lines if line.missing]
    out = [fill for line in lines for fill in line.fills.all() if fill.back < fill.quantity]
    wanted += [Wanted(fill.custody.item, fill.quantity - fill.back) for fill in out]
    wish = booking.Wish(wanted, max(row.ends_at, at) if row.is_out else row.ends_at, until)
    booking.refuse_taken(row.school, wish, [rule for rule, _ in found], by=by, at=at, without=row)


def _due(row: Booking) -> None:
    """The loans of what is out end with it."""
    due = row.school.local(row.ends_at).date()
    Custody.objects.filter(fill__line__booking=row, to_at=None).update(due_on=due)
