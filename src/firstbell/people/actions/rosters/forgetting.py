"""The lines of a list name everybody in it: they are kept for as long as it may be undone, and no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.people.models import RosterRun
from firstbell.platform.exchange import files, rows
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import WORKING

KEPT = timedelta(days=60)


def forget_old(at: datetime) -> int:
    """How many lists lost their lines and their file; what they brought, and that they came, stays."""
    old = RosterRun.objects.filter(created_at__lt=at - KEPT).exclude(session__state__in=WORKING)
    forgotten = 0
    for run in old.select_related("session").order_by("pk"):
        if run.tally.get("forgotten"):
            continue
        run.tally = {**run.tally, "forgotten": 1}
        run.bump("tally")
        if run.session is not None:
            rows.forget(run.session)
            _remove(run.session.digest)
        _remove(run.digest)
        forgotten += 1
    return forgotten


def _remove(digest: str) -> None:
    """Unless a list that is still kept has the very same file."""
    kept = RosterRun.objects.filter(digest=digest).exclude(tally__has_key="forgotten")
    others = ImportSession.objects.filter(digest=digest).exclude(
        roster_run__tally__has_key="forgotten"
    )
    if digest and not kept.exists() and not others.exists():
        files.path_of(digest).unlink(missing_ok=True)
