"""What is done with a booking, and the rules of what may be booked: one verb each."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import booking_changes, booking_rules
from firstbell.equipment.models import Booking, BookingRule
from firstbell.equipment.queries import bookings
from firstbell.equipment.web.booking_forms import NewRuleForm, RuleForm, UntilForm, WhyForm
from firstbell.equipment.web.views.bookings import BOOK, CRUMB, GIVE, VIEW, load, school_of
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.web.refusals import refused_aloud, show

SETTINGS = {"label": "Settings", "url": "/settings/"}
RULES = {"label": "What can be booked", "url": "/bookings/rules/"}


def _ask(request: HttpRequest, row: Booking, form: forms.Form, page: dict[str, Any], verb: Any) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and form.is_valid():
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
    there = row.ends_at.astimezone(ZoneInfo(row.school.time_zone))
    data = request.POST if request.method == "POST" else None
    form = UntilForm(data, initial={"day": there.date(), "time": there.time()})

    def verb(data: dict[str, Any]) -> str:
        until = form.until(row.school)
        booking_changes.extend(row, until=until, by=request.actor, at=clock.now())
        return f"{row} lasts until {bookings.moment(until, row.school, clock.now())}."

    page = {"title": f"Until when is {row}?", "submit": "Save", "sub": bookings.when(row)}
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


@require_safe
@needs(VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    rows = BookingRule.objects.visible_to(request.actor).filter(school=school)
    found = rows.select_related("category", "model__manufacturer", "item__model", "item__category")
    order = sorted(
        found, key=lambda row: (row.item_id is not None, row.model_id is not None, str(row.thing))
    )
    words = {
        "rows": [(row, bookings.name(row.thing)) for row in order], "may": can(request.actor, GIVE, school),
        "crumbs": [SETTINGS],
    }  # fmt: skip
    return render(request, "equipment/bookings/rules.html", words)


@require_http_methods(["GET", "POST"])
@needs(GIVE)
def rule_new(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    require(request.actor, GIVE, school)
    start = {"grace_minutes": 30, "bookable": True, "staff": True, **request.GET.dict()}
    data = request.POST if request.method == "POST" else None
    form = NewRuleForm(data, actor=request.actor, school=school, initial=start)
    if data is not None and form.is_valid():
        values = {name: form.cleaned_data[name] for name in RuleForm.base_fields}
        thing = form.cleaned_data["thing"]
        booking_rules.set_rule(school, thing, by=request.actor, at=clock.now(), **values)
        messages.success(request, f"Saved for {bookings.name(thing)}.")
        return redirect("equipment:booking_rules")
    page = {
        "title": "Let something be booked", "submit": "Save", "cancel_url": RULES["url"], "crumbs": [SETTINGS, RULES],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _rule(request: HttpRequest, uid: UUID) -> BookingRule:
    rows = BookingRule.objects.visible_to(request.actor).select_related(
        "school", "category", "model__manufacturer", "item__model", "item__category"
    )
    found: BookingRule = get_object_or_404(rows, uid=uid)
    require(request.actor, GIVE, found)
    return found


@require_http_methods(["GET", "POST"])
@needs(GIVE)
def rule(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _rule(request, uid)
    form = RuleForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        # A bound model form has written on its instance; the verb compares with the stored row.
        values = {name: form.cleaned_data[name] for name in RuleForm.base_fields}
        booking_rules.set_rule(row.school, row.thing, by=request.actor, at=clock.now(), **values)
        messages.success(request, f"Saved for {bookings.name(row.thing)}.")
        return redirect("equipment:booking_rules")
    page = {
        "title": f"How {bookings.name(row.thing)} is booked", "submit": "Save", "cancel_url": RULES["url"],
        "crumbs": [SETTINGS, RULES],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs(GIVE)
def rule_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _rule(request, uid)
    booking_rules.drop_rule(row, by=request.actor, at=clock.now())
    messages.success(request, f"{bookings.name(row.thing)} has no rule of its own any more.")
    return redirect("equipment:booking_rules")
