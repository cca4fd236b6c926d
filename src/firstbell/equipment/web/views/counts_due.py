"""What is due to be counted, by room and by kind, with a count of it one press away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.actions import scheduling
from firstbell.equipment.queries import due
from firstbell.equipment.web.views.counts import COUNT, HOME, VIEW
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.refusals import show

HERE = {"label": "Due to be counted", "url": "/counts/due/"}


def _school(request: HttpRequest) -> School:
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school to count in.")
    return school


@require_safe
@needs(VIEW)
def due_rooms(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    rows = due.by_room(school, clock.now().date())
    return _page(request, school, rows, kinds=False)


@require_safe
@needs(VIEW)
def due_kinds(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    rows = due.by_kind(school, clock.now().date())
    return _page(request, school, rows, kinds=True)


def _page(
    request: HttpRequest, school: School, rows: list[due.Due], *, kinds: bool
) -> HttpResponse:
    may, new = can(request.actor, COUNT, school), reverse("equipment:count_new")
    scope = ("kind", "category") if kinds else ("rooms", "rooms")
    shown = [
        {"due": one, "url": f"{new}?{urlencode({'scope': scope[0], scope[1]: one.uid})}" if may and one.uid else ""}
        for one in rows
    ]  # fmt: skip
    words = {
        "rows": shown, "kinds": kinds, "may": may, "new": new, "title": _title(rows, kinds=kinds), "crumbs": [HOME],
        "usual": due.months_of(school), "is_bare": not rows and not due.is_anything(school),
        "views": [
            {"label": "Rooms", "url": reverse("equipment:counts_due"), "active": not kinds},
            {"label": "Kinds", "url": reverse("equipment:counts_due_kinds"), "active": kinds},
        ],
    }  # fmt: skip
    return render(request, "equipment/counts/due.html", words)


def _title(rows: list[due.Due], *, kinds: bool) -> str:
    number = sum(one.overdue for one in rows)
    if not number:
        return "Nothing is overdue to be counted"
    where = len([one for one in rows if one.overdue])
    words = ("kind", "kinds") if kinds else ("room", "rooms")
    things = "1 thing" if number == 1 else f"{number:,} things"
    return f"{things} in {where} {words[where != 1]} {'is' if number == 1 else 'are'} overdue to be counted"


class IntervalForm(forms.Form):
    months = forms.IntegerField(
        label="Counted every, months", required=False, min_value=1, max_value=scheduling.LONGEST,
        help_text="Empty: only the kinds that say how often. Each kind can say its own on its page",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(COUNT)
def how_often(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    form = IntervalForm(request.POST or None, initial={"months": due.months_of(school)})
    if request.method == "POST" and form.is_valid():
        try:
            scheduling.set_interval(
                school, months=form.cleaned_data["months"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, "That is saved.")
            return redirect("equipment:counts_due")
    page: dict[str, Any] = {
        "title": "How often things are counted", "crumbs": [HOME, HERE], "cancel_url": HERE["url"],
        "sub": f"For {school}. It begins when a thing comes to the register, and anew each time a count finds it.",
        "actions": [{"label": "Kinds", "url": reverse("equipment:categories"), "icon": "category"}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
