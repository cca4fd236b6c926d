"""Files that go from one thing to another: what waited with a draft is sent, what is kept ready is sent again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Scan
from firstbell.platform.audit.models import subject_type


def carry(gone: Any, to: Any, *, came: Iterable[datetime] | None = None) -> int:
    """All of them, or those that came at these moments; the one that is there already stays where it was."""
    there = Attachment.objects.live().filter(thing_uid=to.uid)
    rows = Attachment.objects.live().filter(thing_uid=gone.uid)
    rows = rows.exclude(sha256__in=there.values("sha256"))
    if came is not None:
        rows = rows.filter(created_at__in=list(came))
    words = {"is_cover": False} if there.filter(is_cover=True).exists() else {}
    return rows.update(
        thing_type=subject_type(to), thing_uid=to.uid, school=getattr(to, "school_id", None), **words
    )  # fmt: skip


def copy(of: Any, to: Any, *, at: datetime) -> int:
    """The same bytes lie once, whatever stands on them."""
    there = set(Attachment.objects.live().filter(thing_uid=to.uid).values_list("sha256", flat=True))
    rows = Attachment.objects.live().filter(thing_uid=of.uid).exclude(scan=Scan.INFECTED)
    made = [
        Attachment(
            thing_type=subject_type(to), thing_uid=to.uid, school_id=getattr(to, "school_id", None), sha256=row.sha256,
            name=row.name, media_type=row.media_type, size=row.size, width=row.width, height=row.height,
            caption=row.caption, kind=row.kind, added_by=row.added_by, created_at=at, scan=row.scan,
            scanned_at=row.scanned_at,
        )
        for row in rows.order_by("pk")
        if row.sha256 not in there
    ]  # fmt: skip
    Attachment.objects.bulk_create(made)
    return len(made)
