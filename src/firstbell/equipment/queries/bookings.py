"""How bookings are called, which are whose, and which are due now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.html import escape

from firstbell.equipment.models import Booking, BookingLine, Item, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import wording
from firstbell.equipment.queries.availability import lines_of
from firstbell.equipment.states import BookingState
from firstbell.lib.schooltime.model import said
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

# So long before its beginning a booking may be collected at the desk.
AHEAD = timedelta(hours=1)
# And may be, if somebody says so: the afternoon before, or the last day before a holiday.
EARLY = timedelta(days=60)
_NAMED = 3


def name(thing: Bookable) -> str:
    """ "Latitude 3340", "Laptop", "Trolley, Latitude 3190 (TRO-0001)"."""
    if isinstance(thing, Item):
        return f"{wording.title(thing)} ({thing.tag})"
    return thing.full_name if isinstance(thing, Model) else thing.name


def things(lines: Iterable[Any]) -> str:
    """ "10 × Latitude 3340 and 2 × Camera"; of lines, or of what is wanted."""
    words = [
        name(line.thing)
        if isinstance(line.thing, Item) and line.quantity == 1
        else f"{line.quantity} × {name(line.thing)}"
        for line in lines
    ]
    if len(words) > _NAMED:
        words = [*words[:_NAMED], f"{len(words) - _NAMED} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def when(booking: Booking, school: School | None = None) -> str:
    """ "Tue 24 Nov, Period 3 (11:20 to 12:20)"; from day to day where it is longer than one."""
    return span(
        booking.starts_at, booking.ends_at, school or booking.school, periods=booking.periods
    )


def when_short(booking: Booking, now: datetime) -> str:
    """Without the day where that is today: "Period 3 (11:20 to 12:20)"."""
    today = f"{said(booking.school.local(now).date())}, "
    return when(booking).removeprefix(today)


def span(starts: datetime, ends: datetime, school: School, *, periods: str = "") -> str:
    first, last = school.local(starts), school.local(ends)
    if first.date() != last.date():
        return f"{said(first.date())} {first:%H:%M} to {said(last.date())} {last:%H:%M}"
    clock = f"{first:%H:%M} to {last:%H:%M}"
    return (
        f"{said(first.date())}, {periods} ({clock})"
        if periods
        else f"{said(first.date())}, {clock}"
    )


def moment(at: datetime, school: School, now: datetime) -> str:
    """ "11:40" today, "Tue 24 Nov, 11:40" on another day."""
    there, today = school.local(at), school.local(now).date()
    return f"{there:%H:%M}" if there.date() == today else f"{said(there.date())}, {there:%H:%M}"


def who(actor: Actor, bookings: Sequence[Booking]) -> dict[int, str]:
    """By booking, whom this person may know of: others are somebody. Who may not know that gets no names at all."""
    schools = actor.schools("equipment.bookers")
    people = {booking.person_id for booking in bookings if booking.person_id is not None}
    known = {person.pk: person for person in Person.objects.visible_to(actor).filter(pk__in=people)}
    found = {}
    for booking in bookings:
        person = known.get(booking.person_id or 0)
        room = str(booking.room) if booking.person_id is None and booking.room else ""
        may = schools is None or booking.school_id in schools
        is_own = person is not None and person.uid == actor.person_uid
        name = person.formal if person else room or "somebody else"
        found[booking.pk] = name if may or is_own else ""
    return found


def whole(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    """With all that a row of them shows."""
    lines = lines_of(BookingLine.objects.order_by("pk"))
    return rows.select_related("person", "room", "school").prefetch_related(
        Prefetch("lines", lines)
    )


def of_person(person_uid: UUID) -> QuerySet[Booking]:
    rows: QuerySet[Booking] = Booking.objects.filter(person__uid=person_uid)
    return whole(rows)


def due_for(
    school: School, holder: Person | Room, at: datetime, *, ahead: timedelta = AHEAD
) -> QuerySet[Booking]:
    """What they may collect now, what they came too late for included, as long as its time is not over."""
    whose = Q(person=holder) if isinstance(holder, Person) else Q(person=None, room=holder)
    states = (BookingState.RESERVED, BookingState.ONGOING, BookingState.NO_SHOW)
    rows: QuerySet[Booking] = Booking.objects.filter(
        whose, school=school, state__in=states, starts_at__lte=at + ahead, ends_at__gt=at
    )
    return whole(rows).order_by("starts_at", "pk")


def to_collect(school: School, since: datetime, until: datetime) -> QuerySet[Booking]:
    """The pick-ups of a day, with those that are out and the ones that are late."""
    rows: QuerySet[Booking] = Booking.objects.filter(school=school).between(since, until)
    return whole(rows).order_by("starts_at", "pk")


def fill_things(rows: list[dict[str, Any]]) -> None:
    """Add `things` to a page of rows of the list, with one query and its prefetch."""
    found: dict[int, list[BookingLine]] = {}
    lines = BookingLine.objects.filter(booking_id__in=[row["pk"] for row in rows]).order_by("pk")
    whole = lines.select_related(
        "category", "model__manufacturer", "item__model__manufacturer", "item__category"
    )
    for line in whole:
        found.setdefault(line.booking_id, []).append(line)
    for row in rows:
        row["things"] = things(found.get(row["pk"], ()))


def things_cell(row: dict[str, Any]) -> str:
    return escape(row["things"])
