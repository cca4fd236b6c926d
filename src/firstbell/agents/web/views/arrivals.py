"""New devices that wait, files that are brought in by hand, and the log of what came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.agents.actions import deciding, importing
from firstbell.agents.models import Device
from firstbell.agents.web.lists import LOG
from firstbell.agents.web.views.keys import here
from firstbell.agents.web.waiting_list import WAITING
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web import listing
from firstbell.platform.web.listing.selection import back_url
from firstbell.platform.web.refusals import refused_aloud


@require_safe
@needs("agents.view")
def waiting(request: HttpRequest) -> HttpResponse:
    return listing.page(request, WAITING)


def reach(request: HttpRequest, uid: UUID) -> Device:
    rows = Device.objects.visible_to(request.actor).select_related("school", "item", "key")
    found: Device = get_object_or_404(rows, uid=uid)
    return found


@require_POST
@needs("agents.change")
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    with refused_aloud(request):
        deciding.approve(device, by=request.actor, at=clock.now())
        messages.success(request, f"{device} may be given work from now on.")
    return redirect(back_url(request, WAITING))


@require_POST
@needs("agents.change")
def register(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    with refused_aloud(request):
        deciding.put_in_register(device, by=request.actor, at=clock.now())
        messages.success(request, f"{device} is in the register: {device.item}.")
    return redirect(back_url(request, WAITING))


@require_POST
@needs("agents.change")
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = reach(request, uid)
    with refused_aloud(request):
        deciding.refuse(device, by=request.actor, at=clock.now())
        messages.success(request, f"{device} is turned away from now on.")
    return redirect(back_url(request, WAITING))


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFiles(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(_ManyFiles, self).clean(one, initial) for one in data or [None]]


class UploadForm(forms.Form):
    reports = _ManyFiles(
        label="Files", widget=_Files(), help_text="What an agent wrote with --local, one file or many at once"
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("agents.change")
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = ((str(file.name), file.read()) for file in form.cleaned_data["reports"])
        verdicts = list(importing.take(files, here(request), by=request.actor, at=clock.now()))
        crumbs = [_waiting_crumb()]
        return render(request, "agents/taken.html", {"verdicts": verdicts, "crumbs": crumbs})
    page = {
        "title": "Bring files in", "submit": "Take them", "cancel_url": reverse("agents:waiting"),
        "sub": "For machines without a network: each file is taken as if its agent had sent it",
        "crumbs": [_waiting_crumb()],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _waiting_crumb() -> dict[str, str]:
    return {"label": "New devices", "url": reverse("agents:waiting")}


@require_safe
@needs("agents.view")
def log(request: HttpRequest) -> HttpResponse:
    """What came in and was new, odd or refused; kept for 30 days."""
    return listing.page(request, LOG)
