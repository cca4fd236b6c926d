from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from firstbell.equipment.actions import planning
from firstbell.equipment.queries.planned import of_floor
from firstbell.equipment.web.views.items import load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.places.models import Floor
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.components.lookup import LookupField


class SpotForm(forms.Form):
    x = forms.IntegerField(min_value=0, max_value=1000)
    y = forms.IntegerField(min_value=0, max_value=1000)


@require_POST
@needs("equipment.change")
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put an item in the middle of its floor's plan, to be dragged from there."""
    rows = Floor.objects.visible_to(request.actor).select_related("school")
    floor = get_object_or_404(rows, uid=uid)
    form = forms.Form(request.POST)
    form.fields["item"] = LookupField(
        queryset=of_floor(floor, request.actor), url="equipment:item_lookup", label="Item"
    )
    if not form.is_valid():
        raise Refusal("Choose an item that has its home on this floor.")
    item = form.cleaned_data["item"]
    planning.put_on_plan(item, by=request.actor, at=clock.now())
    messages.success(
        request, f"{item.tag} is in the middle of the plan: press Arrange and drag it."
    )
    return redirect("places:floor", uid)


@require_POST
@needs("equipment.change")
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """Where it stands on the plan; the plan's script posts here."""
    item = load(request, key)
    form = SpotForm(request.POST)
    if not form.is_valid():
        raise Refusal("That is not a place on the plan.")
    planning.put_on_plan(item, by=request.actor, at=clock.now(), **form.cleaned_data)
    return (
        HttpResponse(status=204)
        if request.headers.get("X-Plan")
        else redirect("equipment:item", item.uid)
    )


@require_POST
@needs("equipment.change")
def off(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    floor = item.home.floor if item.home else None
    planning.take_off_plan(item, by=request.actor, at=clock.now())
    messages.success(request, f"{item.tag} is off the plan.")
    return redirect("places:floor", floor.uid) if floor else redirect("equipment:item", item.uid)
