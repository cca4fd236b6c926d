"""Booking: so many of a kind, or this very thing, for a person or a room. Never more than there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import booking_terms as terms
from firstbell.equipment.models import Booking, BookingLine, BookingRule, Category, Item
from firstbell.equipment.queries import bookings
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.equipment.queries.booking_repeats import MOST_TIMES
from firstbell.equipment.queries.booking_rules import Node, Rules
from firstbell.equipment.states import BookingState
from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.audit.events import announce
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.tenancy.models import School

NUMBERS, PREFIX = "booking", "BK-"
HORIZON = timedelta(days=15)
MOST_LINES, MOST_EACH = 20, 500


class AllTaken(Conflict):
    """So many are not free then; who has the others and when they are free is the sentence."""


class Clashes(Conflict):
    """Some of the times of a booking that repeats are taken; the others could be booked."""

    def __init__(self, taken: Sequence[tuple[datetime, str]], free: int) -> None:
        count = len(taken)
        of = "1 of the times is" if count == 1 else f"{count} of the times are"
        super().__init__(f"{of} taken. Book the other {free}, or choose another time.")
        self.taken, self.free = list(taken), free


@dataclass(frozen=True)
class Wish:
    """What is wanted, when, and for whom."""

    lines: Sequence[Wanted]
    starts: datetime
    ends: datetime
    person: Person | None = None
    room: Room | None = None
    purpose: str = ""
    periods: str = ""

    def at(self, starts: datetime, ends: datetime) -> Wish:
        return replace(self, starts=starts, ends=ends)


def book(school: School, wish: Wish, *, by: Actor, at: datetime) -> Booking:
    """The desk books for anybody; everybody else for themselves, as the rules of the school have it."""
    is_desk = _may(school, wish, by)
    with transaction.atomic():
        lock(school)
        return _book(school, wish, None, is_desk=is_desk, by=by, at=at)


def book_many(
    school: School, wish: Wish, times: Sequence[tuple[datetime, datetime]], *, skip: bool = False, by: Actor, at: datetime
) -> list[Booking]:  # fmt: skip
    """The same at each of these times: all of them, or none with what clashes; with `skip`, those that are free."""
    if not 1 <= len(times) <= MOST_TIMES:
        raise Refusal(f"Choose an end that makes it at most {MOST_TIMES} times.")
    is_desk = _may(school, wish, by)
    made: list[Booking] = []
    taken: list[tuple[datetime, str]] = []
    series = uuid7()
    with transaction.atomic():
        lock(school)
        for starts, ends in times:
            try:
                one = wish.at(starts, ends)
                made.append(_book(school, one, series, is_desk=is_desk, by=by, at=at))
            except (AllTaken, terms.SchoolClosed) as no:
                taken.append((starts, no.sentence))
        if taken and (not skip or not made):
            raise Clashes(taken, len(made))
    return made


def lock(school: School) -> None:
    """Whoever books at this school waits for whoever books there now."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)


def _refuse_odd(wish: Wish, at: datetime) -> None:
    terms.refuse_odd(wish.starts, wish.ends, at)
    if wish.person is None and wish.room is None:
        raise Refusal("Say who it is for: a person, a room, or both.", fields={"person": "Needed"})
    if not wish.lines:
        raise Refusal("Say what is booked.", fields={"thing": "Needed"})
    if len(wish.lines) > MOST_LINES or any(
        not 1 <= line.quantity <= MOST_EACH for line in wish.lines
    ):
        raise Refusal(
            f"Book 1 to {MOST_EACH} of a thing, and {MOST_LINES} things at most.",
            fields={"quantity": "Too many"},
        )
    for line in wish.lines:
        _refuse_line(line)


def _refuse_line(line: Wanted) -> None:
    thing = line.thing
    if isinstance(thing, Item):
        if thing.is_individual and line.quantity != 1:
            raise Refusal(f"There is one {thing}.", fields={"quantity": "One"})
        return
    kind = thing if isinstance(thing, Category) else thing.category
    if kind.is_container:
        raise Refusal(
            f"Say which {bookings.name(thing)}: each has its own things in it.",
            fields={"thing": "Which one?"},
        )


def _may(school: School, wish: Wish, by: Actor) -> bool:
    """Whether it is the desk that books; whoever is neither the desk nor books for themselves is told so."""
    if can(by, "equipment.give", school):
        return True
    require(by, "equipment.book")
    if by.person_uid is None:
        raise NotFound("Nobody has said yet who you are. Ask the ICT team to link your account.")
    if wish.person is None or wish.person.uid != by.person_uid:
        raise NotAllowed("You book for yourself; the ICT team books for others.")
    if school.pk not in wish.person.school_ids():
        raise NotFound("You do not belong to that school.")
    return False


def _book(
    school: School, wish: Wish, series: UUID | None, *, is_desk: bool, by: Actor, at: datetime
) -> Booking:
    found = check(school, wish, is_desk=is_desk, by=by, at=at)
    return _write(school, wish, series, found.rules, asks=found.asks, by=by, at=at)


