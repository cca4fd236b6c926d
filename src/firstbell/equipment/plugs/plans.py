"""Items on a floor's plan: their marks, and the panel that puts more of them there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment.models import Item
from firstbell.equipment.queries import wording
from firstbell.equipment.queries.planned import of_floor, on_plan
from firstbell.places.models import Floor
from firstbell.places.queries import PLAN_MARKS, Mark
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.web.components.lookup import LookupField

# More would hide one another, and the picture.
MOST = 200


@PLAN_MARKS.answer("places.floor", "equipment")
def marks(floor: Floor, actor: Actor) -> list[Mark]:
    return [_mark(item) for item in on_plan(floor, actor)[:MOST]]


def _mark(item: Item) -> Mark:
    kind, word, _ = wording.STATES[item.lifecycle]
    return Mark(
        key=f"item-{item.uid}", label=item.tag, url=f"/equipment/{item.uid}/", x=item.plan_spot.x,
        y=item.plan_spot.y, move_url=reverse("equipment:plan", args=[item.uid]), icon=item.category.icon,
        kind="" if kind == "ok" else kind, note=f"{wording.title(item)}, {word.lower()}",
    )  # fmt: skip


def panel(request: HttpRequest, floor: Floor) -> dict[str, Any] | None:
    may_change = can(request.actor, "equipment.change", floor)
    items = list(on_plan(floor, request.actor)[:MOST])
    if not items and not may_change:
        return None
    field = None
    if may_change:
        box = LookupField(
            queryset=of_floor(floor, request.actor), url="equipment:item_lookup", label="Item"
        )
        field = box.widget.render(
            "item", None, {"id": "id_plan_item", "aria-label": "Item of this floor"}
        )
    return {
        "items": items,
        "fact": len(items) or "",
        "field": field,
        "may_change": may_change,
        "floor": floor,
        "flush": True,
    }
