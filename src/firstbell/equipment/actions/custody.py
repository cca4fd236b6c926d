"""Who has it: rows with a start and an end, one open row for an individual item."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from firstbell.equipment import events
from firstbell.equipment.actions import booking_desk, ledger
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.states import ENDED, Lifecycle, Tracking
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce

Holder = Person | Room | Item


class WithSomebody(Conflict):
    """The item is with somebody else."""


def give(  # noqa: PLR0913 -- a row of facts
    item: Item,
    *,
    to: Holder,
    by: Actor,
    at: datetime,
    due_on: date | None = None,
    quantity: int = 1,
    note: str = "",
    source: Room | None = None,
) -> Custody:
    """Hand it over. An individual item must be free; of a quantity, so many must be left, in `source` if that is said.

    What is used up when it is given out does not come back: its row ends with its beginning.
    """
    require(by, "equipment.give", item)
    if item.removed_at or item.lifecycle in ENDED:
        raise Conflict(f"{item} is no longer in use, so it cannot be given out.")
    _refuse_elsewhere(item, to)
    _refuse_taken(item, quantity)
    row = Custody(
        item=item, person=to if isinstance(to, Person) else None, room=to if isinstance(to, Room) else None,
        with_item=to if isinstance(to, Item) else None, quantity=quantity, single=item.is_individual, from_at=at,
        due_on=due_on, given_by=by.name, note=note, to_at=at if _is_used_up(item) else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            _in_use(item, at)
            if not item.is_individual:
                ledger.issued(row, by=by, at=at, source=source)
            words = {"holder": str(to)}
            announce(
                events.GIVEN,
                item,
                by=by,
                at=at,
                changes=[Change("with", "", _so_many(to, quantity))],
                about=[to],
                **words,
            )
    except IntegrityError:
        raise WithSomebody(f"Somebody else was faster: {_with(item)}.") from None
    return row


def _is_used_up(item: Item) -> bool:
    return not item.is_individual and item.category.used_up


def _so_many(holder: Holder, quantity: int) -> str:
    return str(holder) if quantity == 1 else f"{holder} ({quantity})"


def _refuse_elsewhere(item: Item, to: Holder) -> None:
    if isinstance(to, Room) and to.school_id != item.school_id:
        raise Conflict(
            f"{to} is a room of {to.school}, and {item} is not of that school. Transfer it there first."
        )
    if isinstance(to, Item) and to.school_id != item.school_id:
        raise Conflict(f"{to} is of {to.school}, and {item} is not. Transfer one of them first.")


def _refuse_taken(item: Item, quantity: int) -> None:
    if item.tracking == Tracking.QUANTITY:
        if quantity < 1:
            raise Refusal("Say how many: one at least.", fields={"quantity": "One at least"})
    elif item.custodies.open().exists():
        raise WithSomebody(f"{_with(item)}. Take it back first.")


def _with(item: Item) -> str:
    row = item.custodies.open().select_related("person", "room", "with_item").first()
    return f"{item} is with {row}" if row else f"{item} is with somebody"


def _in_use(item: Item, at: datetime) -> None:
    values = {"lifecycle": Lifecycle.IN_SERVICE}
    if item.lifecycle in (Lifecycle.IN_STOCK, Lifecycle.ORDERED, Lifecycle.PLANNED):
        if item.in_service_on is None:
            values["in_service_on"] = at.date()  # type: ignore[assignment]
        touch(Item.objects.filter(pk=item.pk), at, **values)
        item.lifecycle = Lifecycle.IN_SERVICE
        item.version += 1


def take_back(
    item: Item,
    *,
    by: Actor,
    at: datetime,
    custody: Custody | None = None,
    condition: str = "",
    to_shelf: bool = True,
) -> Custody:
    """End the open custody; an individual item goes back to the shelf unless it stays in use."""
    require(by, "equipment.give", item)
    row = custody or item.custodies.open().select_related("person", "room", "with_item").first()
    if row is None or row.to_at is not None:
        raise Conflict(f"Nobody has {item}.")
    if at < row.from_at:
        raise Refusal("It cannot come back before it was given.")
    with transaction.atomic():
        ended = Custody.objects.filter(pk=row.pk, to_at=None).update(
            to_at=at, taken_by=by.name, condition_back=condition
        )
        if not ended:
            raise Conflict(f"Somebody has taken {item} back already.")
        if not item.is_individual:
            ledger.returned(row, row.quantity, by=by, at=at)
        # One broken lead does not make the whole box of them broken.
        values: dict[str, str] = (
            {"condition": condition} if condition and item.is_individual else {}
        )
        if item.is_individual and to_shelf and item.lifecycle == Lifecycle.IN_SERVICE:
            values["lifecycle"] = Lifecycle.IN_STOCK
        touch(Item.objects.filter(pk=item.pk), at, **values)
        for name, value in values.items():
            setattr(item, name, value)
        item.version += 1
        changes = [Change("with", _so_many(row.holder, row.quantity), "")]
        announce(
            events.TAKEN_BACK,
            item,
            by=by,
            at=at,
            changes=changes,
            about=[row.holder],
            holder=str(row.holder),
        )
        booking_desk.came_back(row, row.quantity, by=by, at=at)
    return row


def take_some_back(
    row: Custody, *, quantity: int, by: Actor, at: datetime, condition: str = ""
) -> Custody:
    """Of what is counted, some come back and the rest stays out; what came back is a row of its own."""
    item = row.item
    if quantity < 1:
        raise Refusal("Say how many come back: one at least.", fields={"quantity": "One at least"})
    if quantity >= row.quantity:
        return take_back(item, by=by, at=at, custody=row, condition=condition)
    require(by, "equipment.give", item)
    with transaction.atomic():
        kept = Custody.objects.filter(pk=row.pk, to_at=None, quantity=row.quantity)
        if not kept.update(quantity=row.quantity - quantity):
            raise Conflict(f"Somebody has just taken some of {item} back. Scan it again.")
        back = Custody.objects.create(
            item=item, person=row.person, room=row.room, with_item=row.with_item, quantity=quantity, single=False,
            from_at=row.from_at, due_on=row.due_on, to_at=at, given_by=row.given_by, taken_by=by.name[:200],
            condition_back=condition, note=row.note,
        )  # fmt: skip
        ledger.returned(back, quantity, by=by, at=at)
        changes = [Change("with", f"{row.quantity} with {row.holder}", row.quantity - quantity)]
        announce(
            events.TAKEN_BACK, item, by=by, at=at, changes=changes, about=[row.holder], holder=str(row.holder)
        )  # fmt: skip
        booking_desk.came_back(row, quantity, by=by, at=at)
    return back


def reopen(row: Custody, *, by: Actor, at: datetime) -> None:
    """It was not taken back after all: the same holder has it as before."""
    item = row.item
    require(by, "equipment.give", item)
    with transaction.atomic():
        if item.is_individual and item.custodies.open().exists():
            raise WithSomebody(f"{_with(item)}. It was lent again, so this cannot be undone.")
        Custody.objects.filter(pk=row.pk).update(to_at=None, taken_by="", condition_back="")
        row.to_at = None
        if not item.is_individual:
            ledger.issued(row, by=by, at=at, source=None)
        changes = [Change("with", "", row.holder)]
        announce(
            events.RETURN_UNDONE, item, by=by, at=at, changes=changes, about=[row.holder], holder=str(row.holder)
        )  # fmt: skip
        booking_desk.went_again(row, row.quantity, at=at)


def rejoin(row: Custody, rest: Custody, *, by: Actor, at: datetime) -> None:
    """Some were not taken back after all: they are with the others of that holder again."""
    with transaction.atomic():
        Custody.objects.filter(pk=rest.pk).update(quantity=F("quantity") + row.quantity)
        row.to_at = None
        ledger.issued(row, by=by, at=at, source=None)
        booking_desk.went_again(rest, row.quantity, at=at)
        row.delete()
