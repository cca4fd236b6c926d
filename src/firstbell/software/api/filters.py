"""What installations are narrowed by, as the list of where programs are and the page of what is new and gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from firstbell.software.api.shapes import InstallationFilter
from firstbell.software.states import ProgramKind


def narrowed(rows: Any, query: InstallationFilter) -> Any:
    asked = {
        "title__uid": query.program, "item__uid": query.item, "school__uid": query.school, "item__place__uid": query.room,
        "title__kind": query.kind, "release__name__icontains": query.name, "release__version__iexact": query.version,
    }  # fmt: skip
    rows = rows.filter(**{path: value for path, value in asked.items() if value})
    if query.came_since:
        rows = _news(rows.filter(brought=True, first_seen_at__gte=_start(query.came_since)))
    if query.went_since:
        return _news(rows.filter(took=True, gone_at__gte=_start(query.went_since)))
    return rows if query.gone else rows.there()


def _news(rows: Any) -> Any:
    return rows.exclude(title__kind=ProgramKind.UPDATE)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
