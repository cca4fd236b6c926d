from __future__ import annotations

from typing import Any

from django.db.models import F, IntegerField
from django.db.models.functions import Coalesce

from firstbell.equipment.models import Category, Item, StockMove
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import stock, wording
from firstbell.equipment.states import MoveKind
from firstbell.people.models import Organisation
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset, Rows
from firstbell.platform.web.components import status

VIEW, GIVE = "equipment.view", "equipment.give"
_ON_SHELF = {"lies": Coalesce(F("stock__on_shelf"), 0, output_field=IntegerField())}
_OUT = {"out": F("quantity") - Coalesce(F("stock__on_shelf"), 0)}


def _how_it_is(row: dict[str, Any]) -> str:
    if not row["lies"]:
        return status("bad", "None left", "alert-octagon")
    if row["stock__low_since"]:
        return status("warn", "Running low", "alert-triangle")
    return status("ok", "Enough", "circle-check") if row["stock__minimum"] is not None else ""


def _rows(actor: Actor) -> Rows:
    return stock.counted(Item.objects.visible_to(actor).live())


STOCK = ListSpec(
    name="equipment.stock",
    title="Stock",
    things=("kind of thing", "kinds of things"),
    rows=_rows,
    permission=VIEW,
    url_name="equipment:stock",
    search="equipment.item",
    default_sort="name",
    row_url=lambda row: f"/equipment/{address_of(row['tag'], row['uid'])}/",
    row_label="tag",
    always=("tag",),
    columns=[
        Column("name", "What", path=("name", "model__name", "model__manufacturer__name"), sort=("name", "tag_key"), phone=1,
               render=lambda row: row["name"] or wording.model_text(row) or row["tag"],
               export=lambda row: row["name"] or wording.model_text(row), filter=Filter(path="name")),
        Column("tag", "Tag", "code", sort="tag_key", phone=2),
        Column("kind", "Kind", path="category__name", sort="category__name_key",
               filter=Filter("choice", "category", model=Category, search=("name_key__contains",))),
        Column("lies", "On the shelf", "number", path="lies", annotate=_ON_SHELF, phone=3),
        Column("out", "Out", "number", path="out", annotate=_OUT),
        Column("least", "Keep at least", "number", path="stock__minimum"),
        Column("fill", "Fill up to", "number", path="stock__target", default=False),
        Column("low", "Since it ran low", path=("stock__low_since", "lies", "stock__minimum"), annotate=_ON_SHELF,
               render=_how_it_is, phone=4, filter=Filter("moment", "stock__low_since")),
        Column("home", "Home", "place", path="home__name", sort="home__name_key",
               filter=Filter("place", "home", model=Room, search=("name_key__contains",))),
        Column("supplier", "Supplier", path="supplier__name", sort="supplier__name", default=False,
               filter=Filter("choice", "supplier", model=Organisation)),
    ],
    presets=[
        Preset("Running low", "low.filled="),
        Preset("None left", "lies=0"),
    ],
    buttons=[
        Button("Ledger", "equipment:stock_ledger", "list-details", VIEW),
        Button("Use", "equipment:stock_use", "chart-bar", VIEW),
        Button("Shopping list", "equipment:shopping", "shopping-cart", VIEW, primary=True),
    ],
    empty=Empty(
        "Toner, lamps, leads: give them a kind that is tracked by quantity, and say how many there are.",
        title="Nothing is counted yet", label="Add some", url_name="equipment:new", icon="package",
        permission="equipment.change",
    ),
    icon="packages",
)  # fmt: skip


def _signed(row: dict[str, Any]) -> str:
    return stock.signed(str(row["quantity"]), row["to_shelf"], row["from_shelf"])


LEDGER = ListSpec(
    name="equipment.stock_moves",
    title="Ledger of stock",
    things=("line", "lines"),
    rows=lambda actor: StockMove.objects.filter(
        stock__item__in=stock.counted(Item.objects.visible_to(actor))
    ),
    permission=VIEW,
    url_name="equipment:stock_ledger",
    search=("stock__item__tag_key__contains", "stock__item__name__icontains", "note__icontains"),
    default_sort="-when",
    row_url=lambda row: f"/equipment/{row['stock__item__uid']}/",
    row_label="stock__item__tag",
    always=("stock__item__uid", "stock__item__tag"),
    school_path="stock__item__school",
    columns=[
        Column("when", "When", "moment", path="at", phone=4),
        Column("what", "What", path=("stock__item__name", "stock__item__tag"), sort="stock__item__name", phone=1,
               render=lambda row: row["stock__item__name"] or row["stock__item__tag"],
               export=lambda row: row["stock__item__name"] or row["stock__item__tag"],
               filter=Filter(path="stock__item__name")),
        Column("kind", "Why", "choice", path="kind", choices=MoveKind.choices, phone=2),
        Column("number", "How many", "number", path=("quantity", "from_shelf", "to_shelf"), render=_signed, export=_signed,
               phone=3),
        Column("source", "From", path="from_shelf__room__name", sort="from_shelf__room__name_key"),
        Column("target", "To", path="to_shelf__room__name", sort="to_shelf__room__name_key"),
        Column("holder", "For", path=wording.HOLDER, sort="", render=wording.holder_text,
               export=wording.holder_text, filter=False),
        Column("price", "One cost", "money", path="price_net", permission="equipment.money"),
        Column("supplier", "Supplier", path="supplier__name", default=False),
        Column("order", "Order", "code", path="order_ref", default=False),
        Column("note", "Note", path="note"),
        Column("by", "By", path="by_name"),
        Column("of", "School", path="stock__item__school__short_name", default=False),
    ],
    presets=[Preset("Came in", "kind=receive"), Preset("Used up", "kind=use"), Preset("Lost or broken", "kind=lose")],
    empty=Empty("Every number that changes on a shelf has a line here.", title="No lines yet", icon="list-details"),
    icon="list-details",
)  # fmt: skip
