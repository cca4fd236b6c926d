"""What a ticket's page sends while it is open: that somebody is there, and their words so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.support.actions import drafting
from firstbell.support.queries import present
from firstbell.support.web.views.ticket import reach

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
        drafting.keep(ticket, request.POST.get("body", ""), by=by, at=at)
    seen = request.POST.get("seen", "")
    last = int(seen) if seen.isdigit() and len(seen) < 18 else 0
    words = {
        "ticket": ticket, "others": present.others(ticket, by, at), "fresh": present.since(ticket, by, last),
    }  # fmt: skip
    return render(request, "support/present.html", words)
