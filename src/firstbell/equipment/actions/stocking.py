"""What somebody does with stock besides giving it out: it comes in, is counted, moved, lost, and a mistake is annulled."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from firstbell.equipment import events
from firstbell.equipment.actions import ledger
from firstbell.equipment.actions.ledger import NOTHING, Facts
from firstbell.equipment.models import Custody, Fit, Item, Model, Shelf, Stock, StockMove
from firstbell.equipment.states import ENDED, MoveKind
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Organisation
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce

K = MoveKind
MOST = 1_000_000


def receive(
    item: Item, quantity: int, *, by: Actor, at: datetime, room: Room | None = None, facts: Facts = NOTHING
) -> StockMove:  # fmt: skip
    """New ones came in, with what one cost and who brought them; they lie in `room`, or at home."""
    _may(item, by, room, facts.supplier)
    _refuse_number(quantity)
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        shelf = ledger.shelf_in(stock, room or item.home)
        line = ledger.write(stock, K.RECEIVE, quantity, target=shelf, by=by, at=at, facts=facts)
        about = [one for one in (shelf.room, facts.supplier) if one]
        announce(events.RECEIVED, item, by=by, at=at, about=about, quantity=quantity)
    return line


def count(item: Item, found: int, *, by: Actor, at: datetime, room: Room | None, note: str = "") -> int:  # fmt: skip
    """So many lie there; how many more or fewer that is than was written."""
    _may(item, by, room)
    if not 0 <= found <= MOST:
        raise Refusal("Say how many lie there: none, or up to a million.", fields={"found": "How many?"})  # fmt: skip
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        shelf = ledger.shelf_in(stock, room)
        more = found - shelf.quantity
        facts = Facts(note=note)
        if more > 0:
            ledger.write(stock, K.COUNT, more, target=shelf, by=by, at=at, facts=facts)
        elif more < 0:
            ledger.write(stock, K.COUNT, -more, source=shelf, by=by, at=at, facts=facts)
        changes = [Change(f"on the shelf in {shelf}", shelf.quantity, found)] if more else []
        about = [room] if room else []
        announce(
            events.COUNTED, item, by=by, at=at, changes=changes, about=about, found=found,
            place=room or "an unknown place",
        )  # fmt: skip
    return more


def lose(item: Item, quantity: int, *, why: str, by: Actor, at: datetime, room: Room | None) -> StockMove:  # fmt: skip
    """Lost, broken, past their date: off the shelf and out of what is owned."""
    _may(item, by, room)
    _refuse_number(quantity)
    if not why.strip():
        raise Refusal("Say what became of them.", fields={"why": "Needed"})
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        shelf = ledger.shelf_in(stock, room)
        facts = Facts(note=why.strip()[:300])
        line = ledger.write(stock, K.LOSE, quantity, source=shelf, by=by, at=at, facts=facts)
        about = [room] if room else []
        announce(
            events.WRITTEN_OFF, item, by=by, at=at, about=about, quantity=quantity, why=facts.note
        )
    return line


def shift(
    item: Item, quantity: int, *, source: Room | None, target: Room | None, by: Actor, at: datetime
) -> StockMove:
    """From one place to another."""
    _may(item, by, source)
    _may(item, by, target)
    _refuse_number(quantity)
    if source == target:
        raise Refusal("They lie there already. Choose another place.", fields={"target": "The same"})  # fmt: skip
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        here, there = ledger.shelf_in(stock, source), ledger.shelf_in(stock, target)
        line = ledger.write(stock, K.TRANSFER, quantity, source=here, target=there, by=by, at=at)
        about = [room for room in (source, target) if room]
        announce(
            events.SHELVED, item, by=by, at=at, about=about, quantity=quantity, was=here, place=there
        )  # fmt: skip
    return line


def set_levels(
    item: Item, *, minimum: int | None, target: int | None, by: Actor, at: datetime,
    shelf: Shelf | None = None,
) -> None:  # fmt: skip
    """How many there should be at least, and up to how many one buys: of all of it, or on one shelf."""
    _may(item, by, None)
    if minimum is not None and target is not None and target < minimum:
        raise Refusal(
            f"Fill up to {minimum} at least, or it runs low again at once.", fields={"target": f"{minimum} at least"}
        )  # fmt: skip
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        level: Stock | Shelf = stock if shelf is None else shelf
        where = "" if shelf is None else f" in {shelf}"
        changes = [
            Change(f"{words}{where}", was, now)
            for words, was, now in (
                ("keep at least", level.minimum, minimum),
                ("fill up to", level.target, target),
            )
            if was != now
        ]
        if not changes:
            return
        level.minimum, level.target = minimum, target
        level.save(update_fields=["minimum", "target"])
        announce(events.LEVELS_SET, item, by=by, at=at, changes=changes)
        ledger.watch(stock, by=by, at=at)


def annul(line: StockMove, *, by: Actor, at: datetime) -> StockMove:
    """A mistake in the ledger: a line the other way about, which says of which it takes back."""
    item = line.stock.item
    _may(item, by, None)
    if line.annuls_id or StockMove.objects.filter(annuls=line).exists():
        raise Conflict("That line has been annulled already.")
    if line.kind in (K.ISSUE, K.RETURN):
        raise Refusal("Somebody has these: take them back, or give them out again.")
    with transaction.atomic():
        stock = ledger.of(item, by=by, at=at)
        facts = Facts(note=f"Annuls: {line}", custody=line.custody, annuls=line)
        try:
            with transaction.atomic():
                back = ledger.write(
                    stock, MoveKind(line.kind), line.quantity, source=line.to_shelf, target=line.from_shelf, by=by, at=at,
                    facts=facts,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict("Somebody else has just annulled that line.") from None
        if line.custody_id:
            Custody.objects.filter(pk=line.custody_id).update(note=f"Annulled by {by.name}"[:300])
        announce(events.ANNULLED, item, by=by, at=at, what=line)
    return back


def fits(item: Item, model: Model, *, by: Actor, at: datetime) -> None:
    """This toner or lamp goes into every printer or projector of that model."""
    _may(item, by, None)
    with transaction.atomic():
        if Fit.objects.get_or_create(item=item, model=model)[1]:
            announce(events.FITS, item, by=by, at=at, about=[model], model=model)


def fits_not(item: Item, model: Model, *, by: Actor, at: datetime) -> None:
    _may(item, by, None)
    with transaction.atomic():
        if Fit.objects.filter(item=item, model=model).delete()[0]:
            announce(events.FITS_NOT, item, by=by, at=at, about=[model], model=model)


def _may(item: Item, by: Actor, room: Room | None, supplier: Organisation | None = None) -> None:
    require(by, "equipment.give", item)
    if item.is_individual:
        raise Refusal(f"{item} is tracked one by one, so there is no stock of it.")
    if item.removed_at or item.lifecycle in ENDED:
        raise Conflict(f"{item} is no longer in use.")
    if room is not None and room.school_id != item.school_id:
        raise Refusal(f"{room} is not a room of {item.school}.", fields={"room": "Another school’s"})  # fmt: skip
    if supplier is not None and supplier.school_id not in (None, item.school_id):
        raise Refusal(f"{supplier} is another school’s.", fields={"supplier": "Another school’s"})


def _refuse_number(quantity: int) -> None:
    if not 1 <= quantity <= MOST:
        raise Refusal("Say how many: one at least, a million at most.", fields={"quantity": "How many?"})  # fmt: skip
