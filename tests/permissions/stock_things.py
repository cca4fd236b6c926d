"""What is counted: toner on a shelf, a line of its ledger, and the printer it goes into."""

from __future__ import annotations

from firstbell.equipment.actions import cataloguing, registering, stocking
from firstbell.equipment.models import Category, Item, Model, StockMove
from tests.permissions import rooms
from tests.permissions.calls import calls
from tests.permissions.things import LONG_AGO, Example, World, example


def _toner(world: World) -> Item:
    kind = Category.objects.filter(name="Toner").first() or cataloguing.add(
        Category, name="Toner", tracking="quantity", used_up=True, tag_prefix="TON-", by=world.system, at=LONG_AGO
    )  # fmt: skip
    values = {"name": "Toner 59X", "quantity": 5}
    draft = registering.Draft(kind, values)
    [made] = registering.register(world.hartley, [draft], by=world.system, at=LONG_AGO)
    return Item.objects.select_related("model", "category").get(pk=made.id)


@example("equipment:stock_receive", "equipment:stock_count", "equipment:stock_lose", "equipment:stock_shift",
         "equipment:stock_levels", "equipment:stock_fits")  # fmt: skip
def toner(world: World) -> Example:
    made = _toner(world)
    return Example({"key": made.tag}, made)


@example("equipment:stock_fit")
def fitting(world: World) -> Example:
    made = _toner(world)
    return Example({"key": made.tag, "uid": rooms.item(world).thing.uid}, made)


@example("equipment:stock_fits_not")
def fits(world: World) -> Example:
    made = _toner(world)
    model = cataloguing.add(
        Model, name="LaserJet M404", category=made.category, by=world.system, at=LONG_AGO
    )
    stocking.fits(made, model, by=world.system, at=LONG_AGO)
    return Example({"key": made.tag, "uid": model.uid}, made)


@example("equipment:stock_annul")
def line(world: World) -> Example:
    made = _toner(world)
    stocking.receive(made, 2, by=world.system, at=LONG_AGO)
    return Example({"uid": StockMove.objects.latest("pk").uid}, made)


def _of(world: World) -> Example:
    made = _toner(world)
    return Example({"uid": made.uid}, made)


calls("GET items/{uid}/stock", _of)
calls("POST items/{uid}/stock/moves", _of, lambda world, of: {"kind": "receive", "quantity": 2})
calls("PUT items/{uid}/stock/levels", _of, lambda world, of: {"minimum": 2, "target": 4})
