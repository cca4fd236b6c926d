"""When two things become one, their pictures and papers come together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.events import By


def merge(gone: Any, kept: Any, by: By, at: datetime) -> None:
    rows = Attachment.objects.live()
    there = rows.filter(thing_uid=kept.uid)
    moving = rows.filter(thing_uid=gone.uid)
    moving.filter(sha256__in=there.values("sha256")).update(
        removed_at=at, removed_by=by.name[:200], is_cover=False
    )
    if there.filter(is_cover=True).exists():
        moving.update(is_cover=False)
    moving.update(thing_uid=kept.uid, school=getattr(kept, "school_id", None))


def transfer(thing: Any, by: By, at: datetime) -> None:
    Attachment.objects.filter(thing_uid=thing.uid).update(school=thing.school_id)
