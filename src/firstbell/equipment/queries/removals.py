"""Who took an item out of the register, and why: history knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from firstbell.equipment import events
from firstbell.platform.audit.models import Event

_BEFORE_WHY = events.REMOVED.sentence.partition("{why}")[0]


class TakenOut(NamedTuple):
    by: str
    why: str


def last_of(uids: Iterable[UUID]) -> dict[UUID, TakenOut]:
    """Of each, the last time; with one query."""
    rows = Event.objects.filter(kind=events.REMOVED.name, subject_uid__in=list(uids))
    return {row.subject_uid: TakenOut(row.actor_name, _why(row)) for row in rows.order_by("pk")}


def _why(event: Event) -> str:
    before = _BEFORE_WHY.format(by=event.actor_name, subject=event.subject_label)
    return event.sentence.removeprefix(before)


def fill(rows: list[dict[str, Any]]) -> None:
    """Add `taken_out` to a page of rows."""
    if rows and "taken_out" in rows[0]:
        return
    known = last_of(row["uid"] for row in rows)
    for row in rows:
        row["taken_out"] = known.get(row["uid"], TakenOut("", ""))
