"""The corridor log: one line, read as it is typed, saved by Enter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import opening, talking, working
from firstbell.support.models import Ticket
from firstbell.support.queries import corridor as reading
from firstbell.support.queries.lessons import in_room
from firstbell.support.states import Activity, Source
from firstbell.support.web.views.acts import crumbs, school_of

WORK = "support.work"
_PARTS = ("room", "person", "item", "category")


def _read(school: School, words: Any) -> reading.Read:
    left_out = [part for part in words.getlist("without") if part in _PARTS]
    return reading.read(school, words.get("line", "")[:300], without=left_out)


@require_safe
@needs(WORK)
def preview(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    found = _read(school, request.GET)
    lessons = in_room(school, found.room.pk if found.room else None, clock.now())
    words = {
        "found": found, "lessons": lessons, "line": request.GET.get("line", "").strip(),
        "without": [part for part in request.GET.getlist("without") if part in _PARTS],
    }  # fmt: skip
    return render(request, "support/corridor_read.html", words)


@require_http_methods(["GET", "POST"])
@needs(WORK)
def corridor(request: HttpRequest) -> HttpResponse:
    school, problem = school_of(request), ""
    if request.method == "POST":
        try:
            made = _log(request, school)
        except Refusal as refusal:
            problem = refusal.sentence
        else:
            said = "is solved already" if not made.is_open else "is in the queue"
            messages.success(request, f"{made.number} {said}: {made.title}.")
            return redirect("support:corridor")
    return render(request, "support/corridor.html", {**_today(request, school), "problem": problem})


def _log(request: HttpRequest, school: School) -> Ticket:
    found, by, at = _read(school, request.POST), request.actor, clock.now()
    report = opening.Report(
        title=found.title, room=found.room, items=[found.item] if found.item else [], category=found.category,
        requester=found.person, requester_name="" if found.person else "Somebody in the corridor", stops=found.stops,
        source=Source.CORRIDOR,
    )  # fmt: skip
    made = opening.open_ticket(school, report, by=by, at=at)
    if not can(by, WORK, made):
        return made
    if found.done:
        words = talking.Words("Done on the spot.", minutes=found.minutes, activity=Activity.FIXING)
        return working.solve(made, words, by=by, at=at)
    return working.take(made, by=by, at=at)


def _today(request: HttpRequest, school: School) -> dict[str, Any]:
    """An honest count: what came in the corridor today, and what it took."""
    at = clock.now()
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Ticket.objects.visible_to(request.actor).filter(
        school=school, source=Source.CORRIDOR, opened_at__gte=start
    )
    mine = rows.filter(owner=request.actor.account_id).select_related("status", "room", "requester")
    minutes = rows.aggregate(n=Sum("minutes"))["n"] or 0
    return {
        "logged": list(mine.order_by("-pk")[:10]), "count": rows.count(), "minutes": minutes, "crumbs": crumbs(),
        "line": request.POST.get("line", ""), "now": at,
    }  # fmt: skip
