"""Files that go for good, with whatever they stood on: their rows at once, their bytes where nothing else has the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from firstbell.platform.attachments import thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import store


def erase(thing_uids: Iterable[UUID]) -> int:
    """In the caller's transaction; how many files it were."""
    rows = Attachment.objects.filter(thing_uid__in=list(thing_uids))
    digests = set(rows.values_list("sha256", flat=True))
    count, _ = rows.delete()
    for digest in digests:
        if not Attachment.objects.filter(sha256=digest).exists():
            transaction.on_commit(partial(_drop, digest))
    return count


def _drop(digest: str) -> None:
    store().drop(digest)
    thumbnails.forget(digest)
