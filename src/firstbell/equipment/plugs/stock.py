"""What stock lends to the house: on the page of what is counted, of a printer, and on the first page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment import events
from firstbell.equipment.models import Item, Model, StockMove
from firstbell.equipment.queries import stock, wording
from firstbell.equipment.states import MoveKind
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address_of
from firstbell.platform.web.slots import Action, MenuItem, Panel

ITEM, VIEW, GIVE = "equipment.item", "equipment.view", "equipment.give"
_LINES = 8

slots.menu(MenuItem("Stock", "equipment:stock", "packages", VIEW, order=22))
presence.offer(
    ITEM, "fits", lambda item: Model.objects.filter(items=item.pk, fitted_by__isnull=False)
)


def _shelves(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    if item.is_individual:
        return None
    may_give = can(request.actor, GIVE, item)
    lines = stock.lines(item, _LINES)
    told = [
        {"line": line, "places": _places(line), "may_annul": may_give and _may_annul(line),
         "number": stock.signed(str(line.quantity), line.to_shelf_id, line.from_shelf_id)}
        for line in lines
    ]  # fmt: skip
    of = urlencode({"q": item.tag, "school": item.school.uid})
    link = {"label": "Ledger", "url": f"{reverse('equipment:stock_ledger')}?{of}"}
    return {"item": item, "stock": item.stock, "shelves": stock.shelves(item), "lines": told, "flush": True,
            "fact": item.stock.on_shelf, "link": link}  # fmt: skip


def _places(line: StockMove) -> str:
    rooms = [str(shelf.room) for shelf in (line.from_shelf, line.to_shelf) if shelf and shelf.room]
    return " to ".join(rooms)


def _may_annul(line: StockMove) -> bool:
    annulled = line.annuls_id or hasattr(line, "annulled_by")
    return not annulled and line.kind not in (MoveKind.ISSUE, MoveKind.RETURN)


def _fits(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """On a printer's page: the toner for it."""
    if not item.is_individual or not presence.has(request, item, "fits"):
        return None
    rows = [(row, wording.title(row)) for row in stock.fitting(item)]
    may_give = can(request.actor, GIVE, item)
    return {"rows": rows, "item": item, "may_give": may_give, "flush": True} if rows else None


def _models(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    if item.is_individual:
        return None
    may_give = can(request.actor, GIVE, item)
    link = {"label": "Add", "url": reverse("equipment:stock_fits", args=[item.address])}
    return {"models": stock.fitted(item), "item": item, "may_give": may_give, "flush": True,
            "link": link if may_give else {}}  # fmt: skip


def _low(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    low = stock.running_low(Item.objects.visible_to(request.actor).live(), school)
    rows = list(low.select_related("stock", "category", "model")[:6])
    link = {"label": "Shopping list", "url": reverse("equipment:shopping")}
    return {"rows": [(row, wording.title(row)) for row in rows], "link": link, "flush": True} if rows else None  # fmt: skip


for _panel in (
    Panel(ITEM, "stock", "On the shelf", "packages", "equipment/stock/panel_shelves.html", VIEW, _shelves, order=5),
    Panel(ITEM, "fits", "What goes in it", "droplet", "equipment/stock/panel_fits.html", VIEW, _fits, side=True, order=15),
    Panel(ITEM, "fitted", "What it fits", "printer", "equipment/stock/panel_models.html", VIEW, _models, side=True, order=16),
    Panel("home", "stock", "Running low", "packages", "equipment/stock/panel_low.html", VIEW, _low, order=28),
):  # fmt: skip
    slots.panel(_panel)


def _at(name: str) -> Any:
    return lambda item: address_of(f"equipment:{name}", item.address)


def _counted(actor: Any, item: Item) -> bool:
    return not item.is_individual and not item.is_gone


for _action in (
    Action(ITEM, "Came in", "package-import", GIVE, _at("stock_receive"), _counted, 12),
    Action(ITEM, "Count", "clipboard-check", GIVE, _at("stock_count"), _counted, 13),
    Action(ITEM, "Move some", "arrow-right", GIVE, _at("stock_shift"), _counted, 14),
    Action(ITEM, "Write off", "trash", GIVE, _at("stock_lose"), _counted, 15),
    Action(ITEM, "How many there should be", "adjustments", GIVE, _at("stock_levels"), _counted, 16),
):  # fmt: skip
    slots.action(_action)


def _keepers(event: Event) -> Any:
    return accounts_with(GIVE, event.school_id, event.at.date())


def _page(event: Event) -> str:
    return f"/equipment/{event.subject_uid}/"


notify(
    events.RUNS_LOW, label="Something runs low", to=_keepers, title=lambda event: f"{event.subject_label} is running low",
    line=lambda event: event.sentence, url=_page, permission=GIVE,
)  # fmt: skip
notify(
    events.DOES_NOT_ADD_UP, label="The numbers of stock do not add up", to=_keepers,
    title=lambda event: f"{event.subject_label} does not add up", line=lambda event: event.sentence, url=_page,
    permission=GIVE,
)  # fmt: skip
