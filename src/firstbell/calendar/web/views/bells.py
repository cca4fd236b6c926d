from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.calendar import actions
from firstbell.calendar.models import BellSchedule
from firstbell.calendar.web import forms
from firstbell.calendar.web.schools import this_school
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import DayPattern, presets
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import timelines
from firstbell.platform.web.refusals import show


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def new(request: HttpRequest) -> HttpResponse:
    """From a usual day (`?preset=five`) or like another (`?like=`)."""
    school = this_school(request, "calendar.change")
    page = {"title": "Add bell times", "submit": "Add them"}

    def save(plan: DayPattern, version: int | None) -> BellSchedule:
        return actions.add_bells(school, plan, by=request.actor, at=clock.now())

    return _edit(request, _start(request, school), page, save)


def _start(request: HttpRequest, school: School) -> DayPattern:
    like = request.GET.get("like", "")
    found = BellSchedule.objects.filter(school=school).prefetch_related("periods")
    source = next((one for one in found if str(one.uid) == like), None)
    if source:
        return DayPattern(f"Like {source.name}", source.plain_value().bells)
    preset = request.GET.get("preset", "")
    return presets.day_pattern(preset) if preset in presets.DAYS else DayPattern("", ())


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def bells(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _load(request, uid)
    page = {
        "title": found.name, "submit": "Save the bell times", "version": found.version,
        "timeline": timelines.timeline_panel(request, found),
        "like_url": f"{reverse('calendar:bells_new')}?like={uid}",
        "remove_url": reverse("calendar:bells_remove", args=[uid]),
    }  # fmt: skip

    def save(plan: DayPattern, version: int | None) -> BellSchedule:
        found.version = version or found.version
        return actions.change_bells(found, plan, by=request.actor, at=clock.now())

    return _edit(request, found.plain_value(), page, save)


def _edit(request: HttpRequest, plan: DayPattern, page: dict[str, Any], save: Any) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = forms.BellsForm(
        data, initial=forms.bells_initial(plan) | {"version": page.get("version")}
    )
    kind = forms.BellRows if plan.bells else forms.EmptyDay
    rows = forms.grid(kind, data, "bells", forms.bell_rows(plan))
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            made = save(form.plan(rows), form.cleaned_data["version"])
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{made.name} rings {made.when}.")
            return redirect("calendar:overview")
    page["crumbs"] = [{"label": "Calendar", "url": reverse("calendar:overview")}]
    return render(request, "calendar/bells_form.html", {"form": form, "rows": rows, "page": page})


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _load(request, uid)
    if request.method == "POST":
        actions.remove_bells(found, by=request.actor, at=clock.now())
        messages.success(request, f"{found.name} does not ring any more.")
        return redirect("calendar:overview")
    confirm = {
        "title": f"Remove {found.name}?", "submit": "Remove the bell times", "danger": True,
        "sentence": f"They ring {found.when}. Days that no other bell times fit have no school then.",
        "cancel_url": reverse("calendar:bells", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


def _load(request: HttpRequest, uid: UUID) -> BellSchedule:
    schedules = BellSchedule.objects.visible_to(request.actor).prefetch_related("periods")
    found: BellSchedule = get_object_or_404(schedules, uid=uid)
    require(request.actor, "calendar.change", found)
    return found
