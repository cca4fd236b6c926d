"""What a leaver will not bring back is written off, without taking it back first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.equipment.actions import losing
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.web.views.losses import LossForm
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show


class WriteOffForm(LossForm):
    held = forms.ModelMultipleChoiceField(
        Custody.objects.none(), label="What does not come back", to_field_name="uid",
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick what does not come back."},
    )  # fmt: skip
    field_order = ["held", *LossForm.field_order]

    def offer(self, rows: Sequence[Custody]) -> None:
        field: Any = self.fields["held"]
        known = Custody.objects.filter(pk__in=[row.pk for row in rows])
        field.queryset, field.label_from_instance = known.select_related(*_NAMED), _named
        # One thing alone needs no choosing; of several, some may still come back.
        field.initial = [row.uid for row in rows] if len(rows) == 1 else []


_NAMED = ("item__model__manufacturer", "item__category", "item__home", "item__school", "person")


def _named(row: Custody) -> str:
    return f"{row.quantity} × {row.item}" if row.quantity > 1 else str(row.item)


def _held_by(request: HttpRequest, person: Person) -> list[Custody]:
    seen = Item.objects.visible_to(request.actor)
    rows = Custody.objects.open().filter(person=person, item__in=seen)
    return list(rows.select_related(*_NAMED).order_by("item__tag_key"))


@require_http_methods(["GET", "POST"])
@needs("equipment.end")
def write_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.actor), uid=uid)
    back = reverse("people:leaver", args=[uid])
    rows = _held_by(request, person)
    if not rows:
        messages.error(request, f"{person} has nothing that could be written off.")
        return redirect(back)
    form = WriteOffForm(request.POST or None, initial={"on": clock.now().date()})
    form.offer(rows)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        chosen = list(data.pop("held"))
        try:
            losing.write_off(chosen, by=request.actor, at=clock.now(), **data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, _said(chosen))
            return redirect(back)
    page = {
        "title": f"Write off what {person} has", "submit": "Write off", "cancel_url": back, "danger": True,
        "crumbs": [{"label": "Leavers", "url": reverse("people:leavers")}, {"label": str(person), "url": back}],
        "sub": "It is kept that they had it, and what it is worth on that day. Add pictures and receipts to the loss later.",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _said(rows: Sequence[Custody]) -> str:
    named = ", ".join(row.item.tag for row in rows[:3]) + (" and more" if len(rows) > 3 else "")
    return f"{named} {'is' if len(rows) == 1 else 'are'} written off."
