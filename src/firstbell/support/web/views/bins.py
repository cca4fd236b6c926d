"""The bin: tickets that are none are thrown there, and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web import listing
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import trashing
from firstbell.support.web.bin_list import BIN, VIEW, WORK
from firstbell.support.web.views.ticket import load_to_work, reach


@require_safe
@needs(VIEW)
def bin_(request: HttpRequest) -> HttpResponse:
    return listing.page(request, BIN)


@require_POST
@needs(WORK)
def throw_away(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    with refused_aloud(request):
        trashing.throw_away(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is in the bin, and can be brought back for 30 days.")  # fmt: skip
        return redirect("support:queue")
    return redirect("support:ticket", ticket.number)


@require_POST
@needs(WORK)
def bring_back(request: HttpRequest, number: str) -> HttpResponse:
    ticket = reach(request, number)
    require(request.actor, WORK, ticket)
    with refused_aloud(request):
        trashing.bring_back(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is back.")
    return redirect("support:ticket", ticket.number)
