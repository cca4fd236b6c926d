"""What is done with a booking: one verb each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.equipment.actions import booking_changes, booking_moving
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import booking_times, bookings
from firstbell.equipment.web.booking_forms import TimeForm, UntilForm, WhyForm
from firstbell.equipment.web.views.bookings import BOOK, CRUMB, GIVE, likely_day, load
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web.refusals import refused_aloud, show


def _ask(request: HttpRequest, row: Booking, form: forms.Form, page: dict[str, Any], verb: Any) -> HttpResponse:  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            sentence = verb(form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, sentence)
            return redirect("equipment:booking", row.uid)
    back = reverse("equipment:booking", args=[row.uid])
    words = {"cancel_url": back, "crumbs": [CRUMB, {"label": row.number, "url": back}], **page}
    return render(request, "web/form_page.html", {"form": form, "page": words})


@require_POST
@needs(GIVE)
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    require(request.actor, GIVE, row)
    with refused_aloud(request):
        booking_changes.decide(row, granted=True, by=request.actor, at=clock.now())
        messages.success(request, f"{row.holder} is told: {row} is reserved.")
    return redirect("equipment:booking", row.uid)


@require_http_methods(["GET", "POST"])
@needs(GIVE)
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    require(request.actor, GIVE, row)

    def verb(data: dict[str, Any]) -> str:
        booking_changes.decide(
            row, granted=False, why=data["reason"], by=request.actor, at=clock.now()
        )
        return f"{row.holder} is told."

    page = {"title": f"Say no to {row}", "submit": "Say no", "danger": True}
    return _ask(request, row, WhyForm(request.POST or None), page, verb)


@require_http_methods(["GET", "POST"])
@needs(BOOK)
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    booking_changes.require_own(row, request.actor)
    mine = row.person is not None and row.person.uid == request.actor.person_uid
    form = WhyForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = not mine
    if row.series is not None:
        form.fields["rest"] = forms.BooleanField(
            label="And all later ones of this row", required=False
        )

    def verb(data: dict[str, Any]) -> str:
        words: dict[str, Any] = {"why": data["reason"], "by": request.actor, "at": clock.now()}
        if data.get("rest"):
            return f"{booking_changes.cancel_rest(row, **words)} bookings are cancelled."
        booking_changes.cancel(row, **words)
        return f"{row} is cancelled."

    page = {"title": f"Cancel {row}", "submit": "Cancel it", "danger": True, "sub": bookings.when(row)}  # fmt: skip
    return _ask(request, row, form, page, verb)


@require_http_methods(["GET", "POST"])
@needs(BOOK)
def extend(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    booking_changes.require_own(row, request.actor)
    there = row.school.local(row.ends_at)
    data = request.POST if request.method == "POST" else None
    form = UntilForm(data, initial={"day": there.date(), "time": there.time()})

    def verb(data: dict[str, Any]) -> str:
        until = form.until(row.school)
        booking_changes.extend(row, until=until, by=request.actor, at=clock.now())
        return f"{row} lasts until {bookings.moment(until, row.school, clock.now())}."

    page = {"title": f"Until when is {row}?", "submit": "Save", "sub": bookings.when(row)}
    return _ask(request, row, form, page, verb)


@require_http_methods(["GET", "POST"])
@needs(BOOK)
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another time, or another number; of a row this one alone."""
    row = load(request, uid)
    booking_changes.require_own(row, request.actor)
    again = "reload" in request.POST
    start: dict[str, Any] = {"day": row.school.local(row.starts_at).date()}
    start |= booking_times.as_asked(row)
    if again:
        start |= {name: value for name, value in request.POST.dict().items() if value}
    day = likely_day(str(request.POST.get("day", ""))) or start["day"]
    data = request.POST if request.method == "POST" and not again else None
    form = TimeForm(data, booking=row, school=row.school, day=day, initial=start | {"day": day})

    def verb(data: dict[str, Any]) -> str:
        found = booking_moving.move(row, form.told(), by=request.actor, at=clock.now())
        return f"{found} is {bookings.when(found)} now."

    alone = "; the others of its row stay as they are" if row.series else ""
    page = {"title": f"Another time for {row}", "submit": "Save", "sub": f"{bookings.when(row)}{alone}"}  # fmt: skip
    return _ask(request, row, form, page, verb)


@require_POST
@needs(GIVE)
def leaver(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Free again what a leaver has booked for later."""
    person = get_object_or_404(Person.objects.visible_to(request.actor).known(), uid=uid)
    with refused_aloud(request):
        count = booking_changes.cancel_after_leaving(person, by=request.actor, at=clock.now())
        said = "1 booking is" if count == 1 else f"{count} bookings are"
        messages.success(request, f"{said} cancelled.")
    return redirect("people:leaver", uid)
