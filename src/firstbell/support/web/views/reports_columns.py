"""What the list of tickets can be narrowed to, because the report counts it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils.html import escape

from firstbell.equipment.models import Model
from firstbell.platform.lists import specs as lists
from firstbell.platform.lists.specs import Column, Filter
from firstbell.support.models import TicketItem

_KEPT = {
    "yes": Q(due_at__lt=F("solved_at")),
    "no": Q(due_at__gte=F("solved_at")),
    "none": Q(due_at=None),
}


def _late(op: str, values: list[Any]) -> Q:
    if op in ("empty", "filled"):
        return Q(due_at=None) if op == "empty" else Q(due_at__isnull=False)
    found = Q(pk__in=())
    for value in values:
        found |= _KEPT.get(value, Q(pk__in=()))
    return ~found if op == "not" else found


def _model(op: str, uids: list[Any]) -> Q:
    things = TicketItem.objects.filter(item__model__isnull=False)
    if op in ("empty", "filled"):
        some = Q(pk__in=things.values("ticket_id"))
        return ~some if op == "empty" else some
    some = Q(pk__in=things.filter(item__model__uid__in=uids).values("ticket_id"))
    return ~some if op == "not" else some


_CHOICES = (("yes", "Late"), ("no", "In time"), ("none", "Nothing was promised"))


def _fill_models(rows: list[dict[str, Any]]) -> None:
    found: dict[int, list[str]] = {}
    about = TicketItem.objects.filter(
        ticket__in=[row["pk"] for row in rows], item__model__isnull=False
    )
    for ticket_id, name in about.order_by("pk").values_list("ticket_id", "item__model__name"):
        found.setdefault(ticket_id, []).append(name)
    for row in rows:
        row["model"] = ", ".join(dict.fromkeys(found.get(row["pk"], ())))


_COLUMNS = (
    Column("late", "Promise", "moment", path="due_at", default=False,
           filter=Filter("choice", "due_at", choices=_CHOICES, where=_late)),
    Column("model", "Model", path="pk", sort="", default=False, fill=_fill_models,
           render=lambda row: escape(row["model"]), export=lambda row: row["model"],
           filter=Filter("choice", "", model=Model, search=("name_key__contains",), where=_model)),
)  # fmt: skip
for _column in _COLUMNS:
    lists.extend("support.tickets", _column)
