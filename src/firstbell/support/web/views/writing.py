"""What a ticket's page sends while it is open: that somebody is there, and their words so far."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.support.actions import drafting
from firstbell.support.models import Ticket
from firstbell.support.queries import present
from firstbell.support.web.views.ticket import load_to_work, reach

WORK = "support.work"


@require_POST
@needs(WORK)
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Keeps the draft, says who else is here, and what was said meanwhile."""
    found, at, by = reach(request, number), clock.now(), request.actor
    ticket = found.merged_into or found
    typed = request.POST.get("typed") == "1"
    drafting.look(ticket, types=typed, by=by, at=at)
    if typed:
        _keep(request, ticket)
    return _present(request, ticket)


def _keep(request: HttpRequest, ticket: Ticket) -> None:
    words, public = request.POST.get("body", ""), request.POST.get("to") != "team"
    drafting.keep(ticket, words, public=public, by=request.actor, at=clock.now())


def _present(request: HttpRequest, ticket: Ticket, problem: str = "") -> HttpResponse:
    at, by = clock.now(), request.actor
    seen = request.POST.get("seen", "")
    last = int(seen) if seen.isdigit() and len(seen) < 18 else 0
    words = {
        "ticket": ticket, "others": present.others(ticket, by, at), "fresh": present.since(ticket, by, last),
        "drafts": present.drafts(ticket, by), "problem": problem,
    }  # fmt: skip
    return render(request, "support/present.html", words)


@require_POST
@needs(WORK)
def show(request: HttpRequest, number: str) -> HttpResponse:
    """What stands in the box is shown to the team, or is one's own again."""
    ticket, by = load_to_work(request, number), request.actor
    _keep(request, ticket)
    try:
        if request.POST.get("show") == "off":
            drafting.hide(ticket, by=by)
        else:
            drafting.show(ticket, by=by, at=clock.now())
    except Refusal as refusal:
        return _present(request, ticket, refusal.sentence)
    return _present(request, ticket)


@require_POST
@needs(WORK)
def take_over(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Below what one has begun; the page is drawn again with all of it in the box."""
    ticket, by = load_to_work(request, number), request.actor
    _keep(request, ticket)
    try:
        drafting.take_over(ticket, uid, by=by, at=clock.now())
    except Refusal as refusal:
        return _present(request, ticket, refusal.sentence)
    return HttpResponse(headers={"HX-Redirect": reverse("support:ticket", args=[ticket.number])})
