"""Which events a rule of the desk can wait for, and which of them any rule waits for now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.db.models import QuerySet

from firstbell.platform.database.remembered import Remembered
from firstbell.support import events
from firstbell.support.models import Rule
from firstbell.support.states import RuleKind

WHEN: Final[Mapping[str, str]] = {
    "opened": "It is raised", "came": "It comes from another desk", "asked_back": "Whoever asked writes",
    "answered": "The team answers", "noted": "The team notes something", "assigned": "It is given to somebody",
    "taken": "Somebody takes it", "left": "It is put back for anybody", "moved": "It is passed to another team",
    "status_set": "Its status is set", "waits": "It begins to wait until a day", "woken": "It is taken up after a wait",
    "changed": "What it says is changed", "item_added": "A thing is named", "approval_ended": "It is approved",
    "refused": "It is refused", "due_soon": "It is due soon", "late": "It is late", "solved": "It is solved",
    "reopened": "It is open again", "closed": "It is closed", "opinion_given": "Whoever asked says how it went",
    "heard": "A partner outside answers", "partner_late": "A partner outside does not answer",
}  # fmt: skip
_waited_for: Remembered[frozenset[str]] = Remembered(Rule)


def in_use(kind: str) -> QuerySet[Rule]:
    rows: QuerySet[Rule] = Rule.objects.live().filter(is_on=True, kind=kind)
    return rows.order_by("order", "pk")


def is_waited_for(name: str) -> bool:
    """Asked with every such event, and so kept in this process until a rule is changed."""
    return name in _waited_for.get("whens", _read)


def _read() -> frozenset[str]:
    rows = in_use(RuleKind.EVENT).values_list("whens", flat=True)
    return frozenset(name for whens in rows for name in whens)


def pairs() -> Iterator[tuple[str, events.Pair]]:
    """Each event that can be waited for, with its name among the rules."""
    for pair in vars(events).values():
        if isinstance(pair, events.Pair) and name_of(pair.plain.name) in WHEN:
            yield name_of(pair.plain.name), pair


def kinds_of(names: list[str]) -> list[str]:
    """As history calls them, restricted or not."""
    return [f"support.{mark}{name}" for name in names for mark in ("", "restricted_")]


def name_of(kind: str) -> str:
    return kind.removeprefix("support.").removeprefix("restricted_")
