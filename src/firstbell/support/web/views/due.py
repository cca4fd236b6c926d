"""When a ticket is due, set by hand and taken off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import due_by_hand
from firstbell.support.web.forms import DueForm
from firstbell.support.web.views.ticket import load_to_work

WORK = "support.work"


@require_POST
@needs(WORK)
def due(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    with refused_aloud(request):
        if "off" in request.POST:
            due_by_hand.take_off(ticket, by=request.actor, at=clock.now())
            messages.success(request, "Only what is promised counts now.")
        else:
            form = DueForm(request.POST)
            if not form.is_valid():
                raise Refusal("Say when it is due, and why then.")
            due_by_hand.set_due(ticket, **form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(request, f"{ticket.number} has its date.")
    return redirect("support:ticket", ticket.number)
