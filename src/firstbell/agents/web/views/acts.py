"""What a technician does with one device: have it check in, join it with another, take it apart, look at its keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.agents.actions import checking_in, joining, revealing
from firstbell.agents.models import Device, Mark
from firstbell.agents.web.views.arrivals import reach
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.refusals import refused_aloud, show

CHANGE = "agents.change"
HOME = {"label": "Devices", "url": "/devices/"}


def crumbs_of(device: Device) -> list[dict[str, str]]:
    return [HOME, {"label": str(device), "url": reverse("agents:device", args=[device.uid])}]


@require_POST
@needs(CHANGE)
def check_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    with refused_aloud(request):
        checking_in.ask(device, by=request.actor, at=clock.now())
        messages.success(request, f"{device} is asked to check in, again until it is reached.")
    return redirect("agents:device", device.uid)


class MergeForm(forms.Form):
    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Device.objects.visible_to(request.actor).current()
        self.fields["into"] = LookupField(
            queryset=rows, url="agents:device_lookup", label="It is the same machine as"
        )


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    form = MergeForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            into = joining.merge(
                device, into=form.cleaned_data["into"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{device} and {into} are one; that can be taken back.")
            return redirect("agents:device", into.uid)
    page = {
        "title": f"{device} is another device", "submit": "They are one", "crumbs": crumbs_of(device),
        "cancel_url": reverse("agents:device", args=[device.uid]),
        "sub": "What told it apart tells the other apart from then on; it can be taken back.",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


class PartForm(forms.Form):
    marks = forms.ModelMultipleChoiceField(
        Mark.objects.none(), label="These belong to another machine", widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, device: Device, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks: Any = self.fields["marks"]
        marks.queryset = device.marks_now()


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def part(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    form = PartForm(device, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            marks = list(form.cleaned_data["marks"])
            other = joining.part(device, marks, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"They are two; {other} waits for its next report.")
            return redirect("agents:waiting")
    page = {
        "title": f"{device} is two machines", "submit": "Take them apart", "crumbs": crumbs_of(device),
        "cancel_url": reverse("agents:device", args=[device.uid]),
        "sub": "A disk that was cloned makes two machines report as one.",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def part_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    where = reverse("agents:device", args=[device.uid])
    if request.method == "POST":
        with refused_aloud(request):
            origin = joining.unpart(device, by=request.actor, at=clock.now())
            messages.success(request, f"{device} and {origin} are one again; that can be undone.")
            where = reverse("agents:device", args=[origin.uid])
        return redirect(where)
    confirm = {
        "title": f"Is {device} the same machine after all?",
        "sentence": "It is one again with the device that it was taken out of.",
        "consequences": [
            "What tells it apart goes back, with what it has been told apart by since.",
            "Its reports are kept with the other from then on.",
        ],
        "submit": "They are one", "cancel_url": where, "url": request.path, "crumbs": crumbs_of(device),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@never_cache
@require_POST
@needs("agents.reveal")
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    with refused_aloud(request):
        keys = revealing.reveal(device, by=request.actor, at=clock.now())
        words = {"device": device, "keys": keys, "crumbs": crumbs_of(device)}
        return render(request, "agents/device_keys.html", words)
    return redirect("agents:device", device.uid)


@require_safe
@needs(CHANGE)
def device_lookup(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = Device.objects.visible_to(request.actor).current().filter(hostname__icontains=words)
    options = [
        {"value": row.uid, "label": str(row), "sub": row.serial}
        for row in rows.order_by("hostname")[:20]
    ]
    return render(request, "web/lookup_options.html", {"options": options})
