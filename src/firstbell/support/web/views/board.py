"""The board: tickets as cards in columns, moved by hand, by a menu or by the keyboard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import context
from firstbell.support.models import Status
from firstbell.support.queries import board as questions
from firstbell.support.queries import queue
from firstbell.support.states import DONE

WORK = "support.work"
_MINE = "mine"


@require_safe
@needs("support.view")
def board(request: HttpRequest) -> HttpResponse:
    at, school = clock.now(), context.current_school(request)
    view = _MINE if request.GET.get("view") == _MINE else ""
    lines = queue.within(queue.lines(request.actor, school, at), request.actor, view)
    words = {
        "columns": questions.columns(request.actor, school, lines, at), "now": at, "count": len(lines), "view": view,
        "statuses": Status.objects.live().exclude(phase__in=DONE), "may_work": can(request.actor, WORK),
    }  # fmt: skip
    return render(request, "support/board.html", words)
