from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.calendar import actions, queries
from firstbell.calendar.models import AcademicYear
from firstbell.calendar.web import forms, overviews
from firstbell.calendar.web.schools import this_school, today
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime import AcademicYear as Plan
from firstbell.lib.schooltime import Closed, Why, presets
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import timelines
from firstbell.platform.web.refusals import show

CRUMBS = [{"label": "Calendar", "url": "/calendar/"}]


@require_safe
@needs("calendar.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The school's year at a glance; `?year=` another one."""
    school = this_school(request, "calendar.view")
    return render(request, "calendar/overview.html", overviews.overview(request, school))


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def new(request: HttpRequest) -> HttpResponse:
    """A year starts as a copy of another (`?from=`), or from what is usual (`?start=2027`)."""
    school = this_school(request, "calendar.change")
    plan, sub = _start(request, school)
    holidays = [one for one in plan.closed if one.why is Why.BANK_HOLIDAY]
    page = {
        "title": f"Add the year {plan.name}",
        "sub": sub,
        "submit": "Add the year",
        "crumbs": CRUMBS,
    }

    def save(wanted: Plan) -> AcademicYear:
        return actions.add_year(school, wanted, by=request.actor, at=clock.now())

    return _edit(request, plan, page, save, kept=holidays)


def _start(request: HttpRequest, school: School) -> tuple[Plan, str]:
    copied = request.GET.get("from", "")
    years = queries.school_years(school)
    source = next((year for year in years if str(year.uid) == copied), None)
    if source:
        plan = queries.plan_after(source)
        return (
            plan,
            f"Copied from {source.name}, on the same weekdays. Put right what differs; nothing is saved yet.",
        )
    typed = request.GET.get("start", "")
    start = (
        int(typed) if typed.isdigit() and 2000 <= int(typed) <= 2100 else _next_start(years, school)
    )
    sub = "These are the dates most schools choose. Put yours in their place; nothing is saved yet."
    weeks = years[0].weeks if years else 1
    return replace(queries.usual_plan(school, start), weeks=weeks), sub


def _next_start(years: list[AcademicYear], school: School) -> int:
    return presets.year_start(years[0].first) + 1 if years else presets.year_start(today(school))


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def year(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _load(request, uid)
    plan = found.plain_value()
    holidays = [one for one in plan.closed if one.why is Why.BANK_HOLIDAY]
    page = {
        "title": f"Dates of {found.name}", "submit": "Save the dates", "crumbs": CRUMBS, "version": found.version,
        "sub": "An emptied line goes away. Bank holidays stay as they are.",
        "timeline": timelines.timeline_panel(request, found),
        "remove_url": reverse("calendar:year_remove", args=[uid]),
    }  # fmt: skip

    def save(wanted: Plan) -> AcademicYear:
        return actions.change_year(found, wanted, by=request.actor, at=clock.now())

    return _edit(request, plan, page, save, kept=holidays, found=found)


def _edit(
    request: HttpRequest, plan: Plan, page: dict[str, Any], save: Any, *, kept: list[Closed],
    found: AcademicYear | None = None,
) -> HttpResponse:  # fmt: skip
    data = request.POST if request.method == "POST" else None
    form = forms.YearForm(data, initial=forms.year_initial(plan) | {"version": page.get("version")})
    terms = forms.grid(forms.TermRows, data, "terms", forms.term_rows(plan))
    closed = forms.grid(forms.ClosedRows, data, "closed", forms.closed_rows(plan))
    if data is not None and all([form.is_valid(), terms.is_valid(), closed.is_valid()]):
        try:
            if found is not None:
                found.version = form.cleaned_data["version"] or found.version
            made = save(form.plan(terms, closed, kept))
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"The dates of {made.name} are saved.")
            return redirect(f"{reverse('calendar:overview')}?year={made.uid}")
    words = {"form": form, "terms": terms, "closed": closed, "kept": kept, "page": page}
    return render(request, "calendar/year_form.html", words)


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _load(request, uid)
    if request.method == "POST":
        actions.remove_year(found, by=request.actor, at=clock.now())
        messages.success(request, f"{found.name} is out of the calendar.")
        return redirect("calendar:overview")
    confirm = {
        "title": f"Remove {found.name}?", "submit": "Remove the year", "danger": True,
        "sentence": "Its terms and closed days go with it; its history stays.",
        "cancel_url": reverse("calendar:year", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


def _load(request: HttpRequest, uid: UUID) -> AcademicYear:
    years = AcademicYear.objects.visible_to(request.actor).select_related("school")
    found: AcademicYear = get_object_or_404(years.prefetch_related("terms", "closed_days"), uid=uid)
    require(request.actor, "calendar.change", found)
    return found
