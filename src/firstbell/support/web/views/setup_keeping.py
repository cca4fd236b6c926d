"""How long a team keeps what it solved, with how many tickets that would be now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show
from firstbell.support.actions import retaining
from firstbell.support.actions.retaining import Meant
from firstbell.support.models import Team
from firstbell.support.web.setup_forms import KeepingForm
from firstbell.support.web.views.setup_teams import above, team_of
from firstbell.support.web.views.setups import SETUP


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def keeping(request: HttpRequest, uid: UUID) -> HttpResponse:
    team, at = team_of(request, uid), clock.now()
    start = {"keep_years": team.keep_years, "keep_how": team.keep_how}
    form = KeepingForm(request.POST or None, initial=start)
    back = reverse("support:setup_one", args=["teams", team.uid])
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            retaining.set_years(team, data["keep_years"], data["keep_how"], by=request.actor, at=at)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"How long {team} keeps its tickets is saved.")
            return redirect(back)
    page: dict[str, Any] = {"title": "How long tickets are kept", "submit": "Save", "cancel_url": back, "crumbs": above(team)}  # fmt: skip
    words = {"form": form, "page": page, "team": team, "meant": _meant(team, start, at)}
    return render(request, "support/setup/keeping.html", words)


@require_POST
@needs(SETUP)
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    team, form = team_of(request, uid), KeepingForm(request.POST)
    meant = _meant(team, form.cleaned_data, clock.now()) if form.is_valid() else None
    return render(request, "support/setup/keeping_meant.html", {"meant": meant, "team": team})


def _meant(team: Team, data: dict[str, Any], at: Any) -> Meant:
    return retaining.meant(team, data["keep_years"], data["keep_how"], at)
