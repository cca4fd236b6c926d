"""What somebody reported themselves: how it stands, what was answered, and their own words back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import talking, working
from firstbell.support.models import Entry, Ticket

REPORT = "support.report"
_SHOWN = 40


def load(request: HttpRequest, number: str) -> Ticket:
    rows = Ticket.objects.own(request.actor).select_related(
        "school", "team", "status", "category", "owner", "requester", "room"
    )  # fmt: skip
    found = rows.filter(number=number.upper()).first()
    if found is None:
        raise Http404(f"There is no ticket {number} of yours.")
    return found


@require_safe
@needs(REPORT)
def mine(request: HttpRequest) -> HttpResponse:
    rows = Ticket.objects.own(request.actor).select_related("status", "room", "category", "owner")
    words = {
        "open": list(rows.open().order_by("-opened_at")[:_SHOWN]),
        "done": list(rows.exclude(solved_at=None).order_by("-solved_at")[:_SHOWN]),
        "now": clock.now(),
    }  # fmt: skip
    return render(request, "support/mine.html", words)


@require_safe
@needs(REPORT)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    found = load(request, number)
    words = {
        "ticket": found, "entries": Entry.objects.filter(ticket=found, public=True).order_by("pk"),
        "pictures": Attachment.objects.live().filter(thing_uid=found.uid), "now": clock.now(),
    }  # fmt: skip
    return render(request, "support/mine_ticket.html", words)


@require_POST
@needs(REPORT)
def say(request: HttpRequest, number: str) -> HttpResponse:
    found = load(request, number)
    with refused_aloud(request):
        words = talking.Words(request.POST.get("body", ""))
        talking.ask_back(found, words, by=request.actor, at=clock.now())
        messages.success(request, "The ICT team has your message.")
    return redirect("support:mine_ticket", found.number)


@require_POST
@needs(REPORT)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """It works again, or is not needed any more."""
    found = load(request, number)
    with refused_aloud(request):
        working.close(found, by=request.actor, at=clock.now())
        messages.success(request, "Thank you, it is closed.")
    return redirect("support:mine_ticket", found.number)
