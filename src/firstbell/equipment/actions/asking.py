"""What a stage asks for: set by the trust, kept to by everybody who sets a stage."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import StageRule
from firstbell.equipment.states import Lifecycle
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between


def ask_at(  # noqa: PLR0913 -- a row of facts
    stage: Lifecycle, *, by: Actor, at: datetime, asks_day: bool = False, asks_note: bool = False,
    note_prompt: str = "", asks_label: bool = False,
) -> StageRule:  # fmt: skip
    """From now on, moving an item to this stage needs these; items that are there already stay."""
    require(by, "equipment.catalogue")
    wanted = {
        "asks_day": asks_day,
        "asks_note": asks_note,
        "note_prompt": " ".join(note_prompt.split()) if asks_note else "",
        "asks_label": asks_label,
    }
    with transaction.atomic():
        row = StageRule.objects.select_for_update().filter(lifecycle=stage).first()
        row = row or StageRule(lifecycle=stage, created_at=at)
        changes = changes_between(row, wanted)
        if changes:
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
            did = "changed what is asked at the stage"
            announce(events.CATALOGUE_CHANGED, row, by=by, at=at, changes=changes, did=did)
    return row
