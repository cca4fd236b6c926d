from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments import events, registry, scanning, thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Scan
from firstbell.platform.attachments.store import store
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Ref
from firstbell.platform.jobs.registry import every

KEPT_AFTER_REMOVAL = timedelta(days=30)
_A_TIME = 200


@every("attachments.scan_waiting", "Look for viruses in new files", minutes=5)
def scan_waiting(at: datetime) -> str:
    """Files that came while clamd was away."""
    if not scanning.is_wanted():
        return "No scanner is set."
    done = 0
    for row in Attachment.objects.live().filter(scan=Scan.WAITING).order_by("id")[:_A_TIME]:
        try:
            with store().local(row.sha256) as path:
                threat = scanning.threat_in(path)
        except scanning.Unanswered:
            return f"{done} scanned; the scanner does not answer."
        _settle(row, threat, at)
        done += 1
    return f"{done} scanned"


def _settle(row: Attachment, threat: str, at: datetime) -> None:
    row.scan, row.scanned_at, row.threat = (Scan.INFECTED if threat else Scan.CLEAN), at, threat
    if threat:
        row.is_cover = False
    with transaction.atomic():
        row.bump("scan", "scanned_at", "threat", "is_cover")
        if threat:
            by = system_actor()
            thing = registry.thing(by, row.thing_type, row.thing_uid)
            subject = thing or Ref(
                row.thing_type, row.thing_uid, "a thing that is gone", row.school_id
            )
            announce(events.HELD_BACK, subject, by=by, at=at, name=row.name, threat=threat)


@every("attachments.forget_removed", "Forget files that were taken off", hours=24)
def forget_removed(at: datetime) -> str:
    """A month after the last thing let go of a file, its bytes go too."""
    old = Attachment.objects.filter(removed_at__lt=at - KEPT_AFTER_REMOVAL).order_by("removed_at")
    forgotten = 0
    for row in old[:_A_TIME]:
        with transaction.atomic():
            row.delete()
            if not Attachment.objects.filter(sha256=row.sha256).exists():
                store().drop(row.sha256)
                thumbnails.forget(row.sha256)
                forgotten += 1
    return f"{forgotten} files forgotten"
