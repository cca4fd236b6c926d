"""The ledger of what is counted: every number on a shelf changes here, by a line that says why.

Owned (`Item.quantity`) is what lies on shelves and what is out and comes back. Verbs call these inside their own
transaction and tell of it themselves; that something runs low is told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Sum

from firstbell.equipment import events
from firstbell.equipment.models import Custody, Item, Shelf, Stock, StockMove
from firstbell.equipment.states import MoveKind, Tracking
from firstbell.lib.refusal import Conflict
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.audit.events import By, announce

K = MoveKind


class TooFew(Conflict):
    """There are not so many left on the shelf."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What else is known of a move; money in pence."""

    note: str = ""
    price_net: int | None = None
    supplier: Organisation | None = None
    order_ref: str = ""
    custody: Custody | None = None
    annuls: StockMove | None = None


NOTHING = Facts()
# Kinds of lines after which the school owns more or fewer than before.
OWNED = frozenset({K.RECEIVE, K.USE, K.LOSE, K.COUNT, K.ADJUST})


def open_many(item_ids: Sequence[int], *, by: By, at: datetime) -> None:
    """Begin the ledger of those of the items that are counted; what they have now lies at their home."""
    if not item_ids:
        return
    started = Exists(Stock.objects.filter(item=OuterRef("pk")))
    items = list(
        Item.objects.filter(pk__in=item_ids, tracking=Tracking.QUANTITY)
        .exclude(started)
        .only("pk", "quantity", "home_id")
    )
    if not items:
        return
    out = _out([item.pk for item in items])
    left = {item.pk: max(0, item.quantity - out.get(item.pk, 0)) for item in items}
    Stock.objects.bulk_create([Stock(item=item, on_shelf=left[item.pk]) for item in items])
    stocks = {stock.item_id: stock for stock in Stock.objects.filter(item__in=list(left))}
    shelves = [
        Shelf(stock=stocks[item.pk], room_id=item.home_id, quantity=left[item.pk]) for item in items
    ]
    Shelf.objects.bulk_create(shelves)
    made = Shelf.objects.filter(stock__item__in=list(left)).select_related("stock")
    StockMove.objects.bulk_create(
        StockMove(
            stock=shelf.stock, kind=K.COUNT, quantity=shelf.quantity, to_shelf=shelf, note="The first of it", at=at,
            by_name=by.name,
        )
        for shelf in made
        if shelf.quantity
    )  # fmt: skip


def _out(item_ids: Iterable[int]) -> dict[int, int]:
    rows = Custody.objects.open().filter(item__in=list(item_ids)).values("item")
    return {row["item"]: row["out"] for row in rows.annotate(out=Sum("quantity"))}


def of(item: Item, *, by: By, at: datetime) -> Stock:
    """Its stock, held until the transaction ends."""
    found = Stock.objects.select_for_update().filter(item=item).first()
    if found is None:
        open_many([item.pk], by=by, at=at)
        found = Stock.objects.select_for_update().get(item=item)
    found.item = item
    return found


def shelf_in(stock: Stock, room: Room | None) -> Shelf:
    found = stock.shelves.filter(room=room).order_by("pk").first()
    return found or Shelf.objects.create(stock=stock, room=room)


def _too_few(stock: Stock, quantity: int, left: int, place: str = "") -> str:
    where = f" in {place}" if place else ""
    return f"{left} of {stock.item} are left{where}, not {quantity}."


def write(  # noqa: PLR0913 -- a row of facts
    stock: Stock, kind: MoveKind, quantity: int, *, by: By, at: datetime, source: Shelf | None = None,
    target: Shelf | None = None, holder: Person | Room | Item | None = None, facts: Facts = NOTHING, owned: bool = True,
) -> StockMove:  # fmt: skip
    """One line, and the numbers that follow from it. A shelf never has less than nothing.

    `owned` is whether what the school owns follows too; not where the register says it already.
    """
    if source is not None:
        _take_from(stock, source, quantity)
    if target is not None:
        Shelf.objects.filter(pk=target.pk).update(quantity=F("quantity") + quantity)
    more = (quantity if target else 0) - (quantity if source else 0)
    stock.on_shelf += more
    stock.save(update_fields=["on_shelf"])
    if owned and more and kind in OWNED:
        _own(stock, more, at)
    line = StockMove.objects.create(
        stock=stock, kind=kind, quantity=quantity, from_shelf=source, to_shelf=target, at=at, by_name=by.name,
        person=holder if isinstance(holder, Person) else None, room=holder if isinstance(holder, Room) else None,
        with_item=holder if isinstance(holder, Item) else None, note=facts.note, price_net=facts.price_net,
        supplier=facts.supplier, order_ref=facts.order_ref, custody=facts.custody, annuls=facts.annuls,
    )  # fmt: skip
    watch(stock, by=by, at=at)
    return line


def _take_from(stock: Stock, shelf: Shelf, quantity: int) -> None:
    rows = Shelf.objects.filter(pk=shelf.pk, quantity__gte=quantity)
    if not rows.update(quantity=F("quantity") - quantity):
        left = Shelf.objects.values_list("quantity", flat=True).get(pk=shelf.pk)
        raise TooFew(_too_few(stock, quantity, left, str(shelf.room or "")))


