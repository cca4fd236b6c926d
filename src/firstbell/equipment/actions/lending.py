"""The basket of the loan desk: made of scans, and handed over whole or not at all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.equipment import events
from firstbell.equipment.actions import (
    accepting,
    agreeing,
    booking_desk,
    custody,
    giving,
    ledger,
    wholes,
)
from firstbell.equipment.models import Booking, Custody, Handover, HandoverLine, Item
from firstbell.equipment.queries import desk
from firstbell.equipment.queries.desk import NAMED
from firstbell.equipment.states import Direction, HandoverState
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import defer
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.tenancy.models import School

NUMBERS = "handover"
PREFIX = "LN-"
RECEIPT = "equipment.receipt"


class Closed(Conflict):
    """The basket is handed over or dropped already."""


class LineStopped(Conflict):
    """One line stops the whole basket; it is named, and the basket stays as it was."""

    def __init__(self, sentence: str, line: HandoverLine) -> None:
        super().__init__(sentence)
        self.line = line


def begin(
    school: School, *, by: Actor, at: datetime, direction: Direction = Direction.OUT
) -> Handover:
    """The open basket of whoever asks, or a new one: each has one at a time."""
    require(by, "equipment.give", school)
    found = desk.open_at(school, by, direction)
    if found is not None:
        return found
    row = Handover(
        school=school, direction=direction, opened_by=by.name[:200], opened_key=desk.desk_key(by), created_at=at
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row = Handover.objects.open().get(
            school=school, direction=direction, opened_key=desk.desk_key(by)
        )
    return row


def locked(basket: Handover) -> Handover:
    """The basket as it is now, held to the end of the transaction; refuses one that is no longer open."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related(
        "person", "room", "with_item", "school", "booking"
    )
    row: Handover = rows.get(pk=basket.pk)
    if not row.is_open:
        raise Closed(
            f"This basket was handed over as {row.number}."
            if row.state == HandoverState.DONE
            else "This basket was dropped."
        )
    return row


def set_holder(
    basket: Handover, holder: Person | Room | Item | None, *, by: Actor, at: datetime
) -> None:
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = locked(basket)
        put_holder(row, holder, at)


def put_holder(
    row: Handover, holder: Person | Room | Item | None, at: datetime | None = None
) -> None:
    """With what they have booked for now, where the moment is said."""
    row.person = holder if isinstance(holder, Person) else None
    row.room = holder if isinstance(holder, Room) else None
    row.with_item = holder if isinstance(holder, Item) else None
    row.booking = booking_desk.find(row, at) if at is not None else None
    row.save(update_fields=["person", "room", "with_item", "booking"])


def set_booking(basket: Handover, booking: Booking | None, *, by: Actor, at: datetime) -> None:
    """What goes over the desk is for this booking, or for none."""
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = locked(basket)
        if booking is not None and booking.holder != row.holder:
            raise Conflict(f"{booking} is {booking.holder}’s.")
        row.booking = booking
        row.save(update_fields=["booking"])


def set_terms(
    basket: Handover, *, due_on: date | None, note: str, by: Actor, at: datetime, version: int | None = None
) -> None:  # fmt: skip
    """When all of it is due back, and what else is to be said."""
    require(by, "equipment.give", basket)
    if due_on is not None and due_on < at.date():
        raise Refusal("It cannot be due back on a day that is over.", fields={"due_on": "Over"})
    with transaction.atomic():
        row = locked(basket)
        row.version = row.version if version is None else version
        row.due_on, row.note = due_on, note.strip()[:300]
        row.bump("due_on", "note")


def set_quantity(line: HandoverLine, quantity: int, *, by: Actor, at: datetime) -> None:
    """So many of what is counted; none takes the line out."""
    require(by, "equipment.give", line.handover)
    with transaction.atomic():
        _refuse_back(locked(line.handover))
        if quantity < 1:
            take_out(line)
            return
        free = desk.left([line.item]).get(line.item_id, 1)
        if quantity > free:
            raise ledger.TooFew(f"{free} of {line.item} are left, not {quantity}.")
        HandoverLine.objects.filter(pk=line.pk).update(quantity=quantity, problem="")


