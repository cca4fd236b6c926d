"""What else tells that something is there: shown beside what was not found, never counted by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from firstbell.equipment.models import Custody
from firstbell.equipment.states import Verdict
from firstbell.lib import clock
from firstbell.platform.web import components

_AT_ONCE = 900
_NOT_FOUND = (Verdict.EXPECTED, Verdict.MISSING, Verdict.LENT)


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A line's item, as the list of items has it."""
    return {name.removeprefix("item__"): value for name, value in row.items()}


def fill(rows: list[dict[str, Any]]) -> None:
    """Of a page of lines: what was not scanned, and by what else it was seen since the count opened."""
    left = {row["item__pk"]: row for row in rows if row["verdict"] in _NOT_FOUND}
    since = min((row["count__opened_at"] for row in left.values()), default=None)
    handed: dict[int, Custody] = {}
    if since is not None:
        handed = _handed(list(left), since)
    now = clock.now()
    for row in rows:
        seen = row["verdict"] in _NOT_FOUND
        row["meanwhile"] = _said(row, handed.get(row["item__pk"]), now) if seen else ""


def _handed(items: list[int], since: datetime) -> dict[int, Custody]:
    """The last that was lent or taken back of each since then."""
    found: dict[int, Custody] = {}
    for start in range(0, len(items), _AT_ONCE):
        rows = Custody.objects.filter(item_id__in=items[start : start + _AT_ONCE])
        for custody in rows.filter(Q(from_at__gte=since) | Q(to_at__gte=since)).order_by("pk"):
            found[custody.item_id] = custody
    return found


def _said(row: dict[str, Any], handed: Custody | None, now: Any) -> str:
    opened = row["count__opened_at"]
    if handed is not None and max(handed.from_at, handed.to_at or handed.from_at) >= opened:
        word, moment = ("taken back", handed.to_at) if handed.to_at else ("lent", handed.from_at)
        return f"{word}, {components.when(moment, now)}"
    if row["item__seen_at"] is None or row["item__seen_at"] < opened:
        return ""
    where = f" in {row['item__seen_in__name']}" if row["item__seen_in__name"] else ""
    return f"seen {row['item__seen_how']}{where}, {components.when(row['item__seen_at'], now)}"
