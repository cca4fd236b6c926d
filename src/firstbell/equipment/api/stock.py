"""What is counted: what lies where, and every move of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from firstbell.equipment.actions import stocking
from firstbell.equipment.actions.ledger import Facts
from firstbell.equipment.models import Item, Shelf
from firstbell.equipment.queries import stock
from firstbell.equipment.states import Tracking
from firstbell.lib import clock
from firstbell.people.models import Organisation
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named

router = Router(tags=["Equipment"])
Level = Annotated[int, Field(ge=0, le=stocking.MOST)]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]


class ShelfOut(Schema):
    room: Thing | None
    quantity: int
    minimum: int | None
    target: int | None

    resolve_room = staticmethod(lambda shelf: named(shelf.room))


class StockOut(Schema):
    """`on_shelf` is the sum of the shelves; what the school owns besides is out."""

    on_shelf: int
    minimum: int | None
    target: int | None
    shelves: list[ShelfOut]


class MoveIn(Sent):
    """`receive` and `lose` so many; `count` is what lies there; `shift` goes `room` to `to_room`. No room: at home."""

    kind: Literal["receive", "count", "lose", "shift"]
    quantity: Level
    room: UUID | None = None
    to_room: UUID | None = None
    price_net: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    supplier: UUID | None = None
    order_ref: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")] = ""
    note: Line = ""


class LevelsIn(Sent):
    minimum: Level | None = None
    target: Level | None = None
    room: UUID | None = None


def _item(request: HttpRequest, uid: UUID) -> Item:
    rows = Item.objects.visible_to(request.actor).select_related(
        "category", "model", "home", "school"
    )
    return get_object_or_404(rows, uid=uid, tracking=Tracking.QUANTITY)


def _room(request: HttpRequest, uid: UUID | None) -> Room | None:
    return get_object_or_404(Room.objects.visible_to(request.actor), uid=uid) if uid else None


def _shown(item: Item) -> dict[str, Any]:
    item.stock.refresh_from_db()
    of = item.stock
    return {"on_shelf": of.on_shelf, "minimum": of.minimum, "target": of.target, "shelves": stock.shelves(item)}  # fmt: skip


@router.get("items/{uid}/stock", response=StockOut, summary="What lies where")
def shown(request: HttpRequest, uid: UUID) -> Any:
    item = _item(request, uid)
    require(request.actor, "equipment.view", item)
    return _shown(item)


@router.post(
    "items/{uid}/stock/moves",
    response=StockOut,
    summary="More came in, were counted, lost or moved",
)
def move(request: HttpRequest, uid: UUID, body: MoveIn) -> Any:
    item = _item(request, uid)
    require(request.actor, "equipment.give", item)
    room = _room(request, body.room)
    words: dict[str, Any] = {"by": request.actor, "at": clock.now()}
    if body.kind == "receive":
        suppliers = Organisation.objects.visible_to(request.actor)
        supplier = get_object_or_404(suppliers, uid=body.supplier) if body.supplier else None
        facts = Facts(body.note, body.price_net, supplier, body.order_ref)
        stocking.receive(item, body.quantity, room=room, facts=facts, **words)
    elif body.kind == "count":
        stocking.count(item, body.quantity, room=room or item.home, note=body.note, **words)
    elif body.kind == "lose":
        stocking.lose(item, body.quantity, why=body.note, room=room or item.home, **words)
    else:
        target = _room(request, body.to_room) or item.home
        stocking.shift(item, body.quantity, source=room or item.home, target=target, **words)
    return _shown(item)


@router.put("items/{uid}/stock/levels", response=StockOut, summary="How many there should be")
def levels(request: HttpRequest, uid: UUID, body: LevelsIn) -> Any:
    item = _item(request, uid)
    require(request.actor, "equipment.give", item)
    shelf = get_object_or_404(Shelf, stock__item=item, room__uid=body.room) if body.room else None
    stocking.set_levels(
        item, minimum=body.minimum, target=body.target, shelf=shelf, by=request.actor, at=clock.now()
    )  # fmt: skip
    return _shown(item)
