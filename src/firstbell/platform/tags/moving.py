"""When two things become one, it has the tags of both."""

from __future__ import annotations

from typing import Any

from firstbell.platform.merges.moves import Moves
from firstbell.platform.tags.models import TagLink


def merge(gone: Any, kept: Any, moves: Moves) -> None:
    there = TagLink.objects.filter(thing_uid=kept.uid)
    moving = TagLink.objects.filter(thing_uid=gone.uid)
    moves.delete(moving.filter(tag__in=list(there.values_list("tag", flat=True))))
    moves.update(moving, thing_uid=kept.uid)
