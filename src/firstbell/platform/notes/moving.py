"""When two things become one, their notes come together, and go with a thing to another school; when somebody is forgotten, the notes about them go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.audit.events import By
from firstbell.platform.merges.moves import Moves
from firstbell.platform.notes.models import Note


def merge(gone: Any, kept: Any, moves: Moves) -> None:
    rows = Note.objects.filter(thing_uid=gone.uid)
    moves.update(rows, thing_uid=kept.uid, school=getattr(kept, "school_id", None))


def transfer(thing: Any, by: By, at: datetime) -> None:
    Note.objects.filter(thing_uid=thing.uid).update(school=thing.school_id)


def erase(thing: Any, by: By, at: datetime) -> None:
    Note.objects.filter(thing_uid=thing.uid).update(text="", removed_at=at)