def remove_line(line: HandoverLine, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.give", line.handover)
    with transaction.atomic():
        _refuse_back(locked(line.handover))
        take_out(line)


def _refuse_back(row: Handover) -> None:
    """What a pile took back is back, whether its line is there or not."""
    if row.direction == Direction.BACK:
        raise Conflict("It is back already. Undo the last scan, or lend it again.")


def take_out(line: HandoverLine) -> None:
    """With what came along in it."""
    HandoverLine.objects.filter(handover=line.handover_id, from_kit=line.item_id).delete()
    HandoverLine.objects.filter(pk=line.pk).delete()


def take_over(basket: Handover, item: Item, *, by: Actor, at: datetime) -> list[Item]:
    """Put what somebody else has in the basket: it is taken back from them in the moment it is lent.

    With what they have in it; what is lent on its own is the answer.
    """
    require(by, "equipment.give", item)
    with transaction.atomic():
        row = locked(basket)
        if item.school_id != row.school_id or item.removed_at is not None:
            raise Conflict(f"{item} cannot be lent here.")
        line, _ = HandoverLine.objects.get_or_create(
            handover=row, item=item, defaults={"at": at, "takes_over": True}
        )
        HandoverLine.objects.filter(pk=line.pk).update(takes_over=True, problem="")
        return wholes.add_parts(row, item, at=at, held=item.custodies.open().first())


def adopt(basket: Handover, *, by: Actor, at: datetime) -> Handover:
    """Go on with a basket that a colleague left open; one's own must be empty."""
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = locked(basket)
        own = desk.open_at(row.school, by, row.direction)
        if own is not None and own.pk != row.pk:
            if own.lines.exists():
                raise Conflict("Hand your own basket over, or drop it, before you take another.")
            Handover.objects.filter(pk=own.pk).update(state=HandoverState.DROPPED)
        row.opened_by, row.opened_key = by.name[:200], desk.desk_key(by)
        row.save(update_fields=["opened_by", "opened_key"])
    return row


def drop(basket: Handover, *, by: Actor, at: datetime) -> None:
    """Nothing was handed over; the scans are kept."""
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = locked(basket)
        if row.direction == Direction.BACK and row.lines.exists():
            raise Conflict("What was scanned is back already. Finish the pile, or undo its scans.")
        row.state = HandoverState.DROPPED
        row.save(update_fields=["state"])


def complete(
    basket: Handover, *, by: Actor, at: datetime, drawn: str = "", wants_mail: bool = False
) -> Handover:
    """Hand all of it over, or nothing: what stops it is one sentence, and the basket stays with that line marked.

    `drawn` is the signature for all of it, as a picture; with `wants_mail` the receipt goes to whoever gets it.
    """
    require(by, "equipment.give", basket)
    try:
        with transaction.atomic():
            row = _complete(locked(basket), by, at)
            if drawn:
                agreeing.sign(row, drawn, by=by, at=at)
            row.wants_mail = wants_mail and bool(row.person and row.person.email)
            row.save(update_fields=["signature", "wants_mail"])
            if row.wants_mail:
                if not drawn:
                    accepting.put_before(row, by=by, at=at)
                title = f"Email the receipt {row}"
                defer(RECEIPT, by=by, at=at, title=title, school_id=row.school_id, uid=str(row.uid))
        return row
    except LineStopped as stop:
        HandoverLine.objects.filter(pk=stop.line.pk).update(problem=stop.sentence[:300])
        raise


def _complete(row: Handover, by: Actor, at: datetime) -> Handover:
    holder = row.holder
    if holder is None:
        raise Refusal("Say who gets it first: scan or type a name or a room.")
    lines = list(row.lines.select_related(*(f"item__{name}" for name in NAMED)))
    if not lines:
        raise Refusal("There is nothing in the basket yet.")
    booking_desk.due_on(row)
    _free_individuals(row, lines, by, at)
    given = _give_all(row, holder, lines, by, at)
    for line in lines:
        line.custody, line.problem = given[line.item_id], ""
    HandoverLine.objects.bulk_update(lines, ["custody", "problem"])
    booking_desk.fill(row, lines, by=by, at=at)
    agreeing.keep_texts(row, [line.item for line in lines])
    [row.number] = numbers.take(PREFIX, kind=NUMBERS)
    row.state, row.done_at, row.done_by = HandoverState.DONE, at, by.name[:200]
    row.save(update_fields=["number", "state", "done_at", "done_by"])
    things = desk.in_words(lines)
    announce(events.HANDED_OVER, row, by=by, at=at, about=[holder], things=things, holder=holder)
    return row


def _free_individuals(row: Handover, lines: list[HandoverLine], by: Actor, at: datetime) -> None:
    """Whoever has one of them gives it back now if that was said, and stops the basket if not."""
    of = {line.item_id: line for line in lines if line.item.is_individual}
    taken = Custody.objects.open().filter(item__in=of).select_related("person", "room", "with_item")
    for held in taken:
        line = of[held.item_id]
        if not line.takes_over:
            raise LineStopped(f"{line.item} is with {held}. Take it out, or back first.", line)
        custody.take_back(line.item, by=by, at=at, custody=held)


def _give_all(
    row: Handover, holder: Any, lines: list[HandoverLine], by: Actor, at: datetime
) -> dict[int, Custody]:
    words = {"to": holder, "by": by, "at": at, "due_on": row.due_on, "note": row.note}
    single = {line.item_id: line for line in lines if line.item.is_individual}
    for line in lines:
        if line.item.is_gone:
            raise LineStopped(f"{line.item} is no longer in use, so it cannot be lent.", line)
    given = {}
    try:
        rows = giving.give_many([line.item for line in single.values()], **words)
    except custody.WithSomebody:
        raise _overtaken(single) from None
    given.update({made.item_id: made for made in rows})
    for line in lines:
        if line.item_id not in given:
            given[line.item_id] = _count_out(line, words)
    return given


def _count_out(line: HandoverLine, words: dict[str, Any]) -> Custody:
    try:
        return custody.give(line.item, quantity=line.quantity, **words)
    except ledger.TooFew as few:
        raise LineStopped(few.sentence, line) from None


def _overtaken(single: dict[int, HandoverLine]) -> LineStopped:
    """Another technician lent one of them in this very moment."""
    held = Custody.objects.open().filter(item__in=single).select_related("person", "room").first()
    line = single[held.item_id] if held else next(iter(single.values()))
    return LineStopped(f"Somebody else was faster: {line.item} is with {held or 'somebody'}.", line)
