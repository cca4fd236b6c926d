"""What items are worth on a day, and what replacing them will cost, year by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from firstbell.equipment.models import Item
from firstbell.equipment.states import ENDED, Depreciation
from firstbell.lib import depreciation

DEFAULT_LIFE = 60


@dataclass(frozen=True)
class Worth:
    cost: int
    value: int
    written_off_on: date


def of(item: Item, on: date) -> Worth | None:
    """None while its price or its date of purchase is unknown."""
    return worth_of(_facts(item), on)


def _facts(item: Item) -> dict[str, Any]:
    return {
        "price_net": item.price_net, "price_gross": item.price_gross, "vat_recoverable": item.vat_recoverable,
        "bought_on": item.bought_on, "quantity": item.quantity,
        "model__life_months": item.model.life_months if item.model else None,
        "model__depreciation": item.model.depreciation if item.model else "",
        "model__residual_percent": item.model.residual_percent if item.model else None,
        "category__life_months": item.category.life_months, "category__depreciation": item.category.depreciation,
        "category__residual_percent": item.category.residual_percent,
    }  # fmt: skip


FACTS = (
    "price_net", "price_gross", "vat_recoverable", "bought_on", "quantity", "model__life_months", "model__depreciation",
    "model__residual_percent", "category__life_months", "category__depreciation", "category__residual_percent",
)  # fmt: skip


def cost_to_us(row: dict[str, Any]) -> int | None:
    """VAT that comes back is no cost; whichever price is known stands in for the other."""
    first, second = (
        ("price_net", "price_gross") if row["vat_recoverable"] else ("price_gross", "price_net")
    )
    found: int | None = row[first] if row[first] is not None else row[second]
    return found


def life_of(row: dict[str, Any]) -> int:
    return row["model__life_months"] or row["category__life_months"] or DEFAULT_LIFE


def _way_of(row: dict[str, Any]) -> tuple[str, int]:
    """How it loses its worth, and what per cent of it stay: the model's own word counts before its kind's."""
    stays = row["model__residual_percent"]
    if stays is None:
        stays = row["category__residual_percent"]
    return row["model__depreciation"] or row["category__depreciation"], stays


def worth_of(row: dict[str, Any], on: date) -> Worth | None:
    cost, bought = cost_to_us(row), row["bought_on"]
    if cost is None or bought is None:
        return None
    life = life_of(row)
    way, stays = _way_of(row)
    residual = cost * stays // 100
    ends = depreciation.add_months(bought, life)
    if way == Depreciation.NONE:
        return Worth(cost, cost, ends)
    method = (
        depreciation.reducing_balance
        if way == Depreciation.REDUCING
        else depreciation.straight_line
    )
    return Worth(
        cost, method(cost, life_months=life, residual=residual, bought=bought, on=on), ends
    )


@dataclass
class Total:
    items: int = 0
    cost: int = 0
    value: int = 0
    unknown: int = 0


def total(items: QuerySet[Item], on: date) -> Total:
    """The sum over items, streamed; those without price or date are counted as unknown."""
    sums = Total()
    for row in items.values(*FACTS).iterator(2_000):
        sums.items += 1
        worth = worth_of(row, on)
        if worth is None:
            sums.unknown += 1
        else:
            sums.cost += worth.cost
            sums.value += worth.value
    return sums


@dataclass
class RefreshYear:
    """A financial year's replacements: `starts` is the calendar year it begins in."""

    starts: int
    items: int = 0
    cost: int = 0
    unpriced: int = 0
    by_category: dict[str, tuple[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: (0, 0))
    )


def refresh_plan(items: QuerySet[Item], *, year_starts_in: int, today: date) -> list[RefreshYear]:
    """Which year each live item is due for replacement, and what that costs at today's prices.

    Due on its own date where one is set, else at the end of its life; what is overdue falls in this year.
    The price is the model's replacement price, else what was paid.
    """
    this_year = depreciation.financial_year(today, year_starts_in)
    years: dict[int, RefreshYear] = {}
    for row in _refreshable(items):
        due = row["replace_on"] or depreciation.add_months(row["bought_on"], life_of(row))
        year = max(this_year, depreciation.financial_year(due, year_starts_in))
        entry = years.setdefault(year, RefreshYear(year))
        price = _replacement(row)
        entry.items += row["quantity"]
        entry.cost += price
        entry.unpriced += 0 if price else row["quantity"]
        count, cost = entry.by_category[row["category__name"]]
        entry.by_category[row["category__name"]] = (count + row["quantity"], cost + price)
    return [years[year] for year in sorted(years)]


def _refreshable(items: QuerySet[Item]) -> Iterator[dict[str, Any]]:
    rows = items.live().exclude(lifecycle__in=ENDED)  # type: ignore[attr-defined]
    names = (*FACTS, "replace_on", "model__replacement_pence", "category__name")
    for row in rows.values(*names).iterator(2_000):
        if row["replace_on"] or row["bought_on"]:
            yield row


def _replacement(row: dict[str, Any]) -> int:
    if row["model__replacement_pence"] is not None:
        return int(row["model__replacement_pence"]) * int(row["quantity"])
    return cost_to_us(row) or 0
