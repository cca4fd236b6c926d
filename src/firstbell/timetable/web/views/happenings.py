"""Events and freezes: what comes, and what was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.calendar.queries import calendar_of
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web.refusals import show
from firstbell.timetable import actions
from firstbell.timetable.models import Freeze, SchoolEvent
from firstbell.timetable.queries.wording import event_row, freeze_row, title
from firstbell.timetable.web.forms import EventForm, FreezeForm
from firstbell.timetable.web.schools import this_school

VIEW, CHANGE = "timetable.view", "timetable.change"
_PAST = 12


@require_safe
@needs(VIEW)
def events(request: HttpRequest) -> HttpResponse:
    school = this_school(request, VIEW)
    at = clock.now()
    zone = calendar_of(school, at.date()).zone
    rows = SchoolEvent.objects.filter(school=school).prefetch_related("rooms")
    coming = list(rows.filter(ends_at__gt=at).order_by("starts_at", "pk")[:200])
    past = list(rows.filter(ends_at__lte=at).order_by("-ends_at", "-pk")[:_PAST])
    freezes = list(Freeze.objects.filter(school=school, ends_at__gt=at).order_by("starts_at"))
    may_change = can(request.actor, CHANGE, school)
    words = {
        "title": title(coming, freezes, at), "may_change": may_change,
        "coming": [event_row(one, zone, at) for one in coming], "past": [event_row(one, zone, at) for one in past],
        "freezes": [freeze_row(one, zone, at) for one in freezes], "crumbs": _crumbs()[:1],
        "actions": _acts() if may_change else [],
    }  # fmt: skip
    return render(request, "timetable/events.html", words)


def _acts() -> list[dict[str, Any]]:
    return [
        {"label": "Ask for no changes", "icon": "snowflake", "url": reverse("timetable:freeze_add")},
        {"label": "Note an event", "icon": "calendar-plus", "url": reverse("timetable:event_add"), "primary": True},
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def add_event(request: HttpRequest) -> HttpResponse:
    school = this_school(request, CHANGE)
    form = EventForm(request.POST or None, initial={"first": request.GET.get("day", "")})
    form.school = school
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_event(school, form.plan(), by=request.actor, at=clock.now())
            messages.success(request, f"{made} is noted.")
            return redirect("timetable:events")
        except Refusal as refusal:
            show(refusal, form)
    return _page(
        request,
        form,
        "Note an event",
        "What stands in rooms beside the lessons, or instead of them.",
        "Note it",
    )


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def event(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = SchoolEvent.objects.visible_to(request.actor).select_related("school")
    found = get_object_or_404(rows, uid=uid)
    form = EventForm(request.POST or None, initial=EventForm.initial_of(found))
    form.school = found.school
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_event(found, form.plan(), by=request.actor, at=clock.now())
            messages.success(request, f"{found} is saved.")
            return redirect("timetable:events")
        except Refusal as refusal:
            show(refusal, form)
    return _page(request, form, f"Change {found}", "", "Save")


@require_POST
@needs(CHANGE)
def remove_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(SchoolEvent.objects.visible_to(request.actor), uid=uid)
    actions.remove_event(found, by=request.actor, at=clock.now())
    messages.success(request, f"{found} does not take place.")
    return redirect("timetable:events")


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def add_freeze(request: HttpRequest) -> HttpResponse:
    school = this_school(request, CHANGE)
    form = FreezeForm(request.POST or None)
    form.school = school
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_freeze(school, form.plan(), by=request.actor, at=clock.now())
            messages.success(request, f"Noted: {made}.")
            return redirect("timetable:events")
        except Refusal as refusal:
            show(refusal, form)
    return _page(
        request,
        form,
        "Ask for no changes",
        "Until it is over, nobody changes what could go wrong.",
        "Set it",
    )


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def freeze(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(
        Freeze.objects.visible_to(request.actor).select_related("school"), uid=uid
    )
    form = FreezeForm(request.POST or None, initial=FreezeForm.initial_of(found))
    form.school = found.school
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_freeze(found, form.plan(), by=request.actor, at=clock.now())
            return redirect("timetable:events")
        except Refusal as refusal:
            show(refusal, form)
    return _page(request, form, f"Change {found}", "", "Save")


@require_POST
@needs(CHANGE)
def lift_freeze(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(Freeze.objects.visible_to(request.actor), uid=uid)
    actions.lift_freeze(found, by=request.actor, at=clock.now())
    messages.success(request, "Changes are allowed again.")
    return redirect("timetable:events")


def _page(request: HttpRequest, form: Any, title: str, sub: str, submit: str) -> HttpResponse:
    page = {
        "title": title, "sub": sub, "submit": submit, "cancel_url": reverse("timetable:events"), "crumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Timetable", "url": reverse("timetable:day")},
        {"label": "Events and freezes", "url": reverse("timetable:events")},
    ]
