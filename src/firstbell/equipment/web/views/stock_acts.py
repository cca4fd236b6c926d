"""What somebody does with stock, one page each; giving out and taking back are those of every item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.equipment.actions import custody, stocking
from firstbell.equipment.models import Item, Model, StockMove
from firstbell.equipment.queries import stock as shelves_of
from firstbell.equipment.queries import wording
from firstbell.equipment.web import stock_forms as ours
from firstbell.equipment.web.views.items import load
from firstbell.equipment.web.views.verbs import ask
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web.refusals import refused_aloud


def _counted(request: HttpRequest, key: str) -> Item:
    item = load(request, key)
    require(request.actor, "equipment.give", item)
    if item.is_individual:
        raise NotFound(f"There is no stock of {item}.")
    return item


def _form(request: HttpRequest, kind: Callable[..., Any], item: Item, **start: Any) -> Any:
    data = request.POST if request.method == "POST" else None
    return kind(data, actor=request.actor, item=item, initial=start)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def receive(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    form = _form(request, ours.ReceiveForm, item, room=item.home, supplier=item.supplier)

    def verb(data: dict[str, Any]) -> str:
        stocking.receive(
            item, data["quantity"], room=data["room"], facts=form.facts(), by=request.actor, at=clock.now()
        )  # fmt: skip
        return f"{data['quantity']} more of {wording.title(item)} are on the shelf."

    return ask(request, item, form, f"More of {item.tag} came in", "Put on the shelf", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def count(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    form = _form(request, ours.CountForm, item, room=item.home)

    def verb(data: dict[str, Any]) -> str:
        more = stocking.count(
            item, data["found"], room=data["room"], note=data["note"], by=request.actor, at=clock.now()
        )  # fmt: skip
        if not more:
            return "Counted: as many as were written."
        return f"Counted: {abs(more)} {'more' if more > 0 else 'fewer'} than were written."

    return ask(request, item, form, f"Count {item.tag}", "Write it down", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def lose(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    form = _form(request, ours.LoseForm, item, room=item.home)

    def verb(data: dict[str, Any]) -> str:
        stocking.lose(item, data["quantity"], why=data["why"], room=data["room"], by=request.actor, at=clock.now())  # fmt: skip
        return f"{data['quantity']} of {wording.title(item)} are written off."

    return ask(request, item, form, f"{item.tag}: lost, broken or past their date", "Write off", verb)  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def shift(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    form = _form(request, ours.ShiftForm, item, source=item.home)

    def verb(data: dict[str, Any]) -> str:
        stocking.shift(item, by=request.actor, at=clock.now(), **data)
        return f"{data['quantity']} of {wording.title(item)} are in {data['target'] or 'no room'}."

    return ask(request, item, form, f"Move some of {item.tag}", "Move them", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def levels(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    shelves = shelves_of.shelves(item)
    of = {str(shelf.uid): shelf for shelf in shelves}
    level: Any = of.get(request.GET.get("of", "")) or item.stock
    start = {"shelf": request.GET.get("of", ""), "minimum": level.minimum, "target": level.target}
    data = request.POST if request.method == "POST" else None
    form = ours.LevelsForm(data, shelves=shelves, initial=start)

    def verb(data: dict[str, Any]) -> str:
        shelf = of.get(data.pop("shelf"))
        stocking.set_levels(item, shelf=shelf, by=request.actor, at=clock.now(), **data)
        return "Noted. You are told once when it runs low."

    return ask(request, item, form, f"How many of {item.tag} there should be", "Save", verb)


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def fits(request: HttpRequest, key: str) -> HttpResponse:
    item = _counted(request, key)
    form = ours.FitsForm(request.POST if request.method == "POST" else None, actor=request.actor)

    def verb(data: dict[str, Any]) -> str:
        stocking.fits(item, data["model"], by=request.actor, at=clock.now())
        return f"{wording.title(item)} fits {data['model'].full_name}."

    return ask(request, item, form, f"What {item.tag} fits", "It fits", verb)


@require_POST
@needs("equipment.give")
def fits_not(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    item = _counted(request, key)
    model = get_object_or_404(Model, uid=uid, fitted_by__item=item)
    stocking.fits_not(item, model, by=request.actor, at=clock.now())
    messages.success(request, f"{wording.title(item)} no longer fits {model.full_name}.")
    return redirect("equipment:item", item.address)


@require_POST
@needs("equipment.give")
def fit(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """One of it goes into that printer."""
    item = _counted(request, key)
    into = get_object_or_404(Item.objects.visible_to(request.actor).live(), uid=uid)
    with refused_aloud(request):
        custody.give(item, to=into, by=request.actor, at=clock.now())
        messages.success(request, f"One {wording.title(item)} is in {into.tag}.")
    return redirect("equipment:item", into.address)


@require_POST
@needs("equipment.give")
def annul(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = StockMove.objects.filter(stock__item__in=Item.objects.visible_to(request.actor))
    line = get_object_or_404(rows.select_related("stock__item"), uid=uid)
    item = line.stock.item
    require(request.actor, "equipment.give", item)
    with refused_aloud(request):
        stocking.annul(line, by=request.actor, at=clock.now())
        messages.success(request, "Annulled. Both lines stay in the ledger.")
    return redirect("equipment:item", item.address)
