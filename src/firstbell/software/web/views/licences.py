"""Licences: what may be used, against what is installed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import context, listing
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.software.actions import licensing
from firstbell.software.models import Licence
from firstbell.software.queries import seats
from firstbell.software.web.forms import LicenceForm, title_named
from firstbell.software.web.licence_list import LICENCES

HOME = {"label": "Software", "url": "/software/"}
BACK = {"label": "Licences", "url": "/software/licences/"}
VIEW, CHANGE = "software.licences", "software.change_licences"


@require_safe
@needs(VIEW)
def licences(request: HttpRequest) -> HttpResponse:
    return listing.page(request, LICENCES, crumbs=[HOME])


def _licence(request: HttpRequest, uid: UUID) -> Licence:
    rows = Licence.objects.visible_to(request.actor).select_related("title", "supplier", "school")
    found: Licence = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs(VIEW)
def licence(request: HttpRequest, uid: UUID) -> HttpResponse:
    row, today = _licence(request, uid), clock.now().date()
    use = seats.use_of(row, today)
    beyond = seats.beyond(use) if use.over else []
    shown = {
        "row": row, "use": use, "beyond": beyond, "more": use.over - len(beyond), "today": today,
        "list_url": f"{reverse('software:installations')}?program={row.title.uid}&sort=-since",
        "crumbs": [HOME, BACK], "may_change": can(request.actor, CHANGE, row),
        "may_reveal": bool(row.key) and can(request.actor, "software.reveal", row),
    }  # fmt: skip
    return render(request, "software/licence.html", shown)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def edit(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    row = _licence(request, uid) if uid else None
    form = LicenceForm(request.actor, request.POST or None, initial=_start(request, row))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _save(row, dict(form.cleaned_data), request)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"The licence of {kept} is kept.")
            return redirect("software:licence", kept.uid)
    back = reverse("software:licence", args=[row.uid]) if row else reverse("software:licences")
    page = {
        "title": f"Change the licence of {row}" if row else "Record a licence", "submit": "Save", "cancel_url": back,
        "crumbs": [HOME, BACK],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _start(request: HttpRequest, row: Licence | None) -> dict[str, Any]:
    """The key is not shown again: left empty, it stays."""
    if row is None:
        return {"title": title_named(request)}
    return {name: getattr(row, name) for name in (*licensing.FIELDS, "version") if name != "key"}


def _save(row: Licence | None, values: dict[str, Any], request: HttpRequest) -> Licence:
    version = values.pop("version", None)
    if row is None:
        school = context.current_school(request)
        if school is None:
            raise NotFound("There is no school to record a licence for.")
        return licensing.add(school, by=request.actor, at=clock.now(), **values)
    if not values["key"]:
        values.pop("key")
    return licensing.change(row, by=request.actor, at=clock.now(), version=version, **values)


@never_cache
@require_POST
@needs("software.reveal")
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _licence(request, uid)
    with refused_aloud(request):
        key = licensing.reveal(row, by=request.actor, at=clock.now())
        return render(request, "software/licence_key.html", {"row": row, "key": key, "crumbs": [HOME, BACK]})  # fmt: skip
    return redirect("software:licence", row.uid)


@require_POST
@needs(CHANGE)
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _licence(request, uid)
    licensing.remove(row, by=request.actor, at=clock.now())
    messages.success(request, f"The licence of {row} is gone.")
    return redirect("software:licences")