@dataclass(frozen=True)
class Checked:
    """The rules of what is wanted, in its order; and whether the desk has to say yes."""

    rules: list[BookingRule]
    asks: bool = False


def check(
    school: School, wish: Wish, *, is_desk: bool, by: Actor, at: datetime, without: Booking | None = None
) -> Checked:  # fmt: skip
    """Whether all of it may be had then."""
    _refuse_odd(wish, at)
    rules = Rules(school)
    found = [terms.rule_for(rules, line.thing) for line in wish.lines]
    asks = False
    if not is_desk:
        for rule, line in zip(found, wish.lines, strict=True):
            assert wish.person is not None  # noqa: S101 -- asked in _may
            under = terms.refuse_by_rule(rule, line.thing, wish.person, wish.starts, wish.ends, at)
            asks = asks or under.needs_yes
            if not rule.any_time:
                terms.refuse_closed(school, wish.starts, wish.ends)
    refuse_taken(school, wish, found, by=by, at=at, without=without)
    return Checked(found, asks)


def _write(  # noqa: PLR0913 -- a row of facts
    school: School, wish: Wish, series: UUID | None, rules: list[BookingRule], *, asks: bool, by: Actor, at: datetime
) -> Booking:  # fmt: skip
    [number] = numbers.take(PREFIX, kind=NUMBERS)
    row = Booking.objects.create(
        school=school, number=number, person=wish.person, room=wish.room, starts_at=wish.starts, ends_at=wish.ends,
        periods=wish.periods[:80], purpose=wish.purpose.strip()[:200], series=series, booked_by=by.name[:200],
        state=BookingState.DRAFT if asks else BookingState.RESERVED, kept_until=kept_until(wish, rules),
        created_at=at,
    )  # fmt: skip
    BookingLine.objects.bulk_create(
        BookingLine(
            booking=row, quantity=line.quantity, **{line.thing._meta.model_name or "": line.thing}
        )
        for line in wish.lines
    )
    items = [line.thing for line in wish.lines if isinstance(line.thing, Item)]
    announce(
        events.BOOKING_ASKED if asks else events.BOOKED, row, by=by, at=at,
        about=[one for one in (wish.person, wish.room, *items) if one is not None],
        things=bookings.things(wish.lines), holder=row.holder, when=bookings.when(row, school),
    )  # fmt: skip
    return row


def kept_until(wish: Wish, rules: Sequence[BookingRule]) -> datetime:
    grace = timedelta(minutes=max(rule.grace_minutes for rule in rules))
    return min(wish.starts + grace, wish.ends)


def refuse_taken(
    school: School, wish: Wish, rules: Sequence[BookingRule], *, by: Actor, at: datetime, without: Booking | None = None
) -> None:  # fmt: skip
    """All that is wanted together must be free for all of the time, and as long before and after as the rules want."""
    items = [line.thing for line in wish.lines if isinstance(line.thing, Item)]
    gap = timedelta(minutes=max((rule.buffer_minutes for rule in rules), default=0))
    starts, ends = wish.starts - gap, wish.ends + gap
    planner = Planner(school, starts, ends + HORIZON, at=at, items=items, without=without)
    for line in wish.lines:
        for chain, count in planner.chains(line):
            free = planner.free(chain, starts, ends)
            if free < count:
                raise _all_taken(planner, line, chain, max(0, free), wish, by)
            planner.take(chain, count, starts, ends)


def _has(name: str, count: int, row: Booking, by: Actor) -> str:
    """ "Ms Okafor has 7", or to whom that is not told, "7 are taken"."""
    if row.person is not None and row.person.uid == by.person_uid:
        return f"you have {count}"
    if not name:
        return f"{count} {'is' if count == 1 else 'are'} taken"
    return f"{name} has {count}"


def _all_taken(
    planner: Planner, line: Wanted, chain: Sequence[Node], free: int, wish: Wish, by: Actor
) -> AllTaken:
    node = planner.tightest(chain, wish.starts, wish.ends)
    over = planner.over(node, wish.starts, wish.ends)
    rows = sorted({one.booking for one in over if one.booking is not None}, key=lambda row: row.pk)
    names = bookings.who(by, rows)
    counts = {row.pk: sum(one.count for one in over if one.booking == row) for row in rows}
    said = [
        f"{_has(names[row.pk], counts[row.pk], row, by)} until {bookings.moment(row.ends_at, planner.school, planner.at)}"
        for row in rows[:3]
    ]
    if lent := sum(one.count for one in over if one.booking is None and not one.own):
        said.append(f"{lent} {'is' if lent == 1 else 'are'} lent")
    what = bookings.name(line.thing)
    if isinstance(line.thing, Item):
        head = f"{what} is not free then"
    else:
        head = f"Only {free} × {what} are free then" if free else f"No {what} is free then"
    later = planner.next_free(chain, line.quantity, wish.starts, wish.ends)
    again = f" Free again {bookings.moment(later, planner.school, planner.at)}." if later else ""
    return AllTaken(
        f"{head}{': ' if said else ''}{', '.join(said)}.{again}", fields={"quantity": "Not free"}
    )
