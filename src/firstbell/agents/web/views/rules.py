"""Settings of devices: how they are recognised, what becomes of new ones, and what they are to tell."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.agents.actions import ruling
from firstbell.agents.models import ArrivalRule, Key, Policy
from firstbell.agents.web.views.keys import here
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import refused_aloud, show

KEYS = "agents.keys"
SETTINGS = {"label": "Settings", "url": "/settings/"}
BACK = {"label": "Rules for devices", "url": "/settings/devices/"}


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Policy
        fields = ["last_user", "left_out", "day_hours", "night_hours"]
        help_texts = {
            "last_user": "Of pupils and staff: keep what you need, and no more",
            "left_out": "Categories of the agent, such as printer, usb; environment and process never are",
        }

    pairs = [("day_hours", "night_hours")]


class ArrivalForm(forms.ModelForm):  # type: ignore[type-arg]
    order = forms.IntegerField(
        min_value=0, max_value=999, initial=50, help_text="Smaller numbers are asked first"
    )

    class Meta:
        model = ArrivalRule
        fields = ["order", "key", "network", "hostname", "known", "then"]

    pairs = [("network", "hostname")]

    def __init__(self, school: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key: Any = self.fields["key"]
        key.queryset = Key.objects.filter(school=school, revoked_at=None)


@require_http_methods(["GET", "POST"])
@needs(KEYS)
def rules(request: HttpRequest) -> HttpResponse:
    """All three on one page; the policy is saved here."""
    school = here(request)
    stored = ruling.policy(school)
    form = PolicyForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            ruling.set_policy(school, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)  # type: ignore[arg-type]
        else:
            messages.success(request, "Devices are told at their next contact.")
            return redirect("agents:rules")
    arrivals = ArrivalRule.objects.visible_to(request.actor).filter(school=school)
    words = {
        "form": form, "ways": ruling.match_rules(), "crumbs": [SETTINGS],
        "arrivals": arrivals.select_related("key").order_by("order", "pk"),
    }  # fmt: skip
    return render(request, "agents/rules.html", words)


@require_POST
@needs(KEYS)
def matching(request: HttpRequest) -> HttpResponse:
    """One way of recognising is moved up, or put in or out of use."""
    rows = ruling.match_rules()
    kinds, off = [row.kind for row in rows], [row.kind for row in rows if not row.enabled]
    kind = request.POST.get("kind", "")
    if request.POST.get("act") == "up" and kind in kinds[1:]:
        place = kinds.index(kind)
        kinds[place - 1 : place + 1] = [kind, kinds[place - 1]]
    elif kind in kinds:
        off = [one for one in off if one != kind] if kind in off else [*off, kind]
    with refused_aloud(request):
        ruling.order_matching(kinds, off=off, by=request.actor, at=clock.now())
    return redirect("agents:rules")


@require_http_methods(["GET", "POST"])
@needs(KEYS)
def arrival(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    rows = ArrivalRule.objects.visible_to(request.actor)
    stored = get_object_or_404(rows, uid=uid) if uid else None
    school = stored.school if stored else here(request)
    instance = rows.get(pk=stored.pk) if stored else ArrivalRule(school=school)
    form = ArrivalForm(school, request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        try:
            done: dict[str, Any] = {"by": request.actor, "at": clock.now(), **form.cleaned_data}
            if stored:
                ruling.change_rule(stored, **done)
            else:
                ruling.add_rule(school, **done)
        except Refusal as refusal:
            show(refusal, form)  # type: ignore[arg-type]
        else:
            messages.success(
                request, "The rule is kept; it counts for devices that come from now on."
            )
            return redirect("agents:rules")
    page = {
        "title": "Change a rule for new devices" if stored else "Add a rule for new devices", "submit": "Save",
        "cancel_url": reverse("agents:rules"), "crumbs": [SETTINGS, BACK],
    }  # fmt: skip
    return render(request, "agents/arrival_form.html", {"form": form, "page": page, "rule": stored})


@require_POST
@needs(KEYS)
def arrival_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(ArrivalRule.objects.visible_to(request.actor), uid=uid)
    ruling.remove_rule(row, by=request.actor, at=clock.now())
    messages.success(request, "The rule is gone.")
    return redirect("agents:rules")
