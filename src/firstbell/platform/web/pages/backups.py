"""The backups that are kept, and how the last ones went."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.backup import actions
from firstbell.platform.backup import jobs as making
from firstbell.platform.jobs.models import Job
from firstbell.platform.web import slots
from firstbell.platform.web.pages.jobs import state_of

slots.settings(
    slots.MenuItem(
        "Backups", "backups", "database-export", "backup.view", section="House", order=55
    )
)

_RUNS_SHOWN = 5


@require_safe
@needs("backup.view")
def backups(request: HttpRequest) -> HttpResponse:
    make = {
        "label": "Make one now", "url": reverse("backups_make"), "icon": "database-export", "method": "post",
        "primary": True,
    }  # fmt: skip
    runs = [(run, state_of(run)) for run in _runs()[:_RUNS_SHOWN]]
    page = {
        "kept": [_shown(one) for one in actions.kept()],
        "keeps": actions.KEEP,
        "folder": actions.folder(),
        "runs": runs,
        "actions": [make] if can(request.actor, "backup.change") else [],
    }
    return render(request, "web/backups.html", page)


def _runs() -> QuerySet[Job]:
    return Job.objects.filter(name="backup.make").order_by("-id")


def _shown(one: Path) -> dict[str, Any]:
    about = one.stat()
    made = datetime.fromtimestamp(about.st_mtime, UTC)
    return {"name": one.name, "made_at": made, "size": filesizeformat(about.st_size)}


@require_POST
@needs("backup.change")
def make_now(request: HttpRequest) -> HttpResponse:
    job = making.make_soon(by=request.actor, at=clock.now())
    messages.success(request, "A backup is being made. You can leave this page.")
    return redirect("job", job.uid)


urlpatterns = [
    path("settings/backups/", backups, name="backups"),
    path("settings/backups/make/", make_now, name="backups_make"),
]
