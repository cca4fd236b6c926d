"""When two things become one, it has the tags of both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.audit.events import By
from firstbell.platform.tags.models import TagLink


def merge(gone: Any, kept: Any, by: By, at: datetime) -> None:
    there = TagLink.objects.filter(thing_uid=kept.uid)
    moving = TagLink.objects.filter(thing_uid=gone.uid)
    moving.filter(tag__in=list(there.values_list("tag", flat=True))).delete()
    moving.update(thing_uid=kept.uid)
