from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import public
from firstbell.platform.jobs import queue
from firstbell.platform.jobs.models import Beat, Job, State

_LITTLE_SPACE = 500 * 1024 * 1024
# Less than this, and a change or a file does not fit any more.
_NO_SPACE = 2 * 1024 * 1024
_SILENT = timedelta(minutes=15)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """For whatever watches: 200 while pages can be answered, 503 while they cannot, and in both the reasons to worry."""
    try:
        reasons = [*_worries()]
        failed = Job.objects.filter(state=State.FAILED)[:1].exists()
    except DatabaseError:
        found = {"status": "failing", "reasons": ["The database does not answer."]}
        return JsonResponse(found, status=503)
    return JsonResponse(
        {"status": "worried" if reasons else "ok", "reasons": reasons, "failed_jobs": failed}
    )


def _worries() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    last = Beat.objects.aggregate(last=Max("ran_at"))["last"]
    if last is not None and clock.now() - last > _SILENT:
        yield f"Nothing has done the work in the background since {last:%d/%m/%Y %H:%M} UTC."
    if not queue.answers():
        yield "The queue (REDIS_URL) does not answer: work is begun a few seconds later than usual."
    free = shutil.disk_usage(settings.DATA).free if settings.DATA.is_dir() else _LITTLE_SPACE
    if free < _NO_SPACE:
        yield "The disk of the data folder is full: nothing can be saved until there is room."
    elif free < _LITTLE_SPACE:
        yield f"Only {free // 1024**2} MB are left on the disk of the data folder."
