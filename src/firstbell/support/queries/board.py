"""The open tickets as a board: a column for each status, within it the soonest needed first; and what was solved today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Status, Ticket
from firstbell.support.queries.queue import READ, Line
from firstbell.support.states import DONE, Phase

# Of each column so many are drawn; the queue has all of them.
DRAWN = 30
_DAY = timedelta(days=1)


class Column(NamedTuple):
    """`status` is None for what is done: a ticket goes there with a solution."""

    title: str
    phase: str
    status: Status | None
    lines: list[Line]
    size: int
    done: list[dict[str, Any]]

    @property
    def more(self) -> int:
        return self.size - len(self.lines)


def columns(
    actor: Actor, school: School | None, lines: Iterable[Line], at: datetime
) -> list[Column]:
    """Two statuses of one phase stand beside each other; one that is empty and waits is left out."""
    by_status: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_status[line.row["status__name"]].append(line)
    found: list[Column] = []
    for status in Status.objects.live().exclude(phase__in=DONE):
        some = by_status.pop(status.name, [])
        if (
            some
            or status.phase != Phase.WAITING
            or not any(one.phase == Phase.WAITING for one in found)
        ):
            found.append(Column(status.name, status.phase, status, some[:DRAWN], len(some), []))
    done = _solved(actor, school, at)
    return [*found, Column("Solved since yesterday", Phase.SOLVED, None, [], len(done), done)]


def _solved(actor: Actor, school: School | None, at: datetime) -> list[dict[str, Any]]:
    rows = Ticket.objects.visible_to(actor).filter(solved_at__gte=at - _DAY)
    if school is not None:
        rows = rows.filter(school=school)
    return list(rows.order_by("-solved_at").values(*READ, "solved_at")[:DRAWN])
