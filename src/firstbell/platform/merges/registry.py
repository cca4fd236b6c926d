"""What can be merged, and how that is undone. A room says so in its plugs.py:

    merges.accept("places.room", "places.merge", rows=…, undo=actions.unmerge_rooms)

`rows(actor)` are the things this person may see, those that are gone included; `undo(gone, into=…, by=…, at=…)` is the
verb. The page, the panel and the API call are the house's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from firstbell.platform.merges.models import Merge
from firstbell.platform.merges.putting_back import Back

Rows = Callable[[Any], Any]
Undo = Callable[..., Back]


@dataclass(frozen=True, slots=True)
class Noun:
    thing_type: str
    permission: str
    rows: Rows
    undo: Undo


_nouns: dict[str, Noun] = {}


def accept(thing_type: str, permission: str, *, rows: Rows, undo: Undo) -> None:
    if thing_type in _nouns:
        raise LookupError(f"{thing_type} is accepted twice")
    _nouns[thing_type] = Noun(thing_type, permission, rows, undo)


def noun(thing_type: str) -> Noun | None:
    return _nouns.get(thing_type)


def types() -> list[str]:
    return sorted(_nouns)


def things(actor: Any, thing_type: str, uids: Iterable[UUID]) -> dict[UUID, Any]:
    """The things of these uids that this person may see."""
    found = _nouns.get(thing_type)
    return {row.uid: row for row in found.rows(actor).filter(uid__in=list(uids))} if found else {}


def into(thing: Any) -> list[Merge]:
    """What was merged into this thing and is still one with it, newest first."""
    return list(Merge.objects.standing().filter(kept_uid=thing.uid).order_by("-pk")[:20])
