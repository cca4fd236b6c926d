"""What was merged, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.merges import registry
from firstbell.platform.merges.models import Merge

router = Router(tags=["Merges"])


class MergeOut(Schema):
    uid: UUID
    thing_type: str
    gone_uid: UUID
    kept_uid: UUID
    at: datetime
    by_name: str
    undone_at: datetime | None
    undone_by: str


class MergePage(Schema):
    items: list[MergeOut]
    next: str | None


class Undone(Schema):
    """How many rows went back, and how many stay as somebody left them since."""

    gone_uid: UUID
    kept_uid: UUID
    back: int
    stays: int


@router.get(
    "merges/of/{thing_type}/{uid}", response=MergePage, summary="The merges a thing had part in"
)
def merges_of(
    request: HttpRequest, thing_type: str, uid: UUID, paging: Query[Paging]
) -> dict[str, Any]:
    require(request.actor, "merges.undo")
    if uid not in registry.things(request.actor, thing_type, [uid]):
        raise Http404
    return page(Merge.objects.of(uid), paging)


@router.post("merges/{uid}/undo", response=Undone, summary="Undo a merge")
def undo_merge(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    require(request.actor, "merges.undo")
    merge = get_object_or_404(Merge.objects.standing(), uid=uid)
    noun = registry.noun(merge.thing_type)
    found = registry.things(request.actor, merge.thing_type, [merge.gone_uid, merge.kept_uid])
    if noun is None or len(found) < 2:
        raise Http404
    gone, kept = found[merge.gone_uid], found[merge.kept_uid]
    back = noun.undo(gone, into=kept, by=request.actor, at=clock.now())
    return {"gone_uid": gone.uid, "kept_uid": kept.uid, "back": back.count, "stays": back.stays}
