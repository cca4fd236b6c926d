from __future__ import annotations

from django.db.models import QuerySet

from firstbell.equipment.models import Item
from firstbell.places.models import Floor
from firstbell.platform.accounts.actors import Actor


def on_plan(floor: Floor, actor: Actor) -> QuerySet[Item]:
    """What was put on this floor's plan and still has its home there."""
    rows = of_floor(floor, actor).filter(plan_spot__floor=floor)
    return rows.select_related("plan_spot", "model__manufacturer", "category").order_by("tag_key")


def of_floor(floor: Floor, actor: Actor) -> QuerySet[Item]:
    """What has its home on the floor, as far as this person may see it."""
    rows = Item.objects.visible_to(actor).live().filter(home__floor=floor)
    return rows.select_related("model", "category", "home__floor")
