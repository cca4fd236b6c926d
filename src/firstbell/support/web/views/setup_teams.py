"""Inside a team: its areas, and the steps that its tickets take."""

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
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import teaming
from firstbell.support.models import Area, Mailbox, Status, Team
from firstbell.support.queries import signatures
from firstbell.support.web.setup_forms import AreaForm, StepsForm
from firstbell.support.web.views.acts import school_of
from firstbell.support.web.views.setups import MANAGE, crumbs


def team_of(request: HttpRequest, uid: UUID) -> Team:
    found: Team = get_object_or_404(Team.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, MANAGE, found):
        raise NotFound("That team is not yours to set up.")
    return found


def _area(request: HttpRequest, uid: UUID) -> Area:
    teams = Team.objects.visible_to(request.actor)
    found: Area = get_object_or_404(
        Area.objects.filter(team__in=teams).select_related("team"), uid=uid
    )
    if not can(request.actor, MANAGE, found):
        raise NotFound("That area is not yours to set up.")
    return found


def above(team: Team) -> list[dict[str, str]]:
    return crumbs(
        {"label": "Teams", "url": reverse("support:setup_teams")},
        {"label": team.name, "url": reverse("support:setup_one", args=["teams", team.uid])},
    )


@require_POST
@needs(MANAGE)
def signature(request: HttpRequest) -> HttpResponse:
    """How an answer of somebody who looks at the form would end, were it sent now."""
    school = school_of(request)
    words = request.POST.get("signature", "")[:1_000]
    mailbox = Mailbox.objects.filter(school=school, enabled=True).exclude(signature="").first()
    known = {
        "person": request.actor.name, "team": request.POST.get("name", "").strip()[:80] or "The team",
        "school": str(school), "number": "T-01042",
    }  # fmt: skip
    shown = {
        "signed": signatures.filled(signatures.wanted(words, mailbox), known),
        "of_mailbox": mailbox if mailbox and not words.strip() else None,
    }
    return render(request, "support/setup/signed.html", shown)


@require_safe
@needs(MANAGE)
def areas(request: HttpRequest, uid: UUID) -> HttpResponse:
    team = team_of(request, uid)
    new = {"label": "New area", "url": reverse("support:setup_area_new", args=[team.uid]), "icon": "plus", "primary": True, "key": "c"}  # fmt: skip
    words = {
        "team": team, "areas": team.areas.prefetch_related("members", "categories", "buildings", "rooms").order_by("name"), "actions": [new],
        "crumbs": above(team),
        "empty": {
            "title": "Everybody looks after everything", "icon": "layout-grid", "url": new["url"], "label": new["label"],
            "text": "Where some look after classrooms and AV and others the network, give each an area of its own.",
        },
    }  # fmt: skip
    return render(request, "support/setup/areas.html", words)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def area_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    team = team_of(request, uid)
    return _area_form(request, Area(team=team), "New area")


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def area(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _area(request, uid)
    return _area_form(request, found, found.name)


def _area_form(request: HttpRequest, row: Area, title: str) -> HttpResponse:
    start = AreaForm.initial_of(row) if row.pk else {}
    form = AreaForm(row.team, school_of(request), request.POST or None, initial=start)
    url = reverse("support:setup_areas", args=[row.team.uid])
    if request.method == "POST" and form.is_valid():
        try:
            data = {name: _listed(value) for name, value in form.cleaned_data.items()}
            teaming.save_area(row, by=request.actor, at=clock.now(), **data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} is saved.")
            return redirect(url)
    page: dict[str, Any] = {"title": title, "submit": "Save", "cancel_url": url, "crumbs": [*above(row.team), {"label": "Areas", "url": url}]}  # fmt: skip
    if row.pk:
        off = reverse("support:setup_area_off", args=[row.uid])
        page["actions"] = [{"label": "Remove it", "icon": "trash", "url": off, "method": "post"}]
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _listed(value: Any) -> Any:
    return value if isinstance(value, str) else list(value)


@require_POST
@needs(MANAGE)
def area_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _area(request, uid)
    with refused_aloud(request):
        teaming.remove_area(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row.team} looks after it together again.")
    return redirect("support:setup_areas", row.team.uid)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def steps(request: HttpRequest, uid: UUID) -> HttpResponse:
    team = team_of(request, uid)
    statuses = list(Status.objects.live())
    form = StepsForm(statuses, request.POST or None, initial=_known(team, statuses))
    url = reverse("support:setup_one", args=["teams", team.uid])
    if request.method == "POST" and form.is_valid():
        teaming.set_steps(team, form.steps(), by=request.actor, at=clock.now())
        messages.success(request, f"That is how tickets of {team} go.")
        return redirect(url)
    page = {
        "title": "Steps", "submit": "Save", "cancel_url": url, "crumbs": above(team),
        "sub": "Where a ticket of this team may be set by hand. Everything ticked: anywhere",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _known(team: Team, statuses: list[Status]) -> dict[str, list[str]]:
    known = set(team.steps.values_list("was_id", "now_id"))
    return {
        f"from_{was.pk}": [str(now.pk) for now in statuses if not known or (was.pk, now.pk) in known]
        for was in statuses
    }  # fmt: skip
