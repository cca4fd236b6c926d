"""Bookings: one of Ben's that waits for a yes, and the rule by which it may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from firstbell.equipment.actions import booking, booking_rules
from firstbell.equipment.actions.booking import Wish
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import booking_feeds
from firstbell.equipment.queries.availability import Wanted
from firstbell.equipment.states import BookingState
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can
from tests.permissions import rooms
from tests.permissions.calls import calls
from tests.permissions.things import LONG_AGO, Example, World, example


def made(world: World, state: BookingState = BookingState.RESERVED) -> Booking:
    """For Ms Okafor, an hour of the day after tomorrow."""
    of = rooms.item(world).thing
    booking_rules.set_rule(world.hartley, of.category, by=world.system, at=LONG_AGO)
    starts = clock.now() + timedelta(days=2)
    wish = Wish(
        [Wanted(of.category)], starts, starts + timedelta(hours=1), person=rooms.person(world).thing
    )
    row = booking.book(world.hartley, wish, by=world.system, at=clock.now())
    Booking.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


@example("equipment:booking")
def reserved(world: World) -> Example:
    row = made(world)
    return Example({"uid": row.uid}, row)


@example("equipment:booking_cancel", "equipment:booking_extend", "equipment:booking_move")
def theirs(world: World) -> Example:
    """Whose it is and the desk change it; who reads the register sees it only."""
    row = made(world)
    words = {"reason": "The room is closed"}
    return Example({"uid": row.uid}, row, lambda actor: can(actor, "equipment.give", row), words)


@example("equipment:booking_approve", "equipment:booking_refuse")
def asked_for(world: World) -> Example:
    row = made(world, BookingState.DRAFT)
    return Example({"uid": row.uid}, row, post={"reason": "Exams"})


@example("equipment:booking_rule", "equipment:booking_rule_remove")
def rule(world: World) -> Example:
    of = rooms.item(world).thing
    row = booking_rules.set_rule(world.hartley, of.category, by=world.system, at=LONG_AGO)
    return Example({"uid": row.uid}, row)


@example("equipment:booking_allowance_new")
def to_allow(world: World) -> Example:
    of = rooms.item(world).thing
    row = booking_rules.set_rule(world.hartley, of.category, by=world.system, at=LONG_AGO)
    return Example({"uid": row.uid}, row, post={"kind": "student", "may_book": "on"})


@example("equipment:booking_allowance_remove")
def allowed(world: World) -> Example:
    of = rooms.item(world).thing
    row = booking_rules.set_rule(world.hartley, of.category, by=world.system, at=LONG_AGO)
    made = booking_rules.allow(row, kind="student", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, row)


def _reserved(world: World) -> Example:
    row = made(world)
    return Example({"uid": row.uid}, row)


def _asked(world: World) -> Example:
    row = made(world, BookingState.DRAFT)
    return Example({"uid": row.uid}, row)


def _free(world: World) -> Example:
    return Example({"kind": made(world).lines.get().category})


def _wanted(world: World, of: Example) -> dict[str, Any]:
    """An hour of the day after; for a person that only those see who look after everybody."""
    starts = clock.now() + timedelta(days=3)
    return {
        "school": world.hartley.uid, "lines": [{"category": of.words["kind"].uid}], "starts_at": starts,
        "ends_at": starts + timedelta(hours=1), "person": rooms.Person.objects.get().uid,
    }  # fmt: skip


def _also_allowed(world: World) -> Example:
    of = allowed(world)
    return Example({"uid": of.thing.uid, "people_uid": of.words["uid"]})


calls("GET bookings/{uid}", _reserved)
calls("GET booking-rules/{uid}, DELETE booking-rules/{uid}", rule)
calls("PATCH booking-rules/{uid}", rule, lambda world, of: {"buffer_minutes": 10})
calls("POST booking-rules/{uid}/people", rule, lambda world, of: {"kind": "student"})
calls("DELETE booking-rules/{uid}/people/{people_uid}", _also_allowed)
calls(
    "POST booking-rules", rooms.item,
    lambda world, of: {"school": world.hartley.uid, "category": of.thing.category.uid},
)  # fmt: skip
calls("POST bookings", _free, _wanted)
calls(
    "POST bookings/series",
    _free,
    lambda world, of: {**_wanted(world, of), "again": {"every": "week", "times": 2}},
)
calls(
    "POST bookings/{uid}/time",
    _reserved,
    lambda world, of: {
        "starts_at": clock.now() + timedelta(days=4),
        "ends_at": clock.now() + timedelta(days=4, hours=1),
    },
)
calls("POST bookings/{uid}/decision", _asked, lambda world, of: {"granted": True})
calls(
    "POST bookings/{uid}/cancellation",
    _reserved,
    lambda world, of: {"reason": "The room is closed"},
)
calls(
    "POST bookings/{uid}/end",
    _reserved,
    lambda world, of: {"ends_at": clock.now() + timedelta(days=2, hours=2)},
)


@example("equipment:booking_feed")
def calendar(world: World) -> Example:
    made(world)
    return Example(
        {
            "token": booking_feeds.url_of(world.ben, world.hartley)
            .rpartition("/")[2]
            .removesuffix(".ics")
        }
    )


@example("equipment:leaver_bookings")
def of_leaver(world: World) -> Example:
    who = made(world).person
    return Example({"uid": who.uid}, who)
