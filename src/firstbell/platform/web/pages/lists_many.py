"""Doing something to many rows of a list: ask once more, do it or hand it to the background, show how it went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.jobs import registry
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.lists import bulk
from firstbell.platform.lists.bulk import Wanted
from firstbell.platform.lists.models import BulkRun
from firstbell.platform.lists.specs import BulkAction, ListSpec, Rows
from firstbell.platform.web.listing import selection
from firstbell.platform.web.pages.lists import spec_of

REFUSED_SHOWN = 100


@require_POST
@needs("lists.own")
def do(request: HttpRequest, name: str, action: str) -> HttpResponse:
    spec = spec_of(request, name)
    wanted = spec.action(request.actor, action)
    if wanted is None or wanted.run is None:
        raise Http404
    require(request.actor, wanted.permission)
    rows = selection.picked(request, spec)
    count = rows.count()
    if not count:
        messages.warning(request, f"Pick some {spec.things[1]} first.")
        return redirect(selection.back_url(request, spec))
    if request.POST.get("sure"):
        form = bulk.form_of(wanted, request.actor, rows, request.POST)
        if form is None or form.is_valid():
            return _done(request, spec, wanted, rows)
    else:
        form = bulk.form_of(wanted, request.actor, rows)
    return _ask(request, spec, wanted, form, count)


def _ask(
    request: HttpRequest, spec: ListSpec, action: BulkAction, form: Any, count: int
) -> HttpResponse:
    back = selection.back_url(request, spec)
    confirm = {
        "title": f"{action.label}: {spec.count_words(count)}", "submit": action.label, "danger": action.danger,
        "sentence": action.sentence or f"This is done to {spec.count_words(count)}.", "cancel_url": back,
        "hidden": {**selection.passed_on(request), "sure": "1", "back": back},
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm, "form": form})


def _done(request: HttpRequest, spec: ListSpec, action: BulkAction, rows: Rows) -> HttpResponse:
    """A few at once; more in the background, where nobody has to wait."""
    actor, at, back = request.actor, clock.now(), selection.back_url(request, spec)
    words = {name: request.POST.getlist(name) for name in request.POST if name not in _OURS}
    with transaction.atomic():
        run = bulk.begin(Wanted(spec, action, rows, words, back), by=actor, at=at)
        if run.total > bulk.AT_ONCE:
            job = registry.defer("lists.bulk", by=actor, at=at, title=run.title, run=str(run.uid))
            BulkRun.objects.filter(pk=run.pk).update(job_uid=job.uid)
            return redirect("list_run", uid=run.uid)
    bulk.go_on(run, by=actor, at=at)
    if run.refused or run.gone:
        return redirect("list_run", uid=run.uid)
    n = f"{run.changed:,}"
    said = (
        action.done.format(n=n, things=spec.things[run.changed != 1])
        if action.done
        else f"{run.title}. Done."
    )
    messages.success(request, said)
    return redirect(back)


_OURS = ("csrfmiddlewaretoken", "pick", "picks", "all", "query", "sure", "back")


@require_safe
@needs("lists.own")
def run_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = _own_run(request, uid)
    shown: dict[str, Any] = {
        "run": run, "refused": run.refused[:REFUSED_SHOWN], "more_refused": max(0, len(run.refused) - REFUSED_SHOWN),
        "back_url": run.back_url or "/", "sub": run.line if run.ended_at else "",
    }  # fmt: skip
    if not run.ended_at:
        shown |= {"progress": _progress(run)}
    return render(request, "web/list_run.html", shown)


@require_safe
@needs("lists.own")
def run_progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    return render(request, "web/progress.html", {"job": _progress(_own_run(request, uid))})


def _own_run(request: HttpRequest, uid: UUID) -> BulkRun:
    return get_object_or_404(BulkRun, uid=uid, account_id=request.actor.account_id or 0)


def _progress(run: BulkRun) -> dict[str, Any]:
    job = Job.objects.filter(uid=run.job_uid).first() if run.job_uid else None
    failed = job is not None and job.state == State.FAILED
    return {
        "id": "fb-run", "title": run.title, "done": run.done, "total": run.total,
        "percent": 100 * run.done // max(1, run.total), "line": job.problem if job and failed else run.line,
        "state": "done" if run.ended_at else "failed" if failed else "running",
        "poll_url": reverse("list_run_progress", args=[run.uid]), "finished_url": reverse("list_run", args=[run.uid]),
    }  # fmt: skip


urlpatterns = [
    path("lists/<str:name>/do/<str:action>/", do, name="list_do"),
    path("lists/runs/<uuid:uid>/", run_page, name="list_run"),
    path("lists/runs/<uuid:uid>/progress/", run_progress, name="list_run_progress"),
]
