"""What a monitoring system asks every few seconds, in the text form of Prometheus; every number is cheap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hmac import compare_digest
from ipaddress import ip_address

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from firstbell.platform.accounts.permissions import public
from firstbell.platform.audit.models import Delivery
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.web import counting

Sample = tuple[dict[str, str], float]


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine itself, or whoever knows the token."""
    if not _may_ask(request):
        raise PermissionDenied(
            "Metrics are for this machine, or for whoever sends FIRSTBELL_METRICS_TOKEN."
        )
    return HttpResponse("".join(_text()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_ask(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return compare_digest(given, settings.METRICS_TOKEN.encode())
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _text() -> Iterator[str]:
    yield from _family(
        "firstbell_requests_total",
        "counter",
        "Requests answered by this process",
        counting.requests(),
    )
    yield from _family(
        "firstbell_request_seconds_total",
        "counter",
        "Time spent answering them",
        counting.seconds(),
    )
    yield from _family(
        "firstbell_jobs", "gauge", "Work in the background by state; done is not counted", _jobs()
    )
    waiting = Delivery.objects.filter(done_at=None).count()
    yield from _family(
        "firstbell_deliveries_waiting",
        "gauge",
        "Events not yet handed to a receiver",
        [({}, waiting)],
    )
    yield from _family(
        "firstbell_rows", "gauge", "Rows of each table, as the database estimates them", _rows()
    )


def _family(name: str, kind: str, help_text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {help_text}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{inside}}} {value:g}\n" if inside else f"{name} {value:g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _jobs() -> list[Sample]:
    counted = Job.objects.filter(state__in=[State.WAITING, State.RUNNING, State.FAILED])
    found = dict(counted.order_by().values_list("state").annotate(count=Count("pk")))
    return [
        ({"state": state}, found.get(state, 0))
        for state in (State.WAITING, State.RUNNING, State.FAILED)
    ]


def _rows() -> list[Sample]:
    """Never `count(*)`: the highest key on SQLite, the planner's estimate on PostgreSQL."""
    ours = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("firstbell.")
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname, greatest(reltuples, 0) FROM pg_class WHERE relkind = 'r'"
            )
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        found = dict(cursor.fetchall())
    return [({"table": table}, found.get(table, 0)) for table in sorted(ours)]


urlpatterns = [path("metrics", metrics, name="metrics")]
