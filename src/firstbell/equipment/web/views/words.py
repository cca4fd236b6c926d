"""The trust's own words: for the stages of an item's life, and for serials that say nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import JunkSerial, StageLabel
from firstbell.equipment.queries import wording
from firstbell.equipment.states import Lifecycle
from firstbell.lib import clock
from firstbell.lib.parsing import JUNK_SERIALS
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web.refusals import show

SETTINGS = {"label": "Settings", "url": "/settings/"}


class StageLabelForm(forms.Form):
    name = forms.CharField(label="Our word", max_length=120, help_text="Awaiting collection")
    lifecycle = forms.ChoiceField(
        label="What it means",
        choices=Lifecycle.choices,
        help_text="Lists, reports and rules go by this",
    )
    order = forms.IntegerField(label="Place in the list", min_value=0, max_value=999, initial=50)


@require_safe
@needs("equipment.view")
def stage_labels(request: HttpRequest) -> HttpResponse:
    rows = list(StageLabel.objects.visible_to(request.actor).order_by("order", "name_key"))
    groups = [
        (stage, wording.plain_stage(stage), [row for row in rows if row.lifecycle == stage])
        for stage in Lifecycle
    ]
    words = {
        "groups": groups,
        "may_change": can(request.actor, "equipment.catalogue"),
        "crumbs": [SETTINGS],
    }
    return render(request, "equipment/stage_labels.html", words)


@require_http_methods(["GET", "POST"])
@needs("equipment.catalogue")
def stage_label(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    row = get_object_or_404(StageLabel.objects.visible_to(request.actor), uid=uid) if uid else None
    start = (
        {"name": row.name, "lifecycle": row.lifecycle, "order": row.order}
        if row
        else {"lifecycle": request.GET.get("stage", ""), "order": 50}
    )
    form = StageLabelForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            done = _save(row, form.cleaned_data, request)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{done.name} is saved.")
            return redirect("equipment:stage_labels")
    back = reverse("equipment:stage_labels")
    page = {
        "title": f"Change “{row}”" if row else "Add a word for a stage", "submit": "Save", "cancel_url": back,
        "crumbs": [SETTINGS, {"label": "Stages in our words", "url": back}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _save(row: StageLabel | None, values: dict[str, Any], request: HttpRequest) -> StageLabel:
    if row is None:
        return cataloguing.add(StageLabel, by=request.actor, at=clock.now(), **values)
    return cataloguing.change(row, by=request.actor, at=clock.now(), **values)


@require_POST
@needs("equipment.catalogue")
def remove_label(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(StageLabel.objects.visible_to(request.actor), uid=uid)
    cataloguing.remove_label(row, by=request.actor, at=clock.now())
    stage = Lifecycle(row.lifecycle).label.lower()
    messages.success(request, f"“{row}” is gone; what wore it says “{stage}” again.")
    return redirect("equipment:stage_labels")


class JunkForm(forms.Form):
    value = forms.CharField(
        label="A serial that says nothing", max_length=120, help_text="As the device shows it"
    )


@require_http_methods(["GET", "POST"])
@needs("equipment.catalogue")
def junk_serials(request: HttpRequest) -> HttpResponse:
    form = JunkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = cataloguing.add_junk(form.cleaned_data["value"], by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} tells nothing apart from now on.")
            return redirect("equipment:junk_serials")
    words = {
        "form": form, "rows": JunkSerial.objects.order_by("value"), "built_in": sorted(JUNK_SERIALS),
        "crumbs": [SETTINGS],
    }  # fmt: skip
    return render(request, "equipment/junk_serials.html", words)


@require_POST
@needs("equipment.catalogue")
def remove_junk(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(JunkSerial, uid=uid)
    cataloguing.remove_junk(row, by=request.actor, at=clock.now())
    messages.success(request, f"{row} is a serial again.")
    return redirect("equipment:junk_serials")
