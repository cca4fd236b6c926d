"""Where on its floor's plan an item is: the projector, the access point, the trolley's bay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import Item, PlanSpot
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.models import Floor
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce

MIDDLE = 500


def put_on_plan(
    item: Item, *, by: Actor, at: datetime, x: int = MIDDLE, y: int = MIDDLE
) -> PlanSpot:
    """On the plan of the floor of its home, in thousandths of the picture; moving it there again is no news."""
    require(by, "equipment.change", item)
    floor = _floor_of(item)
    if item.removed_at:
        raise Conflict(f"{item} is out of the register.")
    if not (0 <= x <= 1000 and 0 <= y <= 1000):
        raise Refusal(f"{item} would stand beside the plan.")
    with transaction.atomic():
        known = PlanSpot.objects.filter(item=item).first()
        spot, _ = PlanSpot.objects.update_or_create(
            item=item, defaults={"floor": floor, "x": x, "y": y}
        )
        if known is None or known.floor_id != floor.pk:
            announce(events.PUT_ON_PLAN, item, by=by, at=at, floor=floor)
    return spot


def _floor_of(item: Item) -> Floor:
    floor = item.home.floor if item.home else None
    if floor is None:
        raise Refusal(f"{item} has no home on a floor: give it one first.")
    return floor


def take_off_plan(item: Item, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.change", item)
    spot = PlanSpot.objects.select_related("floor").filter(item=item).first()
    if spot is None:
        raise Refusal(f"{item} is not on a plan.")
    with transaction.atomic():
        announce(events.TAKEN_OFF_PLAN, item, by=by, at=at, floor=spot.floor)
        spot.delete()
