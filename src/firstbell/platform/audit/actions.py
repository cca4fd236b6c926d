from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By, EventType, announce
from firstbell.platform.audit.models import Event, Ref

# History stands below accounts, so who may is asked by its callers (platform/web).
ANNULLED = EventType("audit.annulled", "{by} struck out an entry of {subject}: {what}")


def annul(event: Event, *, by: By, at: datetime) -> None:
    """An entry made by mistake: never edited nor removed, but marked, and that is written down too."""
    if event.kind == ANNULLED.name:
        raise Conflict("Striking out is itself part of the history, and cannot be struck out.")
    with transaction.atomic():
        if not Event.objects.filter(pk=event.pk, annulled_at=None).update(
            annulled_at=at, annulled_by=by.name[:200]
        ):
            raise Conflict(f"{event.annulled_by or 'Somebody'} struck this entry out already.")
        subject = Ref(event.subject_type, event.subject_uid, event.subject_label, event.school_id)
        announce(ANNULLED, subject, by=by, at=at, what=event.sentence)
