"""What somebody reported themselves: how it stands, what was answered, and their own words back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import talking, trays, working
from firstbell.support.models import Entry, Opinion, Ticket
from firstbell.support.queries import enclosed, joins, own
from firstbell.support.web import opinion, tray

REPORT = "support.report"


_WITH = (
    "school", "team", "status", "category", "owner", "requester", "room", "merged_into__school", "merged_into__team",
    "merged_into__status", "merged_into__owner", "merged_into__requester",
)  # fmt: skip


def load(request: HttpRequest, number: str) -> Ticket:
    return _found(Ticket.objects.own(request.actor), number)


def _found(rows: QuerySet[Ticket], number: str) -> Ticket:
    found = rows.select_related(*_WITH).filter(number=number.upper()).first()
    if found is None:
        raise NotFound(f"There is no ticket {number} of yours.")
    return found


@require_safe
@needs(REPORT)
def mine(request: HttpRequest) -> HttpResponse:
    words = {
        "open": joins.own(request.actor, is_open=True),
        "done": joins.own(request.actor, is_open=False),
        "theirs": list(
            own.of_department(request.actor)
            .open()
            .select_related("status", "room", "category", "requester")
            .order_by("-opened_at")[:40]
        ),
        "now": clock.now(),
    }
    return render(request, "support/mine.html", words)


@require_safe
@needs(REPORT)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One's own; of a colleague's, where the school lets a department see its own, what was asked and answered."""
    rows = Ticket.objects.own(request.actor) | own.of_department(request.actor)
    found = _found(rows, number)
    into = found.merged_into
    if into is not None and into.is_of(request.actor):
        return redirect("support:mine_ticket", into.number)
    return _page(request, joins.as_it_stands(found))


def _page(request: HttpRequest, found: Ticket, *, body: str = "", problem: str = "") -> HttpResponse:  # fmt: skip
    entries = list(_said(request, found))
    files = enclosed.by_entry(entries)
    asked = Opinion.objects.filter(ticket=found).select_related("ticket").first()
    words = {
        **opinion.words_of(asked), "is_own": found.is_of(request.actor),
        "ticket": found, "said": [(entry, files[entry.uid]) for entry in entries], "body": body, "problem": problem,
        "pictures": Attachment.objects.live().filter(thing_uid=found.uid), "now": clock.now(),
        **tray.words_of(request, found, reverse("support:mine_tray", args=[found.number])),
    }  # fmt: skip
    return render(request, "support/mine_ticket.html", words, status=409 if problem else 200)


def _said(request: HttpRequest, found: Ticket) -> Any:
    """As whoever raised it reads it, though they may work at the desk themselves."""
    return Entry.objects.told(request.actor, found).order_by("pk")


@require_POST
@needs(REPORT)
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Their words and files; refused, both are still there."""
    found, by = load(request, number), request.actor
    body, left = request.POST.get("body", ""), tray.came(request, found)
    if left:
        return _page(request, found, body=body, problem=" ".join(left))
    try:
        words = talking.Words(body, tray=trays.tray_of(found, by))
        talking.ask_back(found.merged_into or found, words, by=by, at=clock.now())
    except Refusal as refusal:
        return _page(request, found, body=body, problem=refusal.sentence)
    messages.success(request, "The ICT team has your message.")
    return redirect("support:mine_ticket", found.number)


@require_POST
@needs(REPORT)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """It works again, or is not needed any more."""
    found = load(request, number)
    with refused_aloud(request):
        if found.merged_into is not None:
            raise Conflict("Others have the same trouble, so the ICT team closes it.")
        working.close(found, by=request.actor, at=clock.now())
        messages.success(request, "Thank you, it is closed.")
    return redirect("support:mine_ticket", found.number)
