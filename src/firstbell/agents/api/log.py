"""The log of what came in, by API: what was new, odd or refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from firstbell.agents.models import LogLine
from firstbell.agents.states import Level
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.things import Thing, named

router = Router(tags=["Devices"])


class LineOut(Schema):
    """A line without a school is of somebody whose address named none. `key` is what the key is called.

    What went wrong again within an hour is counted: `times`, `begun_at` the first time and `at` the last.
    """

    at: datetime
    begun_at: datetime | None
    times: int
    school: Thing | None
    device: Thing | None
    key: str
    address: str | None
    level: str
    sentence: str

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_device = staticmethod(lambda row: named(row.device))
    resolve_key = staticmethod(lambda row: row.key_label)


class LinePage(Schema):
    items: list[LineOut]
    next: str | None


class LineFilter(Paging):
    """`since` is a moment: lines of then and later."""

    school: UUID | None = None
    device: UUID | None = None
    level: Level | None = None
    since: datetime | None = None


@router.get("device-log", response=LinePage, summary="What came in from devices, the newest last")
def lines(request: HttpRequest, query: Query[LineFilter]) -> dict[str, Any]:
    """What was new, odd or refused; kept for 30 days."""
    require(request.actor, "agents.view")
    rows = LogLine.objects.visible_to(request.actor)
    rows = rows.filter(school__uid=query.school) if query.school else rows
    rows = rows.filter(device__uid=query.device) if query.device else rows
    rows = rows.filter(level=query.level) if query.level else rows
    rows = rows.filter(at__gte=query.since) if query.since else rows
    return page(rows.select_related("school", "device"), query)
