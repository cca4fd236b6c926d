"""What a stage asks for: the page of all stages, and the form of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.actions.asking import ask_at
from firstbell.equipment.models import StageRule
from firstbell.equipment.queries import asking, wording
from firstbell.equipment.states import Lifecycle
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs

SETTINGS = {"label": "Settings", "url": "/settings/"}
TITLE = "What a stage asks for"


class StageRuleForm(forms.Form):
    asks_day = forms.BooleanField(
        label="The day",
        required=False,
        help_text="Otherwise the day on which it is set is taken",
    )
    asks_note = forms.BooleanField(label="A note", required=False)
    note_prompt = forms.CharField(
        label="What the note says",
        max_length=80,
        required=False,
        help_text="What is wrong with it; which way it went, and the certificate's number",
    )
    asks_label = forms.BooleanField(
        label="One of our words for it", required=False, help_text="Where there are any"
    )


@require_safe
@needs("equipment.view")
def stage_asks(request: HttpRequest) -> HttpResponse:
    rules = asking.rules()
    rows = [
        (stage, wording.plain_stage(stage), asking.in_words(rules.get(stage)))
        for stage in Lifecycle
    ]
    words = {
        "rows": rows, "title": TITLE, "crumbs": [SETTINGS],
        "may_change": can(request.actor, "equipment.catalogue"),
    }  # fmt: skip
    return render(request, "equipment/stage_asks.html", words)


@require_http_methods(["GET", "POST"])
@needs("equipment.catalogue")
def stage_ask(request: HttpRequest, stage: str) -> HttpResponse:
    if stage not in Lifecycle.values:
        raise Http404
    to = Lifecycle(stage)
    form = StageRuleForm(request.POST if request.method == "POST" else None, initial=_now(to))
    if request.method == "POST" and form.is_valid():
        ask_at(to, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"{to.label} is saved.")
        return redirect("equipment:stage_asks")
    back = reverse("equipment:stage_asks")
    page = {
        "title": f"{to.label} asks for…", "submit": "Save", "cancel_url": back,
        "crumbs": [SETTINGS, {"label": TITLE, "url": back}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _now(stage: Lifecycle) -> dict[str, Any]:
    names = ("asks_day", "asks_note", "note_prompt", "asks_label")
    return StageRule.objects.filter(lifecycle=stage).values(*names).first() or {}
