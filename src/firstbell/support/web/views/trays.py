"""Files beside what somebody writes: taken at once where they are dropped, pasted or chosen, and shown."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.support.actions import trays
from firstbell.support.models import Ticket
from firstbell.support.web.tray import words_of
from firstbell.support.web.views import mine
from firstbell.support.web.views.ticket import load_to_work

WORK, REPORT = "support.work", "support.report"


def _answer(request: HttpRequest, ticket: Ticket | None, url: str) -> HttpResponse:
    by, at = request.actor, clock.now()
    problems = trays.put_all(ticket, request.FILES.getlist("files"), by=by, at=at)
    off = request.POST.get("off", "")
    if off:
        try:
            trays.take_out(ticket, UUID(off), by=by, at=at)
        except (Refusal, ValueError):
            problems.append("That file is not there any more.")
    return render(request, "support/tray.html", words_of(request, ticket, url, problems))


@require_POST
@needs(WORK)
def of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    return _answer(request, ticket, reverse("support:tray", args=[ticket.number]))


@require_POST
@needs(REPORT)
def of_mine(request: HttpRequest, number: str) -> HttpResponse:
    ticket = mine.load(request, number)
    return _answer(request, ticket, reverse("support:mine_tray", args=[ticket.number]))


@require_POST
@needs(REPORT)
def of_report(request: HttpRequest) -> HttpResponse:
    return _answer(request, None, reverse("support:report_tray"))
