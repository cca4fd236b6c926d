from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people import actions
from firstbell.people.models import Organisation
from firstbell.people.web.forms import OrganisationForm
from firstbell.people.web.lists import ORGANISATIONS
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing, slots, timelines
from firstbell.platform.web.components import statuses
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud, show

CRUMBS = "Organisations"


def organisation_of(request: HttpRequest, uid: UUID) -> Organisation:
    rows = Organisation.objects.visible_to(request.actor).select_related("school")
    found: Organisation = get_object_or_404(rows, uid=uid)
    return found


def _crumbs() -> list[dict[str, str]]:
    return [{"label": CRUMBS, "url": reverse("people:organisations")}]


@require_safe
@needs("people.organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    return listing.page(request, ORGANISATIONS)


@require_http_methods(["GET", "POST"])
@needs("people.change_organisations")
def add(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to add an organisation to.")
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_organisation(
                school, by=request.actor, at=clock.now(), **form.cleaned_data
            )
            messages.success(request, f"{made} is there.")
            return redirect("people:organisation", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Add an organisation", "submit": "Add it", "crumbs": _crumbs(),
        "cancel_url": reverse("people:organisations"),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("people.organisations")
def organisation(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = organisation_of(request, uid)
    panels = slots.panels_for(request, "people.organisation", found)
    archived = statuses.status("quiet", "Archived", "archive", pill=True)
    thing = {
        "crumbs": _crumbs(),
        "title": found.name,
        "status": archived if found.archived_at else "",
        "codes": [found.account_number],
        "facts": [
            found.get_kind_display(),
            str(found.school) if found.school else "The whole trust",
        ],
        "actions": _actions(request, found),
        "main": panels["main"],
        "side": panels["side"],
    }
    context = {"thing": thing, "timeline": timelines.timeline_panel(request, found)}
    return render(request, "people/organisation.html", context)


def _actions(request: HttpRequest, organisation: Organisation) -> list[dict[str, Any]]:
    if not can(request.actor, "people.change_organisations", organisation):
        return []

    def url(name: str) -> str:
        return reverse(f"people:{name}", args=[organisation.uid])

    if organisation.archived_at is not None:
        back = {"label": "Bring it back", "url": url("organisation_restore"), "icon": "restore"}
        return [back | {"method": "post", "primary": True}]
    return [
        {"label": "Change", "url": url("organisation_change"), "icon": "pencil", "key": "e"},
        {
            "label": "Archive", "url": url("organisation_archive"), "icon": "archive", "method": "post",
            "confirm": f"Archive {organisation}?",
        },
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("people.change_organisations")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = organisation_of(request, uid)
    title = f"Change {found}"
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(
                found, by=request.actor, at=clock.now(), **form.cleaned_data
            )
            return redirect("people:organisation", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": title, "crumbs": _crumbs(),
        "cancel_url": reverse("people:organisation", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("people.change_organisations")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = organisation_of(request, uid)
    with refused_aloud(request):
        actions.archive_organisation(found, by=request.actor, at=clock.now())
    return redirect("people:organisation", uid)


@require_POST
@needs("people.change_organisations")
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = organisation_of(request, uid)
    with refused_aloud(request):
        actions.restore_organisation(found, by=request.actor, at=clock.now())
    return redirect("people:organisation", uid)


@require_safe
@needs("people.organisations")
def lookup(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.visible_to(request.actor).open()
    for part in lookup_of(request.GET.get("q", "")).split():
        rows = rows.filter(lookup__contains=part)
    options = [
        {
            "value": one.uid, "label": one.name, "sub": one.get_kind_display(),
            "icon": "building-store",
        }
        for one in rows.order_by("name_key")[:20]
    ]  # fmt: skip
    return render(request, "web/lookup_options.html", {"options": options})
