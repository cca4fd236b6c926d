"""The programs, where each is, and what came and went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import context, listing
from firstbell.platform.web.refusals import show
from firstbell.software.actions import naming
from firstbell.software.models import Installation, Title
from firstbell.software.queries import where
from firstbell.software.web.forms import CallForm
from firstbell.software.web.lists import INSTALLATIONS, TITLES

VIEW = "software.view"
HOME = {"label": "Software", "url": "/software/"}


@require_safe
@needs(VIEW)
def titles(request: HttpRequest) -> HttpResponse:
    return listing.page(request, TITLES)


@require_safe
@needs(VIEW)
def installations(request: HttpRequest) -> HttpResponse:
    return listing.page(request, INSTALLATIONS)


def _title(request: HttpRequest, uid: UUID) -> Title:
    found: Title = get_object_or_404(Title.objects.visible_to(request.actor), uid=uid)
    return found


@require_safe
@needs(VIEW)
def title(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where it is, which versions, in which rooms, on whose devices."""
    found, school = _title(request, uid), context.current_school(request)
    of = school.pk if school else None
    rows = where.installed(found, request.actor, of)
    versions, most = where.versions(rows), where.SHOWN
    words = {
        "title": found, "versions": where.Some(versions[:most], max(0, len(versions) - most)),
        "rooms": where.rooms(rows), "holders": where.holders(rows),
        "devices": where.devices(found, request.actor, of), "most": max((one.devices for one in versions), default=0), "crumbs": [HOME],
        "list_url": f"{reverse('software:installations')}?program={found.uid}",
        "names": list(found.releases.values_list("name", "publisher").distinct()[:30]),
        "may_change": can(request.actor, "software.change"),
        "may_license": can(request.actor, "software.change_licences"),
        "form": CallForm(initial={"name": found.name, "publisher": found.publisher, "kind": found.kind}),
    }  # fmt: skip
    return render(request, "software/title.html", words)


@require_http_methods(["GET", "POST"])
@needs("software.change")
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what a program is; every device that has it is read again."""
    found = _title(request, uid)
    start = {"name": found.name, "publisher": found.publisher, "kind": found.kind}
    form = CallForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            meant = naming.call(found, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"It is {meant} from now on, wherever it is reported.")
            return redirect("software:title", meant.uid)
    page = {
        "title": f"What is {found}?", "submit": "That is what it is", "crumbs": [HOME],
        "cancel_url": reverse("software:title", args=[found.uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs(VIEW)
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All programs of one device, and what came and went on it."""
    found = get_object_or_404(Item.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, VIEW, found):
        raise Http404
    rows = (
        Installation.objects.visible_to(request.actor)
        .there()
        .filter(item=found)
        .select_related("title", "release")
        .order_by("title__kind", "title__name_key")
    )
    crumbs = [{"label": str(found), "url": f"/equipment/{found.uid}/"}]
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.title.get_kind_display(), []).append(row)
    words = {
        "item": found,
        "groups": groups,
        "days": where.changes(found),
        "crumbs": crumbs,
        "total": len(rows),
    }
    return render(request, "software/item.html", words)


@require_safe
@needs(VIEW)
def week(request: HttpRequest) -> HttpResponse:
    """What appeared on devices in the last seven days, and what is gone from them."""
    school, since = context.current_school(request), where.week_before(clock.now())
    of = school.pk if school else None
    words = {
        "fresh": where.fresh(request.actor, of, since),
        "gone": where.gone(request.actor, of, since),
        "since": since,
        "crumbs": [HOME],
    }
    return render(request, "software/week.html", words)


@require_safe
@needs(VIEW)
def title_lookup(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = Title.objects.visible_to(request.actor).filter(name__icontains=words)
    options = [
        {"value": row.uid, "label": row.name, "sub": row.publisher}
        for row in rows.order_by("name_key")[:20]
    ]
    return render(request, "web/lookup_options.html", {"options": options})
