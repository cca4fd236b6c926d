from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.equipment.actions import swapping
from firstbell.equipment.models import Item
from firstbell.equipment.web.forms import item_field
from firstbell.equipment.web.views.items import load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web.refusals import show


class SwapForm(forms.Form):
    note = forms.CharField(label="What is broken", max_length=300, required=False)

    def __init__(self, *args: Any, actor: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spare = item_field(actor, item.school, label="The spare")
        self.fields = {"spare": spare, **self.fields}


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def swap(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.give", item)
    form = SwapForm(request.POST or None, actor=request.actor, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            made = swapping.swap(item, by=request.actor, at=clock.now(), **form.cleaned_data)
            messages.success(
                request,
                f"{made}: {item.tag} is in repair, {made.holder} has {form.cleaned_data['spare'].tag}.",
            )
            return redirect("equipment:item", item.address)
        except Refusal as refusal:
            show(refusal, form)
    url = reverse("equipment:item", args=[item.address])
    page = {
        "title": f"Swap {item.tag} for a spare", "submit": "Swap them", "cancel_url": url,
        "sub": "It goes into repair; the spare goes to whoever has it now, until the same day.",
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}, {"label": item.tag, "url": url}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
