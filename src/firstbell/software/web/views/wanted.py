"""What devices have to have, and must not; and which do not keep to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.database.counts import capped_count, words
from firstbell.platform.web import context
from firstbell.platform.web.paging import page_of
from firstbell.platform.web.refusals import show
from firstbell.software.actions import requiring
from firstbell.software.models import Requirement
from firstbell.software.queries import keeping
from firstbell.software.web.forms import WantedForm, title_named, views_of_devices

HOME = {"label": "Software", "url": "/software/"}
BACK = {"label": "Required and forbidden", "url": "/software/wanted/"}


@require_safe
@needs("software.view")
def wanted(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request)
    kept = keeping.requirements(request.actor, school.pk if school else None, clock.now())
    shown = {
        "kept": kept,
        "crumbs": [HOME],
        "may_change": can(request.actor, "software.change", school),
    }
    return render(request, "software/wanted.html", shown)


@require_http_methods(["GET", "POST"])
@needs("software.change")
def new(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school whose devices could be watched.")
    start = {"title": title_named(request), "wanted": request.GET.get("wanted", "required")}
    form = WantedForm(request.actor, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            words = dict(form.cleaned_data)
            title = words.pop("title")
            wish = requiring.Wish(**words)
            row = requiring.want(title, wish, school=school, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row}: that is watched from now on.")
            return redirect("software:violations", row.uid)
    page = {
        "title": "Require or forbid a program", "submit": "Save", "cancel_url": reverse("software:wanted"),
        "crumbs": [HOME, BACK],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("software.view")
def violations(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _row(request, uid)
    wrong = keeping.violating(row, clock.now())
    # Keys alone are sorted, not all that is shown of them.
    keys, pager = page_of(request, wrong.order_by("tag_key", "pk").only("pk"))
    items = Item.objects.filter(pk__in=[one.pk for one in keys]).order_by("tag_key", "pk")
    shown = {
        "row": row, "items": items.select_related("model", "category", "place"), "pager": pager,
        "fact": words(capped_count(wrong)), "crumbs": [HOME, BACK], "actions": [_as_a_list(row)] if row.ended_at is None else [],
        "may_change": can(request.actor, "software.change", row) and row.ended_at is None,
    }  # fmt: skip
    return render(request, "software/violations.html", shown)


def _as_a_list(row: Requirement) -> dict[str, str]:
    """The same devices in the register's own list: narrowed, kept as a view, taken away, many done to at once."""
    url = f"{reverse('equipment:items')}?breaks={row.uid}"
    return {"label": "As a list", "url": url, "icon": "table"}


@require_POST
@needs("software.change")
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _row(request, uid)
    requiring.end(row, by=request.actor, at=clock.now())
    messages.success(request, f"{row}: that is over.")
    return redirect("software:wanted")


def _row(request: HttpRequest, uid: UUID) -> Requirement:
    rows = Requirement.objects.visible_to(request.actor).select_related("title", "view", "school")
    found: Requirement = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("software.change")
def view_lookup(request: HttpRequest) -> HttpResponse:
    rows = views_of_devices(request.actor).filter(name__icontains=request.GET.get("q", ""))
    names = {"equipment.items": "Equipment", "agents.devices": "Devices"}
    options = [
        {"value": row.uid, "label": row.name, "sub": names.get(row.list_name, "")}
        for row in rows.order_by("name")[:20]
    ]
    return render(request, "web/lookup_options.html", {"options": options})
