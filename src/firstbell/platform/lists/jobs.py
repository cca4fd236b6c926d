from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib import clock
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import JobHandle, every, job
from firstbell.platform.lists import bulk, conditions, counting, events, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import BulkRun, SavedView
from firstbell.platform.lists.reading import Reading
from firstbell.platform.tenancy.models import School


@job("lists.bulk")
def do_to_many(handle: JobHandle, *, run: str) -> str:
    found = BulkRun.objects.select_related("account").get(uid=run)
    by = account_actor(found.account, source="web")
    bulk.go_on(
        found,
        by=by,
        at=clock.now(),
        told=lambda done, total: handle.progress(done, total, found.title),
    )
    return found.line


@every("lists.watch_counts", "Watch the counts of views", minutes=10)
def watch_counts(at: datetime) -> str:
    """Tell once when a view has more rows than its owner allows, and again only after it has fallen back."""
    told = 0
    several = School.objects.count() > 1
    watched = SavedView.objects.filter(alert_over__isnull=False, account__is_active=True)
    for view in watched.select_related("account", "school").iterator():
        spec = specs.find(view.list_name)
        if spec is None or view.alert_over is None:
            continue
        looker = Looker(account_actor(view.account, on=at.date()), at, view.school, several=several)
        rows = Reading(spec, looker, conditions.read(view.query)).rows
        [(_, over)] = counting.capped_counts([rows], cap=view.alert_over)
        if over != view.alert_on:
            told += _crossed(view, at, over=over)
    return f"{told} told"


def _crossed(view: SavedView, at: datetime, *, over: bool) -> int:
    with transaction.atomic():
        turned = SavedView.objects.filter(pk=view.pk, alert_on=not over).update(alert_on=over)
        if not (turned and over):
            return 0
        announce(events.COUNT_CROSSED, view, by=system_actor(), at=at, limit=view.alert_over)
    return 1
