from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from firstbell.equipment.models import Category, Item, Model
from firstbell.equipment.queries import removals, stickers, wording
from firstbell.equipment.web.lists import ITEMS, TAKEN_OUT
from firstbell.lib import clock, natural
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.attachments.queries import cover_url
from firstbell.platform.web import components, context, listing, presence, slots


@require_safe
@needs("equipment.view")
def items(request: HttpRequest) -> HttpResponse:
    return listing.page(request, ITEMS)


@require_safe
@needs("equipment.view")
def taken_out(request: HttpRequest) -> HttpResponse:
    return listing.page(request, TAKEN_OUT)


def load(request: HttpRequest, key: str) -> Item:
    """The item of an address, by the tag people read off the sticker or by its uid; invisible is not there."""
    rows = Item.objects.visible_to(request.actor).select_related(
        "category",
        "model__manufacturer",
        "home",
        "place",
    )  # fmt: skip -- what few items have costs less to fetch when it is there than to join for all
    try:
        found = rows.filter(uid=UUID(key)).first()
    except ValueError:
        found = rows.live().filter(tag_key=natural.key(key)).first()
        became = None if found else stickers.once_tagged(key)
        found = rows.filter(uid=became).first() if became else found
    if found is None and not can(request.actor, "equipment.view"):
        raise PermissionDenied("See the register of equipment")
    if found is None:
        raise NotFound(f"There is no item {key} here.")
    return found


@require_safe
def item(request: HttpRequest, key: str) -> HttpResponse:
    """An item's page; whoever holds an item may see its page too, so the item itself decides."""
    return _item(request, key)


item.permission = "equipment.view"  # type: ignore[attr-defined]


def _item(request: HttpRequest, key: str) -> HttpResponse:
    if request.actor.is_guest:
        return needs("equipment.view")(lambda request: HttpResponse())(request)  # type: ignore[return-value]
    thing = load(request, key)
    if not can(request.actor, "equipment.view", thing):
        raise Http404
    if thing.merged_into_uid is not None:
        return redirect("equipment:item", thing.merged_into_uid)
    panels = slots.panels_for(request, "equipment.item", thing)
    page = {
        "crumbs": _crumbs(thing),
        "title": wording.title(thing),
        "icon": thing.category.icon,
        "picture": cover_url(thing) if presence.has(request, thing, "attachments") else "",
        "status": wording.stage(thing, pill=True) if thing.removed_at is None else _TAKEN_OUT,
        "codes": [thing.tag, thing.serial],
        "facts": _facts(thing),
        "actions": slots.actions_for(request, "equipment.item", thing),
        "note": _note(request, thing),
        **panels,
    }
    return render(request, "web/thing.html", {"thing": page, "item": thing})


_TAKEN_OUT = components.status("quiet", "Taken out", "trash", pill=True)


def _crumbs(thing: Item) -> list[dict[str, str]]:
    found = [{"label": "Equipment", "url": reverse("equipment:items")}]
    if thing.removed_at:
        found.append({"label": "Taken out", "url": reverse("equipment:taken_out")})
    return found


def _facts(thing: Item) -> list[str]:
    facts = [str(thing.category), f"Condition: {thing.get_condition_display().lower()}"]
    if thing.ownership != "owned":
        facts.append(thing.get_ownership_display())
    if not thing.is_individual:
        facts.insert(0, f"{thing.quantity} {thing.unit}".strip())
    return facts


def _note(request: HttpRequest, thing: Item) -> dict[str, Any] | None:
    if thing.removed_at:
        return _out(request, thing, thing.removed_at)
    if thing.category.has_battery and thing.place and thing.place.kind == "server":
        text = "Server rooms must not hold devices with batteries: a fire risk. Move it to a store."
        return {"title": "A battery in the server room.", "text": text, "actions": []}
    return None


def _out(request: HttpRequest, thing: Item, at: datetime) -> dict[str, Any]:
    """Since when, and for those who read history by whom and why; with the way back for those who may."""
    today = timezone.localdate(clock.now())
    text = f"Taken out on {components.day(timezone.localdate(at), today)}"
    told = removals.last_of([thing.uid]) if can(request.actor, "audit.view", thing) else {}
    if said := told.get(thing.uid):
        text += f" by {said.by}: {said.why.rstrip('.')}"
    back = {"label": "Put it back", "icon": "restore", "method": "post", "primary": True}
    url = reverse("equipment:restore", args=[thing.uid])
    return {
        "title": "Out of the register.",
        "text": f"{text}. Its history stays.",
        "actions": [back | {"url": url}] if can(request.actor, "equipment.end", thing) else [],
    }


@require_safe
@needs("equipment.view")
def item_lookup(request: HttpRequest) -> HttpResponse:
    words_ = natural.key(request.GET.get("q", ""))
    rows = Item.objects.visible_to(request.actor).live().select_related("model", "category")
    school = context.current_school(request)
    found = rows.filter(school=school, tag_key__contains=words_).order_by("tag_key")[:20]
    options = [
        {"value": row.uid, "label": row.tag, "sub": wording.title(row), "icon": row.category.icon}
        for row in found
    ]
    return render(request, "web/lookup_options.html", {"options": options})


@require_safe
@needs("equipment.view")
def model_lookup(request: HttpRequest) -> HttpResponse:
    typed = natural.key(request.GET.get("q", ""))
    rows = Model.objects.visible_to(request.actor).select_related("manufacturer", "category")
    found = rows.filter(name_key__contains=typed).order_by("name_key")[:20]
    options = [
        {"value": row.uid, "label": row.full_name, "sub": str(row.category)} for row in found
    ]
    return render(request, "web/lookup_options.html", {"options": options})


@require_safe
@needs("equipment.view")
def category_lookup(request: HttpRequest) -> HttpResponse:
    typed = natural.key(request.GET.get("q", ""))
    rows = (
        Category.objects.visible_to(request.actor)
        .filter(name_key__contains=typed)
        .order_by("name_key")[:20]
    )
    options = [{"value": row.uid, "label": row.name, "icon": row.icon} for row in rows]
    return render(request, "web/lookup_options.html", {"options": options})
