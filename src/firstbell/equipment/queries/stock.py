"""What there is on the shelves, what is to be bought, and where it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf, TruncMonth

from firstbell.equipment.models import Custody, Item, Model, Shelf, Stock, StockMove
from firstbell.equipment.states import MoveKind, Tracking
from firstbell.people.models import Organisation
from firstbell.platform.database.among import off_index
from firstbell.platform.tenancy.models import School

MINUS = "\N{MINUS SIGN}"
GIVEN = (MoveKind.USE, MoveKind.ISSUE)


def counted(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.filter(tracking=Tracking.QUANTITY)


def signed(line: str, comes: object, goes: object) -> str:
    """What a line did to the shelves: came, went, or only moved."""
    return line if comes and goes else f"+{line}" if comes else f"{MINUS}{line}"


def shelves(item: Item) -> list[Shelf]:
    """Where it lies or should lie; what is empty and nobody's is left out."""
    rows = Shelf.objects.filter(stock__item=item).exclude(quantity=0, minimum=None)
    return list(rows.select_related("room").order_by("-quantity", "pk"))


def lines(item: Item, most: int) -> list[StockMove]:
    rows = StockMove.objects.filter(stock__item=item).select_related(
        "from_shelf__room", "to_shelf__room", "person", "room", "with_item__model", "with_item__category", "supplier",
        "annulled_by",
    )  # fmt: skip
    return list(rows.order_by("-at", "-pk")[:most])


def fitting(item: Item) -> list[Item]:
    """The toner, lamps and batteries that go into an item of this model, at its school."""
    if item.model_id is None:
        return []
    rows = Item.objects.live().filter(fits__model=item.model_id, school_id=item.school_id)
    return list(rows.select_related("stock", "category", "model", "home").order_by("tag_key"))


def fitted(item: Item) -> list[Model]:
    rows = Model.objects.filter(fitted_by__item=item).select_related("manufacturer")
    return list(rows.order_by("name_key"))


@dataclass
class Wanted:
    item: Item
    quantity: int
    price: int | None

    @property
    def cost(self) -> int | None:
        return None if self.price is None else self.price * self.quantity


@dataclass
class Basket:
    """What is to be bought from one supplier, or from nobody in particular yet."""

    supplier: Organisation | None
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def cost(self) -> int:
        return sum(one.cost or 0 for one in self.wanted)

    @property
    def is_whole(self) -> bool:
        """Whether every price is known."""
        return all(one.cost is not None for one in self.wanted)


def running_low(items: QuerySet[Item], school: School | None) -> QuerySet[Item]:
    """What ran low last comes first. There are few of them, and they are looked for before the school's other things."""
    low = Stock.objects.filter(low_since__isnull=False)
    here = off_index("school_id", [school.pk] if school else [])
    return items.filter(here, pk__in=low.values("item_id")).order_by("-stock__low_since")


def shopping(items: QuerySet[Item]) -> list[Basket]:
    """Whatever lies below its least, filled up: by the supplier it last came from."""
    came = _came(OuterRef("pk"))
    low = Q(stock__on_shelf__lt=F("stock__minimum")) | Q(stock__shelves__low_since__isnull=False)
    rows = counted(items).filter(low).distinct().annotate(
        last_price=Subquery(came.exclude(price_net=None).values("price_net")[:1]),
        last_supplier=Coalesce(
            Subquery(came.exclude(supplier=None).values("supplier")[:1]), F("supplier_id"),
            output_field=BigIntegerField(),
        ),
    )  # fmt: skip
    found = list(rows.select_related("stock", "category", "model").order_by("category__name_key", "tag_key"))  # fmt: skip
    suppliers = Organisation.objects.in_bulk(
        {row.last_supplier for row in found if row.last_supplier}
    )
    wishes = _of_shelves([row.pk for row in found])
    baskets: dict[int | None, Basket] = {}
    for row in found:
        key = row.last_supplier
        basket = baskets.setdefault(key, Basket(suppliers.get(key) if key else None))
        missing = max(_missing(row.stock), wishes.get(row.pk, 0))
        basket.wanted.append(Wanted(row, missing, row.last_price))
    return sorted(baskets.values(), key=lambda one: (one.supplier is None, str(one.supplier)))


