from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.calendar import actions
from firstbell.calendar.models import AcademicYear, ClosedDay
from firstbell.calendar.web.forms import ClosedForm
from firstbell.calendar.web.schools import this_school, today
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show


@require_http_methods(["GET", "POST"])
@needs("calendar.change")
def close(request: HttpRequest) -> HttpResponse:
    school = this_school(request, "calendar.change")
    form = ClosedForm(request.POST or None, initial={"first": today(school)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.close_days(school, form.value(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"Closed: {made}.")
            return redirect("calendar:overview")
    page = {
        "title": "Close the school", "sub": "Lessons stop, and so does every clock that counts school time.",
        "submit": "Close it", "cancel_url": reverse("calendar:overview"),
        "crumbs": [{"label": "Calendar", "url": reverse("calendar:overview")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("calendar.change")
def open_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(
        ClosedDay.objects.visible_to(request.actor).select_related("year"), uid=uid
    )
    actions.open_days(found, by=request.actor, at=clock.now())
    messages.success(request, f"Open after all: {found}.")
    return redirect(f"{reverse('calendar:overview')}?year={found.year.uid}")


@require_POST
@needs("calendar.change")
def bank_holidays(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(
        AcademicYear.objects.visible_to(request.actor).select_related("school"), uid=uid
    )
    added = actions.add_bank_holidays(found, by=request.actor, at=clock.now())
    messages.success(request, f"{len(added)} added." if added else "They are all there already.")
    return redirect(f"{reverse('calendar:overview')}?year={uid}")
