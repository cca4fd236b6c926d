"""When two things become one, every sticker of either leads to it; codes go with a thing to another school."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.audit.events import By
from firstbell.platform.codes.models import Code
from firstbell.platform.merges.moves import Moves


def merge(gone: Any, kept: Any, moves: Moves) -> None:
    moving = Code.objects.filter(thing_uid=gone.uid)
    if Code.objects.filter(thing_uid=kept.uid, preferred=True).exists():
        moves.update(moving, preferred=False)
    values = {"thing_uid": kept.uid, "thing_type": kept._meta.label_lower}
    if getattr(kept, "school_id", None):
        values["school_id"] = kept.school_id
    moves.update(moving, **values)


def transfer(thing: Any, by: By, at: datetime) -> None:
    Code.objects.filter(thing_uid=thing.uid).update(school=thing.school_id)
