"""What the box of an answer offers while it is typed: ready answers after a slash, people after an @."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.support.actions import macros
from firstbell.support.models import Macro, Ticket
from firstbell.support.queries import followers
from firstbell.support.web import tray
from firstbell.support.web.views.ticket import load_to_work

WORK = "support.work"
_SHOWN = 12


@require_safe
@needs(WORK)
def ready(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    rows = macros.offered(ticket, request.GET.get("q", "")[:60]).select_related("status", "to_team", "category")  # fmt: skip
    options = [
        {"value": row.uid, "label": row.name, "sub": _sub(row), "icon": "message-2" if row.public else "lock"}
        for row in rows.prefetch_related("checklists")[:_SHOWN]
    ]  # fmt: skip
    return render(request, "support/offered.html", {"options": options, "nothing": "No ready answer of that name."})  # fmt: skip


def _sub(row: Macro) -> str:
    short = f"/{row.key}" if row.key else ""
    return " · ".join(word for word in (short, *macros.changes_of(row)) if word)


def _then(ticket: Ticket) -> str:
    if ticket.restricted:
        return "may not see a restricted ticket"
    return f"sees this ticket then, and no other of {ticket.team}"


@require_POST
@needs(WORK)
def use(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """How it reads here: into the box, to be looked at and changed before it is sent. Its files go beside it."""
    ticket, at = load_to_work(request, number), clock.now()
    macro: Macro = get_object_or_404(macros.offered(ticket), uid=uid)
    offer = macros.offer(ticket, macro, by=request.actor, at=at)
    macros.lay_out(ticket, macro, by=request.actor, at=at)
    url = reverse("support:tray", args=[ticket.number])
    answer = {
        "body": offer.body, "public": macro.public, "minutes": macro.minutes or "", "activity": macro.activity,
        "strip": render_to_string("support/macro.html", {"offer": offer}, request),
        "tray": render_to_string("support/tray.html", tray.words_of(request, ticket, url), request),
    }  # fmt: skip
    return JsonResponse(answer)


@require_safe
@needs(WORK)
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Of the team, by the beginning of a name; those who may not see the ticket are named, and cannot be picked."""
    ticket = load_to_work(request, number)
    found = followers.offered(ticket, request.GET.get("q", "")[:60], clock.now())
    options: list[dict[str, Any]] = [
        {
            "value": account.name, "label": account.name, "icon": "user" if sees or not ticket.restricted else "lock",
            "off": ticket.restricted and not sees, "sub": "" if sees else _then(ticket),
        }
        for account, sees in found
    ]  # fmt: skip
    return render(request, "support/offered.html", {"options": options, "nothing": "Nobody of that name is on the team."})  # fmt: skip
