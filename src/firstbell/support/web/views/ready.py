"""The settings of what a desk keeps ready: answers, checklists and whole tickets."""

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
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import slots
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import putting_away, readying
from firstbell.support.models import ChecklistTemplate, Macro, TicketTemplate, teams
from firstbell.support.web.ready_forms import FORMS
from firstbell.support.web.views.acts import school_of

SETUP, MANAGE = "support.change_setup", "support.manage_team"
_TITLES = {"answers": "Ready answer", "checklists": "Checklist", "tickets": "Ready ticket"}


@require_safe
@needs(MANAGE)
def ready(request: HttpRequest) -> HttpResponse:
    away = request.GET.get("away") == "1"
    words = {
        "answers": _rows(request, Macro, away).select_related("team", "status", "school"),
        "checklists": _rows(request, ChecklistTemplate, away).select_related("category", "school", "team"),
        "templates": _rows(request, TicketTemplate, away).select_related("category", "school"),
        "away": away, "crumbs": [{"label": "Settings", "url": reverse("settings")}],
    }  # fmt: skip
    return render(request, "support/ready.html", words)


def _rows(request: HttpRequest, model: Any, away: bool) -> Any:  # noqa: FBT001 -- one of two
    """Of whoever manages some teams, what these have."""
    rows = model.objects.at(school_of(request).pk).filter(archived_at__isnull=not away)
    return rows if can(request.actor, SETUP) else rows.filter(team__in=teams.managed(request.actor))


def _kind(kind: str) -> tuple[Any, Any]:
    if kind not in FORMS:
        raise NotFound("There is nothing of that kind.")
    return FORMS[kind]


def _row(request: HttpRequest, kind: str, uid: UUID) -> Any:
    model, _ = _kind(kind)
    row = get_object_or_404(model.objects.visible_to(request.actor).select_related("school"), uid=uid)  # fmt: skip
    readying.refuse_others(row, request.actor)
    return row


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    school = school_of(request)
    model, form_of = _kind(kind)
    form = form_of(request.actor, school, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            row = readying.add(model, data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"“{row}” is ready.")
            return redirect(_url(kind, row) if kind == "answers" else reverse("support:ready"))
    page = {"title": f"New {_TITLES[kind].lower()}", "submit": "Keep it ready", "cancel_url": reverse("support:ready"), "crumbs": _crumbs()}  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _url(kind: str, row: Any) -> str:
    return reverse("support:ready_one", args=[kind, row.uid])


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Settings", "url": reverse("settings")},
        {"label": "Kept ready", "url": reverse("support:ready")},
    ]


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def one(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    row, (_, form_of) = _row(request, kind, uid), _kind(kind)
    school = row.school or school_of(request)
    form = form_of(request.actor, school, request.POST or None, initial=_start(row))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            readying.change(
                row, data, version=data.pop("version"), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"“{row}” is saved.")
            return redirect("support:ready")
    page = {
        "title": str(row), "sub": _TITLES[kind], "submit": "Save", "cancel_url": reverse("support:ready"),
        "crumbs": _crumbs(), "actions": [_away(kind, row)],
    }  # fmt: skip
    panels = slots.panels_for(request, "support.macro", row)["main"] if kind == "answers" else []
    return render(request, "support/ready_one.html", {"form": form, "page": page, "panels": panels})


def _away(kind: str, row: Any) -> dict[str, Any]:
    back = row.archived_at is not None
    return {
        "label": "Take it out again" if back else "Put it away", "icon": "restore" if back else "archive", "method": "post",
        "url": reverse("support:ready_away", args=[kind, row.uid]),
    }  # fmt: skip


def _start(row: Any) -> dict[str, Any]:
    """As the form has it: what is chosen from a list by its uid."""
    found: dict[str, Any] = {"version": row.version, "school": row.school.uid if row.school else None}  # fmt: skip
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        found.setdefault(field.name, getattr(value, "uid", value) if field.is_relation else value)
    if hasattr(row, "checklists"):
        found["checklists"] = [one.uid for one in row.checklists.all()]
    if "public" in found:
        found["public"] = "yes" if row.public else "no"
    return found


@require_POST
@needs(MANAGE)
def away(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    row = _row(request, kind, uid)
    with refused_aloud(request):
        verb = putting_away.put_away if row.archived_at is None else putting_away.bring_back
        verb(row, by=request.actor, at=clock.now())
        messages.success(request, f"“{row}” is {'put away' if row.archived_at else 'ready again'}.")
    return redirect("support:ready")
