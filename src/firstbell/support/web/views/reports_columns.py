"""What the list of tickets can be narrowed to, because the report counts it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.html import escape

from firstbell.equipment.models import Model
from firstbell.platform.lists import specs as lists
from firstbell.platform.lists.specs import Column, Filter
from firstbell.support.models import Clock, Sharing, TicketItem
from firstbell.support.queries import partners
from firstbell.support.states import ClockKind

_ENDS = Clock.objects.filter(kind=ClockKind.RESOLVE)
_KEPT = {"yes": Q(missed_at__isnull=False), "no": Q(missed_at=None)}
_CHOICES = (("yes", "Late"), ("no", "In time"))


def _late(op: str, values: list[Any]) -> Q:
    some = Q(pk__in=_ENDS.values("ticket_id"))
    if op in ("empty", "filled"):
        return ~some if op == "empty" else some
    kept = Q(pk__in=())
    for value in values:
        kept |= _KEPT.get(value, Q(pk__in=()))
    found = Q(pk__in=_ENDS.filter(kept).values("ticket_id"))
    return ~found if op == "not" else found


def _fill_late(rows: list[dict[str, Any]]) -> None:
    ends = _ENDS.filter(ticket__in=[row["pk"] for row in rows])
    found = dict(ends.values_list("ticket_id", "missed_at"))
    for row in rows:
        row["late"] = ("Late" if found[row["pk"]] else "In time") if row["pk"] in found else ""


def _model(op: str, uids: list[Any]) -> Q:
    things = TicketItem.objects.filter(item__model__isnull=False)
    if op in ("empty", "filled"):
        some = Q(pk__in=things.values("ticket_id"))
        return ~some if op == "empty" else some
    some = Q(pk__in=things.filter(item__model__uid__in=uids).values("ticket_id"))
    return ~some if op == "not" else some


def _fill_models(rows: list[dict[str, Any]]) -> None:
    found: dict[int, list[str]] = {}
    about = TicketItem.objects.filter(
        ticket__in=[row["pk"] for row in rows], item__model__isnull=False
    )
    for ticket_id, name in about.order_by("pk").values_list("ticket_id", "item__model__name"):
        found.setdefault(ticket_id, []).append(name)
    for row in rows:
        row["model"] = ", ".join(dict.fromkeys(found.get(row["pk"], ())))


def _outside(op: str, values: list[Any]) -> Q:
    standing = Sharing.objects.filter(ended_at=None, ticket__solved_at=None)
    some = Q(pk__in=standing.values("ticket_id")) | Q(merged__in=standing.values("ticket_id"))
    wanted = {"filled": True, "empty": False}.get(op, ("yes" in values) != (op == "not"))
    return some if wanted else ~some


def _fill_outside(rows: list[dict[str, Any]]) -> None:
    found = partners.who_has(row["pk"] for row in rows)
    for row in rows:
        one = found.get(row["pk"])
        row["outside"] = f"{one.name}, since {one.at:%d/%m/%Y}" if one else ""


_COLUMNS = (
    Column("outside", "With a partner", path="pk", sort="", default=False, fill=_fill_outside,
           render=lambda row: escape(row["outside"]), export=lambda row: row["outside"],
           filter=Filter("choice", "", choices=(("yes", "Yes"), ("no", "No")), where=_outside)),
    Column("late", "Solved in time", path="pk", sort="", default=False, fill=_fill_late,
           render=lambda row: escape(row["late"]), export=lambda row: row["late"],
           filter=Filter("choice", "", choices=_CHOICES, where=_late)),
    Column("model", "Model", path="pk", sort="", default=False, fill=_fill_models,
           render=lambda row: escape(row["model"]), export=lambda row: row["model"],
           filter=Filter("choice", "", model=Model, search=("name_key__contains",), where=_model)),
)  # fmt: skip
for _column in _COLUMNS:
    lists.extend("support.tickets", _column)
