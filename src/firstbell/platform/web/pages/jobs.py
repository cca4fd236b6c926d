"""Work in the background: what runs, what waits, what failed and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.jobs import actions, registry
from firstbell.platform.jobs.models import Beat, Job, State
from firstbell.platform.web import slots
from firstbell.platform.web.components import status, table
from firstbell.platform.web.components.statuses import Kind
from firstbell.platform.web.components.words import when
from firstbell.platform.web.paging import page_of

slots.settings(
    slots.MenuItem("Work in the background", "jobs", "progress-check", "jobs.view", "House", 60)
)

_STATES: dict[State, tuple[Kind, str, str]] = {
    State.WAITING: ("quiet", "Waiting", "hourglass"),
    State.RUNNING: ("live", "Running", ""),
    State.DONE: ("ok", "Done", ""),
    State.FAILED: ("bad", "Failed", ""),
}


def visible(request: HttpRequest) -> QuerySet[Job]:
    """Work for a school, and work for nobody in particular."""
    schools = request.actor.schools("jobs.view")
    found = Job.objects.order_by("-id")
    return found if schools is None else found.filter(Q(school_id__in=schools) | Q(school_id=None))


@require_safe
@needs("jobs.view")
def jobs(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    found = visible(request)
    if state in State.values:
        found = found.filter(state=state)
    shown, pager = page_of(request, found)
    here = reverse("jobs")
    choices = [("", "All"), *((value, _STATES[State(value)][1]) for value in State.values)]
    listing: dict[str, Any] = {
        "title": "Work in the background",
        "views": [
            {"label": label, "url": f"{here}?state={value}" if value else here, "active": value == state}
            for value, label in choices
        ],
        "columns": [{"label": label} for label in ("What", "For", "Since", "How far", "")],
        "rows": table.rows(_row(job) for job in shown),
        "pager": pager,
        "empty": {
            "title": "Nothing here", "icon": "progress-check",
            "text": "Imports, exports and mails show up here while they run, and afterwards how they went.",
        },
    }  # fmt: skip
    return render(request, "web/jobs.html", {"list": listing, "beats": _beats()})


def _row(job: Job) -> str:
    url = reverse("job", args=[job.uid])
    far = f"{job.done:,} of {job.total:,}" if job.total and not job.is_over else job.line
    cells = [
        table.cell(table.link(url, job.title), phone=1),
        table.cell(job.actor_name),
        table.cell(when(job.created_at, clock.now())),
        table.cell(far, phone=2),
        table.cell(state_of(job), phone=3),
    ]
    return table.row(job.uid, url, job.title, cells, pick=False)


def state_of(job: Job) -> Any:
    kind, word, icon = _STATES[State(job.state)]
    if job.state == State.WAITING and job.attempts:
        return status("warn", "Tried, waits")
    return status(kind, word, icon) if icon else status(kind, word)


def _beats() -> list[dict[str, Any]]:
    """What runs by itself, and when it last did."""
    ran = dict(Beat.objects.values_list("name", "ran_at"))
    return [
        {"title": task.title, "every": every(task.every), "ran_at": ran.get(task.name)}
        for task in sorted(registry.periodic(), key=lambda task: task.title)
    ]


def every(interval: timedelta) -> str:
    """ "every 5 minutes", in the largest unit that comes out even."""
    seconds = int(interval.total_seconds())
    for length, word in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(seconds, length)
        if count and not rest:
            return f"every {word}" if count == 1 else f"every {count} {word}s"
    return str(interval)


@require_safe
@needs("jobs.view")
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(visible(request), uid=uid)
    again = {
        "label": "Try again", "url": reverse("job_retry", args=[uid]), "icon": "refresh", "method": "post",
        "primary": True,
    }  # fmt: skip
    may_retry = found.state == State.FAILED and can(request.actor, "jobs.change", found)
    thing = {
        "crumbs": [{"label": "Work in the background", "url": reverse("jobs")}],
        "title": found.title, "icon": "progress-check", "status": state_of(found), "facts": [found.line],
        "actions": [again] if may_retry else [],
    }  # fmt: skip
    words = {"last_line": found.problem.strip().rpartition("\n")[2], "progress": _progress(found)}
    return render(request, "web/job.html", {"thing": thing, "job": found, **words})


def _progress(found: Job) -> dict[str, Any]:
    return {
        "id": f"job-{found.pk}", "title": found.title, "done": found.done, "total": found.total,
        "percent": found.percent, "line": found.line, "state": found.state,
        "poll_url": reverse("job_progress", args=[found.uid]), "finished_url": reverse("job", args=[found.uid]),
    }  # fmt: skip


@require_safe
@needs("jobs.view")
def job_progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bar alone, asked for again each second while it moves."""
    found = get_object_or_404(visible(request), uid=uid)
    return render(request, "web/progress.html", {"job": _progress(found)})


@require_POST
@needs("jobs.change")
def job_retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(visible(request), uid=uid)
    actions.retry(found, by=request.actor, at=clock.now())
    messages.success(request, f"{found.title} is tried again.")
    return redirect("job", uid)


_HERE = "settings/jobs/<uuid:uid>/"
urlpatterns = [
    path("settings/jobs/", jobs, name="jobs"),
    path(_HERE, job, name="job"),
    path(f"{_HERE}progress/", job_progress, name="job_progress"),
    path(f"{_HERE}retry/", job_retry, name="job_retry"),
]
