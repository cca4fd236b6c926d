"""All leavers at once: who still has something, who would be told, and the mails to them and their tutors."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.actions import asking_back
from firstbell.people.queries.leavers import Holding, holding
from firstbell.people.web.views.persons import crumbs
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud


@require_http_methods(["GET", "POST"])
@needs("people.change")
def ask_all(request: HttpRequest) -> HttpResponse:
    """What would be sent is looked at first; what was sent once is ticked by nobody but the reader."""
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school whose leavers could be asked.")
    rows = holding(request.actor, school)
    if request.method == "POST":
        with refused_aloud(request):
            asked = asking_back.ask_many(
                [one.stay for one in _picked(request, rows)], asked_before=_seen(request), by=request.actor, at=clock.now()
            )  # fmt: skip
            _say(request, asked)
        return redirect("people:leavers_ask")
    reachable = [one for one in rows if one.can_be_told]
    new = [one for one in reachable if one.stay.asked_at is None]
    words = {
        "new": new, "again": [one for one in reachable if one.stay.asked_at is not None],
        "lost": [one for one in rows if not one.can_be_told], "seen": clock.now().isoformat(),
        "tutors": len({one.told.tutor_id for one in new} - {0}), "mails": sum(bool(one.told.to) for one in new),
        "crumbs": [*crumbs(), {"label": "Leavers", "url": reverse("people:leavers")}],
    }  # fmt: skip
    return render(request, "people/leavers_asking.html", words)


def _picked(request: HttpRequest, rows: list[Holding]) -> list[Holding]:
    wanted = set(request.POST.getlist("pick"))
    found = [one for one in rows if str(one.stay.person.uid) in wanted]
    if not found:
        raise Refusal("Tick who is to be asked.")
    return found


def _seen(request: HttpRequest) -> datetime | None:
    """When the page was read: who was asked since then, by a second press or a colleague, is not asked again."""
    try:
        found = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None
    return (
        found if found is not None and found.tzinfo is not None and found <= clock.now() else None
    )


def _say(request: HttpRequest, asked: int) -> None:
    if not asked:
        messages.info(request, "They were all asked already. Nothing is sent twice.")
        return
    messages.success(
        request,
        f"{asked:,} {'leaver is' if asked == 1 else 'leavers are'} asked for what is still out.",
    )
