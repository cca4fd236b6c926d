"""What was promised when there were more of it: since then some broke, went missing or are late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from firstbell.equipment.models import Booking, Item
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.platform.tenancy.models import School


def of(school: School, rows: Sequence[Booking], at: datetime) -> dict[int, int]:
    """By booking that waits, how many are missing for all that is promised in its time; with one planner for all."""
    waiting = [row for row in rows if row.is_waiting]
    if not waiting:
        return {}
    things = [line.thing for row in waiting for line in row.lines.all()]
    items = [thing for thing in things if isinstance(thing, Item)]
    since, until = min(row.starts_at for row in waiting), max(row.ends_at for row in waiting)
    planner = Planner(school, since, until, at=at, items=items)
    found = {}
    for row in waiting:
        least = min(
            (
                planner.free(chain, row.starts_at, row.ends_at)
                for line in row.lines.all()
                for chain, _ in planner.chains(Wanted(line.thing, line.quantity))
            ),
            default=0,
        )
        if least < 0:
            found[row.pk] = -least
    return found


def mark(school: School, rows: Sequence[Any], at: datetime) -> None:
    """For the page: `too_few` of each."""
    found = of(school, rows, at)
    for row in rows:
        row.too_few = found.get(row.pk, 0)
