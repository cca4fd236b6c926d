"""Beginning a merge that can be undone, undoing it, and forgetting what it moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By
from firstbell.platform.audit.models import subject_type
from firstbell.platform.merges.models import Merge, Step
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.merges.questions import UNMERGE
from firstbell.platform.merges.states import NOTED, REMOVED


class NoWayBack(Conflict):
    """What this merge moved is not known, or not any more."""


def begin(gone: Any, kept: Any, *, by: By, at: datetime) -> Moves:
    """For a verb that merges, in its transaction: everything it does to rows goes through what this returns."""
    merge = Merge.objects.create(
        thing_type=subject_type(kept),
        gone_uid=gone.uid,
        kept_uid=kept.uid,
        at=at,
        by_name=by.name[:200],
    )
    return Moves(merge, by=by, at=at)


def take_back(gone: Any, kept: Any, *, by: By, at: datetime) -> Back:
    """For a verb that undoes a merge, in its transaction: puts back what can be; `finish` asks the rooms above."""
    merge = (
        Merge.objects.select_for_update()
        .standing()
        .filter(gone_uid=gone.uid)
        .order_by("-pk")
        .first()
    )
    if merge is None:
        raise NoWayBack(
            f"What moved when {gone} was merged was not written down, so it cannot be undone."
        )
    if merge.forgotten_at is not None:
        raise NoWayBack("Somebody in it was anonymised, so what moved is not known any more.")
    later = Merge.objects.standing().filter(gone_uid=kept.uid).exists()
    if later:
        raise Conflict(f"{kept} was merged into another record since. Undo that first.")
    back = Back(merge, by=by, at=at)
    back.put_back()
    return back


def finish(gone: Any, kept: Any, back: Back) -> None:
    """The two are two again: the rooms above mend what they keep beside their rows, or refuse."""
    reasons = [reason for reason in UNMERGE.ask(gone, kept, back) if reason]
    if reasons:
        raise Conflict(" ".join(reasons))
    merge = back.merge
    merge.undone_at, merge.undone_by = back.at, back.by.name[:200]
    merge.save(update_fields=["undone_at", "undone_by"])


def forget(thing: Any, *, at: datetime) -> None:
    """Drop what merges of this thing moved, because the thing is erased."""
    merges = Merge.objects.of(thing.uid)
    Step.objects.filter(merge__in=merges).delete()
    merges.filter(forgotten_at=None).update(forgotten_at=at)


def rewrite_notes(model: str, name: str, change: Callable[[Any], Any]) -> None:
    """Change what merges of this kind of thing noted under a name, so that they are undone with what is so now."""
    for step in Step.objects.select_for_update().filter(model=model, act=NOTED, doc__has_key=name):
        step.doc = {**step.doc, name: change(step.doc[name])}
        step.save(update_fields=["doc"])


def blank(model: str, where: Mapping[str, Any], **values: Any) -> None:
    """Erase personal values from rows of this kind that a merge took away and could bring back."""
    with transaction.atomic():
        for step in Step.objects.select_for_update().filter(model=model, act=REMOVED):
            ours = [row for row in step.doc["rows"] if where.items() <= row.items()]
            for row in ours:
                row.update(values)
            if ours:
                step.save(update_fields=["doc"])
