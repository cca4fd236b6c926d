"""Devices that do not keep to what is required or forbidden, as the list of equipment asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from firstbell.equipment.models import Item
from firstbell.platform.database.among import keys
from firstbell.software.models import Requirement
from firstbell.software.queries import keeping


def breaking(op: str, uids: Sequence[Any], at: datetime) -> Q:
    """The filter "Programs to put right": devices that do not keep to one of these, or to any."""
    rows = Requirement.objects.filter(ended_at=None).select_related("view")
    rows = rows if op in ("empty", "filled") else rows.filter(uid__in=uids)
    told = keeping.reporting()
    wrong = {
        pk for row in rows for pk in keeping.violating(row, at, told).values_list("pk", flat=True)
    }
    found = Q(pk__in=keys(wrong))
    return ~found if op in ("not", "empty") else found


def fill_broken(items: Iterable[dict[str, Any]], at: datetime) -> None:
    """Add `breaks` to a page of items: what each does not keep to, in as many queries as there is to keep to."""
    by_key: dict[int, dict[str, Any]] = {item["pk"]: item for item in items}
    for item in by_key.values():
        item["breaks"] = []
    schools = Item.objects.filter(pk__in=by_key).values("school_id")
    rows = Requirement.objects.filter(ended_at=None, school_id__in=schools)
    told = keeping.reporting()
    for row in rows.select_related("title", "view").order_by("wanted", "title__name_key"):
        wrong = keeping.violating(row, at, told).filter(pk__in=by_key)
        for pk in wrong.values_list("pk", flat=True):
            by_key[pk]["breaks"].append(f"{row.title} {row.get_wanted_display().lower()}")
