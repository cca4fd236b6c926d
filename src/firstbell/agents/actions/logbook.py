"""The log of what came in, for technicians: one sentence a line, and not the same one a hundred times."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from firstbell.agents.models import Device, Key, LogLine
from firstbell.agents.states import Level
from firstbell.platform.database import bulk

KEPT = timedelta(days=30)
# Somebody who guesses addresses fills no disk.
_STRANGERS_EVERY = 60
_NAMES = ("at", "school_id", "device_id", "key_label", "address", "level", "sentence")


def note(
    sentence: str, *, at: datetime, level: Level = Level.INFO, key: Key | None = None, device: Device | None = None,
    address: str | None = None,
) -> None:  # fmt: skip
    school_id = device.school_id if device else key.school_id if key else None
    line = (
        at, school_id, device.pk if device else None, key.label if key else "", address, level,
        sentence.replace("\0", "")[:500],
    )  # fmt: skip
    bulk.insert_many(LogLine, _NAMES, [line])


def note_stranger(sentence: str, *, at: datetime, address: str | None) -> None:
    """Somebody without a key: a line a minute from each address."""
    if cache.add(f"agents.stranger.{address}", 1, _STRANGERS_EVERY):
        note(sentence, at=at, level=Level.REFUSED, address=address)


def drop_old(at: datetime) -> int:
    return LogLine.objects.filter(at__lt=at - KEPT).delete()[0]