def _came(item: Any) -> QuerySet[StockMove]:
    """What came in of it, the last first."""
    rows = StockMove.objects.filter(stock__item=item, kind=MoveKind.RECEIVE, annuls=None)
    return rows.filter(annulled_by=None).order_by("-at", "-pk")


def _missing(level: Stock | Shelf) -> int:
    if not level.is_low:
        return 0
    there = level.on_shelf if isinstance(level, Stock) else level.quantity
    return max(1, (level.target or level.minimum or 0) - there)


def _of_shelves(item_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    low = Shelf.objects.filter(stock__item__in=item_ids, low_since__isnull=False)
    for shelf in low.select_related("stock"):
        found[shelf.stock.item_id] += _missing(shelf)
    return found


class Use(NamedTuple):
    month: datetime
    what: str
    room: str
    quantity: int
    pence: int


def use(items: QuerySet[Item], since: datetime) -> list[Use]:
    """What was given out or used up, by month, item and room: of a printer, the room it stands in."""
    mine = counted(items)
    price = _came(OuterRef("pk")).exclude(price_net=None).values("price_net")[:1]
    prices = dict(mine.annotate(last=Subquery(price)).values_list("pk", "last"))
    given = StockMove.objects.filter(stock__item__in=mine, kind__in=GIVEN, at__gte=since)
    where = Coalesce("room__name", "with_item__place__name", "with_item__home__name")
    name = Coalesce(
        NullIf("stock__item__name", Value("")), "stock__item__model__name", "stock__item__tag"
    )
    rows = (
        given.filter(annuls=None, annulled_by=None)
        .annotate(month=TruncMonth("at"), where=where, what=name)
        .values("month", "what", "where", "stock__item")
        .annotate(n=Sum("quantity"))
        .order_by("-month", "-n")
    )
    return [
        Use(row["month"], row["what"], row["where"] or "", row["n"], row["n"] * (prices.get(row["stock__item"]) or 0))
        for row in rows
    ]  # fmt: skip


def wrong(school: School | None = None) -> list[tuple[Item, str]]:
    """Where the numbers do not add up: shelves against lines, and what is owned against what lies and is out."""
    found = []
    stocks = Stock.objects.select_related("item__model", "item__category")
    sums = dict(
        Shelf.objects.values_list("stock").annotate(n=Sum("quantity")).values_list("stock", "n")
    )
    came = _sum_by(StockMove.objects.exclude(to_shelf=None), "to_shelf")
    went = _sum_by(StockMove.objects.exclude(from_shelf=None), "from_shelf")
    out = dict(
        Custody.objects.open().values_list("item").annotate(n=Sum("quantity")).values_list("item", "n")
    )  # fmt: skip
    lies = {
        shelf.stock_id
        for shelf in Shelf.objects.all()
        if came.get(shelf.pk, 0) - went.get(shelf.pk, 0) != shelf.quantity
    }
    for stock in stocks.filter(item__school=school) if school else stocks:
        item = stock.item
        if stock.pk in lies:
            found.append((item, "a shelf holds another number than its lines make"))
        elif sums.get(stock.pk, 0) != stock.on_shelf:
            found.append((item, f"{stock.on_shelf} are written, {sums.get(stock.pk, 0)} lie on its shelves"))  # fmt: skip
        elif not item.removed_at and item.quantity != stock.on_shelf + out.get(item.pk, 0):
            found.append((item, f"{item.quantity} are owned, {stock.on_shelf + out.get(item.pk, 0)} lie there or are out"))  # fmt: skip
    return found


def _sum_by(rows: QuerySet[Any], column: str) -> dict[int, int]:
    return dict(rows.values_list(column).annotate(n=Sum("quantity")).values_list(column, "n"))
