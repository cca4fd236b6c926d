from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.refusals import show
from firstbell.support.actions import clocks, setting_up
from firstbell.support.models import Desk, Signpost
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
        "title": "How soon", "sub": f"What {school} promises, in minutes of school: evenings, weekends and holidays do not count",
        "submit": "Save", "cancel_url": reverse("settings"), "crumbs": [{"label": "Settings", "url": reverse("settings")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
