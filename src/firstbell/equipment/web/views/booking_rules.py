"""What may be booked, and how: the lines that say so."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import booking_rules
from firstbell.equipment.models import BookingAllowance, BookingRule
from firstbell.equipment.queries import bookings
from firstbell.equipment.web.booking_rule_forms import AllowanceForm, NewRuleForm, RuleForm
from firstbell.equipment.web.views.bookings import GIVE, VIEW, school_of
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs, require

SETTINGS = {"label": "Settings", "url": "/settings/"}
RULES = {"label": "What can be booked", "url": "/bookings/rules/"}


@require_safe
@needs(VIEW)
def rules(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    rows = BookingRule.objects.visible_to(request.actor).filter(school=school)
    found = rows.select_related(
        "category", "model__manufacturer", "item__model", "item__category"
    ).prefetch_related("allowances__group")
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
    words = {"form": form, "page": page, "row": row, "allowances": _allowances(row)}
    return render(request, "equipment/bookings/rule.html", words)


def _allowances(row: BookingRule) -> list[BookingAllowance]:
    return list(row.allowances.select_related("group").order_by("pk"))


@require_http_methods(["GET", "POST"])
@needs(GIVE)
def allowance_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody may more, or less, than the line says."""
    row = _rule(request, uid)
    here = reverse("equipment:booking_rule", args=[row.uid])
    data = request.POST if request.method == "POST" else None
    form = AllowanceForm(data, actor=request.actor, school=row.school)
    if data is not None and form.is_valid():
        made = booking_rules.allow(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"Saved for {made}.")
        return redirect(here)
    name = bookings.name(row.thing)
    page = {
        "title": f"Who books {name} otherwise", "submit": "Save", "cancel_url": here,
        "sub": "A group’s own line counts before that of all students or staff; of several groups, whichever lets them.",
        "crumbs": [SETTINGS, RULES, {"label": name, "url": here}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs(GIVE)
def allowance_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    rules = BookingRule.objects.visible_to(request.actor)
    rows = BookingAllowance.objects.filter(rule__in=rules).select_related("rule__school", "group")
    row = get_object_or_404(rows, uid=uid)
    booking_rules.disallow(row, by=request.actor, at=clock.now())
    messages.success(request, f"{row} book as everybody does.")
    return redirect("equipment:booking_rule", row.rule.uid)


@require_POST
@needs(GIVE)
def rule_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _rule(request, uid)
    booking_rules.drop_rule(row, by=request.actor, at=clock.now())
    messages.success(request, f"{bookings.name(row.thing)} has no rule of its own any more.")
    return redirect("equipment:booking_rules")
