from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from firstbell.equipment.actions import swapping
from firstbell.equipment.models import Item
from firstbell.equipment.web.forms import item_field
from firstbell.equipment.web.views.items import load
from firstbell.equipment.web.views.verbs import ask, with_inside
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs, require


class SwapForm(forms.Form):
    whole = forms.BooleanField(
        label="With what lies in them",
        required=False,
        help_text="What is in this one comes back in it, what is in the spare goes out in it",
    )
    note = forms.CharField(label="What is broken", max_length=300, required=False)

    def __init__(self, *args: Any, actor: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spare = item_field(actor, item.school, label="The spare")
        self.fields = {"spare": spare, **self.fields}
        if not item.category.is_container:
            del self.fields["whole"]


@require_http_methods(["GET", "POST"])
@needs("equipment.give")
def swap(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.give", item)
    form = SwapForm(request.POST or None, actor=request.actor, item=item)

    def verb(data: dict[str, Any]) -> str:
        made = swapping.swap(item, by=request.actor, at=clock.now(), **data)
        inside = made.lines.filter(from_kit=data["spare"]).count()
        return f"{made}: {item.tag} is in repair, {made.holder} has {data['spare'].tag}{with_inside(inside)}."

    sub = "It goes into repair; the spare goes to whoever has it now, until the same day."
    return ask(request, item, form, f"Swap {item.tag} for a spare", "Swap them", verb, sub=sub)
