"""The addresses that a school's agents report to, and the lines that put an agent on a machine."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.agents.actions import keys
from firstbell.agents.models import Key
from firstbell.agents.queries.lines import lines_for, own_authority, own_certificate
from firstbell.agents.web.key_list import KEYS, STATES
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, listing
from firstbell.platform.web.components import status
from firstbell.platform.web.refusals import refused_aloud, show

SETTINGS = {"label": "Settings", "url": "/settings/"}


class KeyForm(forms.Form):
    label = forms.CharField(
        max_length=80, help_text="Where it is used: group policy, Intune, Mac lab"
    )
    approves = forms.BooleanField(
        label="Its devices need no approval",
        required=False,
        help_text="They may be given work at once",
    )
    expires_on = DayField(label="Last day", required=False, help_text="Empty: until it is revoked")
    with_password = forms.BooleanField(
        label="With a password too",
        required=False,
        help_text="For machines outside, over HTTP Basic",
    )
    client_certificate = forms.BooleanField(
        label="Only with a client certificate",
        required=False,
        help_text="Your reverse proxy checks it",
    )


class KeyChangeForm(forms.Form):
    approves, expires_on = KeyForm.base_fields["approves"], KeyForm.base_fields["expires_on"]


def crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    return [SETTINGS, {"label": "Enrolment keys", "url": reverse("agents:keys")}, *more]


def here(request: HttpRequest) -> School:
    """The school that is looked at."""
    school = context.current_school(request)
    if school is None:
        raise Refusal("Choose a school first.")
    return school


@require_safe
@needs("agents.keys")
def key_list(request: HttpRequest) -> HttpResponse:
    return listing.page(request, KEYS, crumbs=[SETTINGS])


@never_cache
@require_http_methods(["GET", "POST"])
@needs("agents.keys")
def key_new(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keys.make(here(request), by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return _lines(request, made)
    page = {
        "title": "New enrolment key", "submit": "Make it and show the lines", "cancel_url": reverse("agents:keys"),
        "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def reach(request: HttpRequest, uid: UUID) -> Key:
    rows = Key.objects.visible_to(request.actor).select_related("school")
    found: Key = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("agents.keys")
def key(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    show_ = {
        "label": "Show the lines", "url": reverse("agents:key_lines", args=[uid]), "icon": "eye", "method": "post",
        "primary": True,
    }  # fmt: skip
    revoke_ = {
        "label": "Revoke", "url": reverse("agents:key_revoke", args=[uid]), "icon": "ban", "method": "post", "danger": True,
    }  # fmt: skip
    change_ = {"label": "Change", "url": reverse("agents:key_change", args=[uid]), "icon": "edit"}
    words = {
        "row": row,
        "state": status(*STATES[row.state_on(clock.now().date())]),
        "crumbs": crumbs(),
        "actions": [show_, change_, revoke_] if row.revoked_at is None else [],
        "facts": [
            ("School", row.school), ("Devices that came by it", f"{row.used_count:,}"), ("Last day", row.expires_on or "None"),
            ("Approval", "Not needed" if row.approves else "Each device waits for it"),
            ("Also asks for", ", ".join(_also(row)) or "Nothing"),
        ],
    }  # fmt: skip
    return render(request, "agents/key.html", words)


def _also(row: Key) -> list[str]:
    asked = {"a password": bool(row.basic_user), "a client certificate": row.client_certificate}
    return [word for word, wanted in asked.items() if wanted]


@require_http_methods(["GET", "POST"])
@needs("agents.keys")
def key_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How long it works, and whether its devices need approval."""
    row = reach(request, uid)
    form = KeyChangeForm(
        request.POST or None, initial={"approves": row.approves, "expires_on": row.expires_on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            keys.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} is changed; it counts from the next report on.")
            return redirect("agents:key", row.uid)
    page = {
        "title": f"Change {row}", "submit": "Save", "cancel_url": reverse("agents:key", args=[uid]),
        "crumbs": crumbs({"label": row.label, "url": reverse("agents:key", args=[uid])}),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@never_cache
@require_POST
@needs("agents.keys")
def key_lines(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _lines(request, reach(request, uid))


def _lines(request: HttpRequest, row: Key) -> HttpResponse:
    address = keys.show(row, by=request.actor, at=clock.now())
    words = {
        "row": row,
        "address": address,
        "lines": lines_for(row, address),
        "plain": address.startswith("http://"),
        "authority": own_authority(),
        "certificate": own_certificate(row),
        "crumbs": crumbs({"label": row.label, "url": reverse("agents:key", args=[row.uid])}),
    }
    return render(request, "agents/lines.html", words)


@require_POST
@needs("agents.keys")
def key_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    with refused_aloud(request):
        keys.revoke(row, by=request.actor, at=clock.now())
        messages.success(
            request, f"{row} is revoked: what reports to it is turned away from now on."
        )
    return redirect("agents:keys")
