"""When two things become one, their pictures and papers come together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.events import By
from firstbell.platform.merges.moves import Moves


def merge(gone: Any, kept: Any, moves: Moves) -> None:
    rows = Attachment.objects.live()
    there = rows.filter(thing_uid=kept.uid)
    moving = rows.filter(thing_uid=gone.uid)
    moves.update(
        moving.filter(sha256__in=there.values("sha256")),
        removed_at=moves.at,
        removed_by=moves.by.name[:200],
        is_cover=False,
    )
    if there.filter(is_cover=True).exists():
        moves.update(moving, is_cover=False)
    moves.update(moving, thing_uid=kept.uid, school=getattr(kept, "school_id", None))


def transfer(thing: Any, by: By, at: datetime) -> None:
    Attachment.objects.filter(thing_uid=thing.uid).update(school=thing.school_id)
