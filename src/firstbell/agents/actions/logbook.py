"""The log of what came in, for technicians: one sentence a line, and not the same one a hundred times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import F, QuerySet

from firstbell.agents.models import Device, Key, LogLine
from firstbell.agents.states import Level
from firstbell.platform.database import bulk

KEPT = timedelta(days=30)
# The same mistake behind the same key again within this time is counted on the line that is there.
AGAIN_WITHIN: Final = timedelta(hours=1)
# Somebody who guesses addresses fills no disk, from however many addresses of his own.
_STRANGERS_EVERY = 60
MOST_STRANGERS: Final = 100
_STRANGER: Final = "stranger"
_NAMES = (
    "at", "begun_at", "times", "kind", "school_id", "device_id", "key_label", "address", "level", "sentence",
)  # fmt: skip
# What differs from one mistake of a kind to the next: what somebody said, in quotes or brackets, and numbers.
_SAID: Final = re.compile(r"“.*”|\(.*\)|\d[\d,.]*", re.DOTALL)


def note(
    sentence: str, *, at: datetime, level: Level = Level.INFO, key: Key | None = None, device: Device | None = None,
    address: str | None = None,
) -> None:  # fmt: skip
    """A line; of what went wrong, one for each key, device and kind of mistake an hour, with how often it was."""
    school_id = device.school_id if device else key.school_id if key else None
    whose = {
        "school_id": school_id, "device_id": device.pk if device else None, "key_label": key.label if key else "",
    }  # fmt: skip
    kind = "" if level == Level.INFO else kind_of(sentence)
    if kind:
        lately = _lately(kind, at).filter(**_as_filter(whose), level=level)
        last = lately.order_by("-pk").values_list("pk", flat=True).first()
        if last is not None:
            now = {"at": at, "times": F("times") + 1, "address": address}
            LogLine.objects.filter(pk=last).update(**now)
            return
    line = (at, at, 1, kind, *whose.values(), address, level, sentence.replace("\0", "")[:500])
    bulk.insert_many(LogLine, _NAMES, [line])


def kind_of(sentence: str) -> str:
    """How the sentence ends: it may begin with a name that somebody chose."""
    return " ".join(_SAID.sub("", sentence).split())[-40:]


def _lately(kind: str, at: datetime) -> QuerySet[LogLine]:
    return LogLine.objects.filter(kind=kind, begun_at__gt=at - AGAIN_WITHIN)


def _as_filter(whose: Mapping[str, object]) -> dict[str, object]:
    return {
        (f"{name}__isnull" if value is None else name): (True if value is None else value)
        for name, value in whose.items()
    }


def note_stranger(sentence: str, *, at: datetime, address: str | None) -> None:
    """Somebody without a key: a line a minute from each address, and a hundred an hour from all."""
    if not cache.add(f"agents.stranger.{address}", 1, _STRANGERS_EVERY):
        return
    if _lately(_STRANGER, at).count() >= MOST_STRANGERS:
        return
    line = (at, at, 1, _STRANGER, None, None, "", address, Level.REFUSED, sentence[:500])
    bulk.insert_many(LogLine, _NAMES, [line])


def drop_old(at: datetime) -> int:
    return LogLine.objects.filter(at__lt=at - KEPT).delete()[0]
