"""What was entered twice, and what goes to another school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.actions import merging, transferring
from firstbell.equipment.models import Item
from firstbell.equipment.queries import duplicates as suspicions
from firstbell.equipment.queries import wording
from firstbell.equipment.web import forms as ours
from firstbell.equipment.web.views.items import load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.web import context
from firstbell.platform.web.refusals import show


def _page(item: Item, **words: Any) -> dict[str, Any]:
    url = reverse("equipment:item", args=[item.uid])
    crumbs = [
        {"label": "Equipment", "url": reverse("equipment:items")},
        {"label": item.tag, "url": url},
    ]
    return {"cancel_url": url, "crumbs": crumbs, **words}


@require_http_methods(["GET", "POST"])
@needs("equipment.end")
def merge(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.end", item)
    form = ours.MergeForm(request.POST or None, actor=request.actor, item=item)
    form.initial["into"] = _suggested(request, form)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            merging.merge(item, into=into, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{item.tag} and {into.tag} are one now: {into.tag}.")
            return redirect("equipment:item", into.uid)
    page = _page(
        item, title=f"Merge {item.tag} into another record", submit="Merge", danger=True,
        sub="For one thing that was entered twice. History, notes, tags, pictures, codes and who has it move to the "
            "other record, which fills its gaps from this one. It can be undone.",
    )  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _suggested(request: HttpRequest, form: ours.MergeForm) -> Item | None:
    try:
        wanted = UUID(request.GET.get("into", ""))
    except ValueError:
        return None
    found: Item | None = form.choices.filter(uid=wanted).first()
    return found


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def transfer(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)
    form = ours.transfer_form(request.actor, but=item.school)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            transferring.transfer([item], to=to, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{item.tag} belongs to {to} now.")
            return redirect("equipment:item", item.uid)
    page = _page(
        item, title=f"Transfer {item.tag} to another school", submit="Transfer it",
        sub="It takes its tag, history, notes and pictures along, and has no home room there until you give it one.",
    )  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("equipment.view")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that look like one thing, each with a way into a merge."""
    school = context.current_school(request)
    items = Item.objects.visible_to(request.actor).live().filter(school=school)
    groups = [
        (group.why, [(item, wording.title(item), wording.stage(item)) for item in group.items])
        for group in suspicions.in_register(items)
    ]
    words = {
        "groups": groups, "may_merge": can(request.actor, "equipment.end", school), "most": suspicions.MOST,
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}],
    }  # fmt: skip
    return render(request, "equipment/duplicates.html", words)
