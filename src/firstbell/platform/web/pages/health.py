from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from firstbell.platform.accounts.permissions import public
from firstbell.platform.jobs.models import Job, State


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """For whatever watches: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    failed = Job.objects.filter(state=State.FAILED)[:1].exists()
    return JsonResponse({"status": "ok", "failed_jobs": failed})
