"""One's own notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.notifications import actions
from firstbell.platform.notifications.models import Notice

router = Router(tags=["Notices"])


class NoticeOut(Schema):
    uid: UUID
    kind: str
    title: str
    line: str
    url: str
    at: datetime
    read_at: datetime | None


class NoticePage(Schema):
    items: list[NoticeOut]
    next: str | None


class NoticeFilter(Paging):
    unread: bool = False


@router.get("notices", response=NoticePage, summary="What you were told of, oldest first")
def notices(request: HttpRequest, paging: Query[NoticeFilter]) -> dict[str, Any]:
    require(request.actor, "notifications.own")
    rows = Notice.objects.of(request.actor.account_id)
    return page(rows.unread() if paging.unread else rows, paging)


@router.post("notices/{uid}/read", response={204: None}, summary="Mark a notice as read")
def read(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "notifications.own")
    row = get_object_or_404(Notice.objects.of(request.actor.account_id), uid=uid)
    actions.read(row, by=request.actor, at=clock.now())
    return Status(204, None)
