"""The shopping list, and what was used: on the page, as a file and on paper."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.equipment.models import Item
from firstbell.equipment.queries import stock, wording
from firstbell.lib import clock
from firstbell.lib.papers import Block, Facts, Head, Paper, Table, Text
from firstbell.lib.sheets.error_file import guard_formula
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.labels import logos
from firstbell.platform.web import components, context, papers

_YEAR = timedelta(days=365)


def _items(request: HttpRequest) -> Any:
    school = context.current_school(request)
    return Item.objects.visible_to(request.actor).live().filter(school=school)


@require_safe
@needs("equipment.view")
def shopping(request: HttpRequest) -> HttpResponse:
    baskets = stock.shopping(_items(request))
    shown = [(basket, [_wanted(one) for one in basket.wanted]) for basket in baskets]
    words = {"baskets": shown, "money": can(request.actor, "equipment.money")}
    return render(request, "equipment/stock/shopping.html", words)


def _wanted(one: stock.Wanted) -> dict[str, Any]:
    return {"one": one, "title": wording.title(one.item), "left": one.item.stock.on_shelf}


@require_safe
@needs("equipment.view")
def shopping_pdf(request: HttpRequest) -> HttpResponse:
    school, now = context.current_school(request), clock.now()
    paper = Paper(
        "Shopping list", school=str(school), logo=logos.picture(school) if school else b"", blocks=_blocks(request), made=f"{now.day} {now:%b %Y}",
        sub="What lies below its least, filled up",
    )  # fmt: skip
    return papers.shown(paper.pdf(), "shopping-list")


def _blocks(request: HttpRequest) -> list[Block]:
    money = can(request.actor, "equipment.money")
    blocks: list[Block] = []
    for basket in stock.shopping(_items(request)):
        name = str(basket.supplier or "From nobody in particular yet")
        heads = [Head("What", wide=True), Head("Tag"), Head("On the shelf", right=True), Head("Buy", right=True)]  # fmt: skip
        rows = [list(_line(one)) for one in basket.wanted]
        foot: list[str] = []
        if money:
            heads += [Head("One cost", right=True), Head("Together", right=True)]
            rows = [row + _prices(one) for row, one in zip(rows, basket.wanted, strict=True)]
            foot = ["", "", "", "", "", components.money(basket.cost)]
        blocks.append(Table(heads, rows, title=name, foot=foot))
        if basket.supplier is not None:
            blocks.append(Facts([("Our account", basket.supplier.account_number)]))
    return blocks or [Text("Nothing is running low.")]


def _line(one: stock.Wanted) -> tuple[str, str, str, str]:
    there = one.item.stock.on_shelf
    return (wording.title(one.item), one.item.tag, str(there), str(one.quantity))


def _prices(one: stock.Wanted) -> list[str]:
    return [
        components.money(pence) if pence is not None else "?" for pence in (one.price, one.cost)
    ]


@require_safe
@needs("equipment.view")
def shopping_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="shopping-list.csv"'
    answer.write("\ufeff")
    money = can(request.actor, "equipment.money")
    writer = csv.writer(answer)
    prices = ["One cost", "Together"] if money else []
    writer.writerow(["Supplier", "What", "Tag", "On the shelf", "Buy", *prices])
    for basket in stock.shopping(_items(request)):
        for one in basket.wanted:
            costs = _prices(one) if money else []
            writer.writerow([guard_formula(cell) for cell in (str(basket.supplier or ""), *_line(one), *costs)])  # fmt: skip
    return answer


@require_safe
@needs("equipment.view")
def use(request: HttpRequest) -> HttpResponse:
    """What was given out and used up in the last twelve months, by month and room."""
    rows = stock.use(_items(request), clock.now() - _YEAR)
    months: dict[Any, list[stock.Use]] = {}
    for row in rows:
        months.setdefault(row.month, []).append(row)
    shown = [
        (f"{month:%B %Y}", sum(row.quantity for row in found), sum(row.pence for row in found),
         found)
        for month, found in months.items()
    ]  # fmt: skip
    words = {"months": shown, "money": can(request.actor, "equipment.money")}
    return render(request, "equipment/stock/use.html", words)
