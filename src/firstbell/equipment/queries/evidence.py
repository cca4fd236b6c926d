"""What else tells that something is there: shown beside what was not found, never counted by itself.

Of a count that is closed only what came while it was open is told, so that its report says the same next year.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from firstbell.equipment.models import Custody, Sighting
from firstbell.equipment.states import Verdict
from firstbell.lib import clock
from firstbell.platform.web import components

_AT_ONCE = 900
_NOT_FOUND = (Verdict.EXPECTED, Verdict.MISSING, Verdict.LENT)
# What `fill` reads of a line.
NAMES = (
    "pk", "item__pk", "item__seen_at", "item__seen_how", "item__seen_in__name", "count__opened_at", "count__closed_at",
    "verdict",
)  # fmt: skip
# How it was seen, where "seen" before it makes no sentence.
_SAID = {
    "lent": "lent",
    "taken back": "taken back",
    "counted": "counted",
    "told by who has it": "confirmed by who has it",
}


class Seen(NamedTuple):
    at: datetime
    said: str
    room: str = ""


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A line's item, as the list of items has it."""
    return {name.removeprefix("item__"): value for name, value in row.items()}


def fill(rows: list[dict[str, Any]]) -> None:
    """Of a page of lines: what was not scanned, and by what else it was seen while the count was open."""
    left = [row for row in rows if row["verdict"] in _NOT_FOUND and row["count__opened_at"]]
    handed = _handed(left) if left else {}
    sighted = _sighted([row["pk"] for row in left if row["count__closed_at"]])
    today = timezone.localdate(clock.now())
    for row in rows:
        row["meanwhile"] = ""
    for row in left:
        own = Seen(row["item__seen_at"], row["item__seen_how"], row["item__seen_in__name"] or "")
        told = _last(row, handed.get(row["item__pk"], ())) or _last(
            row, [*sighted.get(row["pk"], ()), own]
        )
        row["meanwhile"] = _in_words(told, today) if told else ""


def _last(row: dict[str, Any], seen: Iterable[Seen]) -> Seen | None:
    """The last of what came between the beginning of the count and its end."""
    opened, closed = row["count__opened_at"], row["count__closed_at"]
    within = [
        one for one in seen if one.at and opened <= one.at and (not closed or one.at <= closed)
    ]
    return max(within, key=lambda one: one.at, default=None)


def _handed(left: list[dict[str, Any]]) -> dict[int, list[Seen]]:
    """When each was lent and taken back since the first of these counts opened."""
    since = min(row["count__opened_at"] for row in left)
    items = list({row["item__pk"] for row in left})
    found: dict[int, list[Seen]] = {}
    for start in range(0, len(items), _AT_ONCE):
        rows = Custody.objects.filter(item_id__in=items[start : start + _AT_ONCE])
        since_then = rows.filter(Q(from_at__gte=since) | Q(to_at__gte=since))
        for item, lent, back in since_then.values_list("item_id", "from_at", "to_at"):
            moments = found.setdefault(item, [])
            moments.append(Seen(lent, "lent"))
            if back:
                moments.append(Seen(back, "taken back"))
    return found


def _sighted(lines: list[int]) -> dict[int, list[Seen]]:
    """By line of a closed count, every time that its item was seen until then: what came later hides nothing."""
    found: dict[int, list[Seen]] = {}
    for start in range(0, len(lines), _AT_ONCE):
        rows = Sighting.objects.filter(
            item__count_lines__in=lines[start : start + _AT_ONCE],
            at__gte=F("item__count_lines__count__opened_at"),
            at__lte=F("item__count_lines__count__closed_at"),
        )
        told = rows.values_list("item__count_lines", "at", "how", "room__name")
        for line, at, how, room in told:
            found.setdefault(line, []).append(Seen(at, how, room or ""))
    return found


def _in_words(told: Seen, today: Any) -> str:
    """The day is named: on paper, "yesterday" is another day tomorrow."""
    local = timezone.localtime(told.at)
    where = f" in {told.room}" if told.room else ""
    return f"{_how(told.said)}{where} on {components.day(local.date(), today)}, {local:%H:%M}"


def _how(said: str) -> str:
    if said.startswith("Reported "):
        return f"r{said[1:]}"
    return _SAID.get(said, f"seen {said}".rstrip())
