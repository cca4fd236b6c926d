from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.refusals import show
from firstbell.support.actions import clocks, setting_up
from firstbell.support.models import Category, Desk, RequestType, Signpost
from firstbell.support.queries import promises as promises_of
from firstbell.support.states import Stops
from firstbell.support.web.forms import DeskForm, PromiseForm
from firstbell.support.web.views.acts import school_of

SETUP = "support.change_setup"


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def desk(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    require(request.actor, SETUP, school)
    row = Desk.objects.filter(school=school).first() or Desk(school=school)
    start = {name: getattr(row, name) for name in DeskForm.base_fields}
    form = DeskForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            setting_up.set_desk(school, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"The desk of {school} is set.")
            return redirect("support:desk")
    page = {
        "title": "Reporting a fault", "sub": f"At {school}{signposted(school)}", "submit": "Save", "cancel_url": reverse("settings"),
        "crumbs": [{"label": "Settings", "url": reverse("settings")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def signposted(school: School) -> str:
    """How often somebody was shown whom to tell; of whom and what about nothing is known."""
    count = Signpost.objects.filter(school=school).count()
    times = "once" if count == 1 else f"{count} times"
    return f". Whom to tell of a concern was shown {times}" if count else ""


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def promises(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    require(request.actor, SETUP, school)
    known = {stops.value: clocks.promised(school, stops) for stops in Stops}
    form = PromiseForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for stops in Stops:
            setting_up.promise(school, stops, form.minutes(stops), by=request.actor, at=clock.now())
        messages.success(request, f"That is what {school} promises.")
        return redirect("support:promises")
    page = {
        "particular": _particular(school),
        "title": "How soon", "sub": f"What {school} promises, in minutes of school: evenings, weekends and holidays do not count",
        "submit": "Save", "cancel_url": reverse("settings"), "crumbs": [{"label": "Settings", "url": reverse("settings")}],
    }  # fmt: skip
    return render(request, "support/setup/promises.html", {"form": form, "page": page})


def _particular(school: School) -> list[dict[str, Any]]:
    """Everything that tickets are about or that is asked for, with what is promised for it in particular."""
    known = promises_of.particular(school.pk)
    about = [("category", row) for row in Category.objects.live().select_related("parent")]
    rows = RequestType.objects.live().filter(Q(school=school) | Q(school=None))
    about += [("request", row) for row in rows.order_by("order", "name")]
    return [
        {"kind": kind, "of": row, "promises": known.get((kind, row.pk), [])} for kind, row in about
    ]


def _of(school: School, kind: str, uid: UUID) -> Category | RequestType:
    if kind == "category":
        return cast(Category, get_object_or_404(Category.objects.live(), uid=uid))
    if kind != "request":
        raise NotFound("Nothing is promised for that.")
    return get_object_or_404(RequestType.objects.live(), Q(school=school) | Q(school=None), uid=uid)


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def promise_of(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """What is promised for one category or request, before what is for all tickets."""
    school = school_of(request)
    require(request.actor, SETUP, school)
    of = _of(school, kind, uid)
    if request.method == "POST" and "usual" in request.POST:
        setting_up.as_usual(school, of, by=request.actor, at=clock.now())
        messages.success(request, f"For “{of}” nothing in particular is promised any more.")
        return redirect("support:promises")
    known = {stops.value: clocks.promised(school, stops, of) for stops in Stops}
    form = PromiseForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for stops in Stops:
            setting_up.promise(
                school, stops, form.minutes(stops), of=of, by=request.actor, at=clock.now()
            )
        messages.success(request, f"That is what {school} promises for “{of}”.")
        return redirect("support:promises")
    own = promises_of.particular(school.pk).get((kind, of.pk))
    page = {
        "title": f"How soon: {of}", "sub": "Goes before what is promised for all tickets. In minutes of school", "submit": "Save",
        "other_submit": "As for all tickets" if own else "", "other_name": "usual", "cancel_url": reverse("support:promises"),
        "crumbs": [{"label": "Settings", "url": reverse("settings")}, {"label": "How soon", "url": reverse("support:promises")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