def _own(stock: Stock, more: int, at: datetime) -> None:
    item = stock.item
    rows = Item.objects.filter(pk=item.pk)
    rows.update(quantity=F("quantity") + more, version=F("version") + 1, changed_at=at)
    item.quantity, item.version = item.quantity + more, item.version + 1


def watch(stock: Stock, *, by: By, at: datetime) -> None:
    """Tell of what has come below its least, once; once it is filled up again, the next time counts anew."""
    for shelf in stock.shelves.exclude(minimum=None).select_related("room"):
        if _crossed(shelf, at):
            _tell(stock, shelf.quantity, shelf.minimum, by, at, place=shelf.room)
    if _crossed(stock, at):
        _tell(stock, stock.on_shelf, stock.minimum, by, at)


def _crossed(level: Stock | Shelf, at: datetime) -> bool:
    if level.is_low == (level.low_since is not None):
        return False
    level.low_since = at if level.is_low else None
    level.save(update_fields=["low_since"])
    return level.is_low


def _tell(
    stock: Stock, left: int, minimum: int | None, by: By, at: datetime, place: Room | None = None
) -> None:
    about = [place] if place else []
    announce(
        events.RUNS_LOW, stock.item, by=by, at=at, about=about, left=left, minimum=minimum or 0
    )


def issued(custody: Custody, *, by: By, at: datetime, source: Room | None) -> None:
    """What was given out leaves its shelf; what is used up belongs to nobody any more."""
    stock = of(custody.item, by=by, at=at)
    kind = K.ISSUE if custody.to_at is None else K.USE
    facts = Facts(note=custody.note, custody=custody)
    if source is None:
        take_away(stock, custody.quantity, kind, by=by, at=at, facts=facts)
    else:
        shelf = shelf_in(stock, source)
        write(stock, kind, custody.quantity, source=shelf, holder=custody.holder, by=by, at=at, facts=facts)  # fmt: skip


def returned(custody: Custody, quantity: int, *, by: By, at: datetime) -> None:
    stock = of(custody.item, by=by, at=at)
    shelf = shelf_in(stock, stock.item.home)
    facts = Facts(custody=custody)
    write(stock, K.RETURN, quantity, target=shelf, holder=custody.holder, by=by, at=at, facts=facts)


def settle(items: Sequence[Item], *, by: By, at: datetime) -> None:
    """Somebody wrote another number in the register: the shelves follow, home first."""
    counted = [item for item in items if not item.is_individual]
    out = _out([item.pk for item in counted]) if counted else {}
    for item in counted:
        stock = of(item, by=by, at=at)
        more = item.quantity - out.get(item.pk, 0) - stock.on_shelf
        if more > 0:
            write(stock, K.ADJUST, more, target=shelf_in(stock, item.home), by=by, at=at, owned=False)  # fmt: skip
        elif -more > stock.on_shelf:
            raise TooFew(
                f"{out[item.pk]} of {item} are out, so there cannot be {item.quantity}. Take some back first."
            )
        elif more < 0:
            take_away(stock, -more, K.ADJUST, by=by, at=at, owned=False)


def take_away(  # noqa: PLR0913 -- a row of facts
    stock: Stock, quantity: int, kind: MoveKind, *, by: By, at: datetime, facts: Facts = NOTHING, owned: bool = True
) -> None:  # fmt: skip
    """From its home first, then from where most are."""
    rows = list(stock.shelves.exclude(quantity=0).order_by("-quantity", "pk"))
    rows.sort(key=lambda row: row.room_id != stock.item.home_id)
    if quantity > sum(row.quantity for row in rows):
        raise TooFew(_too_few(stock, quantity, stock.on_shelf))
    holder = facts.custody.holder if facts.custody else None
    for shelf in rows:
        some = min(quantity, shelf.quantity)
        if some:
            write(stock, kind, some, source=shelf, holder=holder, by=by, at=at, facts=facts, owned=owned)  # fmt: skip
            quantity -= some


def join(gone: Item, into: Item, *, by: By, at: datetime) -> None:
    """Two records were one thing: what lies on the shelves of the first lies on the second's. What is owned is added up
    by whoever merges; once they are two again, `settle` follows it."""
    stock = of(into, by=by, at=at)
    facts = Facts(note=f"With what {gone.tag} had")
    for shelf in of(gone, by=by, at=at).shelves.exclude(quantity=0).select_related("room"):
        target = shelf_in(stock, shelf.room)
        write(stock, K.ADJUST, shelf.quantity, target=target, by=by, at=at, facts=facts, owned=False)  # fmt: skip


def gather(item: Item, *, by: By, at: datetime) -> None:
    """It went to another school: all of it lies at its home there, and the old places are nobody's."""
    stock = of(item, by=by, at=at)
    home = Shelf.objects.create(stock=stock, room=item.home)
    for shelf in stock.shelves.exclude(pk=home.pk):
        if shelf.quantity:
            write(stock, K.TRANSFER, shelf.quantity, source=shelf, target=home, by=by, at=at)
    stock.shelves.exclude(pk=home.pk).update(room=None, minimum=None, target=None, low_since=None)
