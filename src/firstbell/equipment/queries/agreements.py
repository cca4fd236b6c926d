from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from firstbell.equipment.models import Agreement, Item
from firstbell.platform.tenancy.models import School


def at(school: School) -> QuerySet[Agreement]:
    """What is agreed at this school: its own and the trust's."""
    rows = Agreement.objects.live().filter(Q(school=school) | Q(school=None))
    return rows.order_by("title", "pk")


def for_items(school: School, items: Iterable[Item]) -> list[Agreement]:
    """What somebody agrees to who gets these; an agreement without kinds is for all of them."""
    kinds = {item.category_id for item in items}
    if not kinds:
        return []
    found = at(school).prefetch_related("categories")
    return [
        row
        for row in found
        if not (own := {kind.pk for kind in row.categories.all()}) or own & kinds
    ]
