from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import counting
from firstbell.equipment.models import Count, CountJoin
from firstbell.equipment.queries import counted
from firstbell.equipment.web import count_page
from firstbell.equipment.web.count_forms import CountForm, asked_for, start_of
from firstbell.equipment.web.count_lists import COUNTS, LINES
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, listing
from firstbell.platform.web.refusals import refused_aloud, show

VIEW, COUNT = "equipment.view", "equipment.count"
HOME = {"label": "Counts", "url": "/counts/"}
ODD_SHOWN = 300


@require_safe
@needs(VIEW)
def counts(request: HttpRequest) -> HttpResponse:
    return listing.page(request, COUNTS)


@require_safe
@needs(VIEW)
def lines(request: HttpRequest) -> HttpResponse:
    return listing.page(request, LINES)


def load(request: HttpRequest, uid: UUID) -> Count:
    rows = Count.objects.visible_to(request.actor).select_related(
        "school", "building", "category", "lead", "previous"
    )
    found: Count = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs(VIEW)
def count(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is room by room, what differs, who counts; closed, what came out."""
    row = load(request, uid)
    return render(request, "equipment/counts/count.html", count_page.words(request, row))


def _form(request: HttpRequest, school: School, row: Count | None) -> CountForm:
    again = "reload" in request.POST
    start: dict[str, Any] = start_of(row) if row else {"lead": _me(request), **asked_for(request)}
    if again:
        start = {**request.POST.dict(), "helpers": request.POST.getlist("helpers")}
    kind = request.POST.get("scope") or str(start.get("scope", ""))
    data = request.POST if request.method == "POST" and not again else None
    return CountForm(data, actor=request.actor, school=school, kind=kind, count=row, initial=start)


def _me(request: HttpRequest) -> Any:
    return getattr(request.user, "uid", None)


@require_http_methods(["GET", "POST"])
@needs(COUNT)
def new(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school to count in.")
    form = _form(request, school, None)
    if request.method == "POST" and "reload" not in request.POST and form.is_valid():
        try:
            made = counting.plan(
                school, scope=form.told_scope() or counting.Scope(), by=request.actor, at=clock.now(), **form.told()
            )  # fmt: skip
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{made} is planned. Open it when you begin.")
            return redirect("equipment:count", made.uid)
    page = {
        "title": "Plan a count", "submit": "Plan it", "cancel_url": reverse("equipment:counts"), "crumbs": [HOME],
        "sub": "What is expected is written down when you open it, not now.",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(COUNT)
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    require(request.actor, COUNT, row)
    form = _form(request, row.school, row)
    if request.method == "POST" and "reload" not in request.POST and form.is_valid():
        try:
            counting.change(
                row, scope=form.told_scope(), by=request.actor, at=clock.now(), **form.told()
            )
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} is changed.")
            return redirect("equipment:count", row.uid)
    page = {
        "title": f"Change {row}", "submit": "Save", "cancel_url": reverse("equipment:count", args=[row.uid]),
        "crumbs": [HOME, count_page.crumb(row)],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs(COUNT)
def open_(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    with refused_aloud(request):
        number = counting.open_count(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is open: {counting.items_in_words(number)} to find.")
    return redirect("equipment:count", row.uid)


@require_http_methods(["GET", "POST"])
@needs(COUNT)
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    require(request.actor, COUNT, row)
    if request.method == "POST":
        with refused_aloud(request):
            counting.cancel(row, by=request.actor, at=clock.now())
            messages.success(request, f"{row} is cancelled.")
        return redirect("equipment:count", row.uid)
    confirm = {
        "title": f"Cancel {row}?", "submit": "Cancel the count", "danger": True,
        "sentence": "Nothing in the register changes. What was scanned stays to be read, and cannot be gone on with.",
        "cancel_url": reverse("equipment:count", args=[row.uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_POST
@needs(COUNT)
def part(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A phone of a count is sent away: what it sends from now on is not taken."""
    here = Count.objects.visible_to(request.actor)
    rows = CountJoin.objects.filter(count__in=here).select_related("count")
    row = get_object_or_404(rows, uid=uid)
    with refused_aloud(request):
        counting.part(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} can send nothing to {row.count} any more.")
    return redirect("equipment:count", row.count.uid)


@require_safe
@needs(VIEW)
def odd(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Scans that led to nothing that can be counted, each with what to do about it."""
    row = load(request, uid)
    rows = count_page.odd_rows(request, counted.odd_scans(row)[:ODD_SHOWN])
    words = {"count": row, "rows": rows, "crumbs": [HOME, count_page.crumb(row)]}
    return render(request, "equipment/counts/odd.html", words)
