"""One list of people: who joins, moves and leaves, before anything changes; then how it went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.actions.rosters import deciding, running
from firstbell.people.models import Person, RosterRun
from firstbell.people.web import runs
from firstbell.people.web.source_forms import BringInForm
from firstbell.people.web.views.sources import here
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.exchange.actions import applying
from firstbell.platform.exchange.states import WORKING, State
from firstbell.platform.web.paging import page_of
from firstbell.platform.web.refusals import refused_aloud

_MOST = 50


def run_of(request: HttpRequest, uid: UUID) -> RosterRun:
    rows = RosterRun.objects.visible_to(request.actor)
    found: RosterRun = get_object_or_404(
        rows.select_related("source__school", "session__school"), uid=uid
    )
    return found


def _frame(run: RosterRun) -> dict[str, Any]:
    url = reverse("people:source", args=[run.source.uid])
    return {
        "run": run,
        "session": run.session,
        "crumbs": here({"label": run.source.name, "url": url}),
        "state": runs.state_of(run),
    }


@require_safe
@needs("people.rosters")
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = run_of(request, uid)
    words = _frame(found)
    if _is_working(found):
        return render(
            request, "people/run_wait.html", {**words, "progress": runs.progress_of(found)}
        )
    if not found.tally:
        return render(request, "people/run_failed.html", words)
    known = {word for word, *_ in runs.VIEWS}
    shown = request.GET.get("show", "")
    shown = shown if shown in known else runs.first_view(found)
    rows, pager = page_of(request, runs.rows_of(found, shown))
    pairs = [(row, runs.line_of(row, shown)) for row in rows]
    may_say = (
        shown == "confirm" and found.session is not None and found.session.state == State.CHECKED
    )
    if may_say:
        runs.with_candidates(pairs, request.actor)
    words |= {
        "shown": shown, "views": runs.views_of(found, shown), "lines": [line for _, line in pairs], "pager": pager,
        "may_say": may_say, "went": runs.went(found), "to_do": runs.to_do(found),
        "asking": running.asking(found) if found.asks else "", "facts": _facts(found),
    }  # fmt: skip
    return render(request, "people/run.html", words)


def _is_working(run: RosterRun) -> bool:
    return run.is_reading or bool(run.session and run.session.state in WORKING)


def _facts(run: RosterRun) -> list[tuple[str, str]]:
    tally = run.tally
    words = (
        ("joiners", "join"), ("movers", "change"), ("leavers", "leave"), ("sames", "stay as they are"),
        ("new_classes", "new classes"), ("confirms", "to say who they are"), ("wrongs", "cannot be used"),
    )  # fmt: skip
    return [(f"{tally.get(key, 0):,}", word) for key, word in words if tally.get(key)]


@require_safe
@needs("people.rosters")
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = run_of(request, uid)
    if _is_working(found):
        return render(request, "web/progress.html", {"job": runs.progress_of(found)})
    return HttpResponse(headers={"HX-Redirect": reverse("people:roster_run", args=[uid])})


@require_POST
@needs("people.rosters")
def bring_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = run_of(request, uid)
    form = BringInForm(request.POST)
    leavers = form.cleaned_data["leavers"] if form.is_valid() else None
    with refused_aloud(request):
        if found.session is not None and found.session.state == State.FAILED:
            applying.go_on(found.session, by=request.actor, at=clock.now())
        else:
            running.bring_in(found, by=request.actor, at=clock.now(), leavers=leavers)
    return redirect("people:roster_run", uid)


@require_POST
@needs("people.rosters")
def who(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Per line, the uid of the person it is, or "new"; what is left open stays so."""
    found = run_of(request, uid)
    chosen = {
        key[4:]: str(value)
        for key, value in request.POST.items()
        if key.startswith("who-") and value
    }
    uids = [value for value in chosen.values() if value != "new"][:_MOST]
    with refused_aloud(request):
        try:
            wanted = {UUID(value) for value in uids}
        except ValueError:
            raise Refusal("Choose one of the people who are offered.") from None
        rows = Person.objects.visible_to(request.actor).known().filter(uid__in=wanted)
        people = {str(one.uid): one for one in rows}
        said = {
            key: people.get(value) for key, value in chosen.items() if value in ("new", *people)
        }
        deciding.decide(found, said, by=request.actor, at=clock.now())
        messages.success(request, "That is remembered for every list to come.")
    return redirect("people:roster_run", uid)
