"""Damage at return: what is broken, who had it then, what is charged, and pictures of it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import breaking
from firstbell.equipment.models import Damage
from firstbell.equipment.states import Condition
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import components, slots
from firstbell.platform.web.components.pence import PoundsField
from firstbell.platform.web.refusals import refused_aloud, show


class DamageForm(forms.Form):
    note = forms.CharField(
        label="What is broken, and how", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    charge_pence = PoundsField(label="Charge, £", required=False)


def load(request: HttpRequest, uid: UUID) -> Damage:
    rows = Damage.objects.visible_to(request.actor).select_related("item", "person", "school")
    found: Damage = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("equipment.view")
def damage(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    start = {"note": row.note, "charge_pence": row.charge_pence}
    return _page(request, row, DamageForm(initial=start))


@require_POST
@needs("equipment.give")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    form = DamageForm(request.POST)
    if form.is_valid():
        try:
            breaking.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
            messages.success(request, "Written down.")
            return redirect("equipment:damage", uid)
        except Refusal as refusal:
            show(refusal, form)
    return _page(request, row, form)


def _page(request: HttpRequest, row: Damage, form: DamageForm) -> HttpResponse:
    may = can(request.actor, "equipment.give", row)
    words = {"thing": _thing(request, row), "form": form, "damage": row, "may": may}
    return render(request, "equipment/desk/damage.html", words)


def _thing(request: HttpRequest, row: Damage) -> dict[str, object]:
    now = clock.now()
    settled = row.settled_at is not None
    state = ("ok", "Settled", "circle-check") if settled else ("warn", "Open", "tool")
    return {
        "crumbs": [{"label": "Loan desk", "url": reverse("equipment:pile")},
                   {"label": row.item.tag, "url": reverse("equipment:item", args=[row.item.uid])}],
        "title": f"Damage to {row.item.tag}", "icon": "tool", "status": components.status(*state, pill=True),  # type: ignore[arg-type]
        "facts": [Condition(row.condition).label, f"with {row.held_by} at the time",
                  f"seen by {row.found_by}, {components.when(row.found_at, now)}"],
        "actions": [] if settled or not can(request.actor, "equipment.give", row) else [
            {"label": "Settled", "icon": "check", "method": "post", "url": reverse("equipment:damage_settle", args=[row.uid])}
        ],
        **slots.panels_for(request, "equipment.damage", row),
    }  # fmt: skip


@require_POST
@needs("equipment.give")
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    with refused_aloud(request):
        breaking.settle(row, by=request.actor, at=clock.now())
    return redirect("equipment:damage", uid)
