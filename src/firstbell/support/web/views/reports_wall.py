"""The board on the wall of the office: where help is needed, read from across the room. No names of people stand on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web import context
from firstbell.support.queries import queue
from firstbell.support.queries.urgency import GROUPS

_SHOWN = ("now", "next", "today")
_CARDS = 6


@require_safe
@needs("support.view")
def wall(request: HttpRequest) -> HttpResponse:
    """What a ticket says may name somebody, and so may its title: the board says room, class and what it is about."""
    at, school = clock.now(), context.current_school(request)
    lines = [line for line in queue.lines(request.actor, school, at) if not line.is_for_few]
    groups = {group.key: group for group in queue.grouped(lines)}
    columns = [
        (key, *GROUPS[key], groups[key].lines[:_CARDS] if key in groups else [],
         groups[key].size if key in groups else 0)
        for key in _SHOWN
    ]  # fmt: skip
    words = {
        "columns": columns, "school": school, "now": at, "open": len(lines), "cards": _CARDS,
        "nobody": sum(1 for line in lines if line.row["owner_id"] is None),
        "waiting": groups["waiting"].size if "waiting" in groups else 0,
        "later": groups["later"].size if "later" in groups else 0,
    }  # fmt: skip
    return render(request, "support/reports/wall.html", words)
