"""How old devices are: since their purchase where the register knows it, else as far back as they can be told of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from firstbell.agents.models import Device
from firstbell.agents.states import AgeFrom, DeviceKind

# From so many years on, a device counts as old.
OLD = 5
SINCE = Coalesce("item__bought_on", "old_since")
# What is read of a row for its age and where that comes from.
PATHS = ("since", "item__bought_on", "old_since", "first_seen_at")
_YEAR = Decimal("365.25")


class OldModel(NamedTuple):
    name: str
    maker: str
    old: int
    n: int
    query: str


def years(since: date | None, today: date) -> float | None:
    return None if since is None else max(0, round((today - since).days / 365.25, 1))


def told_from(row: dict[str, Any]) -> AgeFrom:
    if row["item__bought_on"] is not None:
        return AgeFrom.BOUGHT
    known = row["old_since"] is not None and row["old_since"] < row["first_seen_at"].date()
    return AgeFrom.FIRMWARE if known else AgeFrom.FIRST_REPORT


def aged(op: str, numbers: list[Decimal], today: date) -> Q:
    """The filter "Age, years": is (so many full years), not, over, under, between, empty, filled."""
    if op in ("empty", "filled"):
        unknown = Q(item__bought_on=None, old_since=None)
        return unknown if op == "empty" else ~unknown
    first, last = numbers[0], numbers[-1]
    if op == "over":
        return _since("lt", _before(first, today))
    if op == "under":
        return _since("gt", _before(first, today))
    if op == "between":
        return _since("gte", _before(last, today)) & _since("lte", _before(first, today))
    exactly = _since("gt", _before(first + 1, today)) & _since("lte", _before(first, today))
    return ~exactly if op == "not" else exactly


def _since(comparison: str, day: date) -> Q:
    return Q(**{f"item__bought_on__{comparison}": day}) | Q(
        **{"item__bought_on": None, f"old_since__{comparison}": day}
    )


def _before(number: Decimal, today: date) -> date:
    """The day so many years ago."""
    try:
        return today - timedelta(days=round(number * _YEAR))
    except OverflowError:
        return date.min


def old_models(rows: QuerySet[Device], today: date, most: int = 8) -> list[OldModel]:
    """The models of which most are old, and how many of how many."""
    old = Count("pk", filter=aged("over", [Decimal(OLD)], today))
    found = rows.filter(kind=DeviceKind.COMPUTER).order_by().values("maker", "model")
    found = found.annotate(n=Count("pk"), old=old).filter(old__gt=0)
    return [
        OldModel(row["model"] or "Not told", row["maker"], row["old"], row["n"], _list_of(row["model"]))
        for row in found.order_by("-old", "model", "maker")[:most]
    ]  # fmt: skip


def _list_of(model: str) -> str:
    which = {"model": model} if model else {"model.empty": ""}
    return urlencode(
        {**which, "age.over": OLD, "kind": DeviceKind.COMPUTER, "there": "yes", "sort": "age"}
    )
