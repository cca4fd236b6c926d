"""Pictures and papers of a thing, listed, added, read and removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.attachments import actions, queries, registry, serving
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Kind, Scan

router = Router(tags=["Pictures and papers"])


class AttachmentOut(Schema):
    uid: UUID
    thing_type: str
    thing_uid: UUID
    name: str
    caption: str
    kind: str
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    is_cover: bool
    scan: Scan
    added_by: str
    created_at: datetime


class AttachmentPage(Schema):
    items: list[AttachmentOut]
    next: str | None


class Words(Sent):
    kind: str = ""
    caption: str = ""


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    require(request.actor, "attachments.view")
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


def _reach(request: HttpRequest, uid: UUID) -> tuple[Attachment, Any]:
    require(request.actor, "attachments.view")
    found = queries.reach(request.actor, uid)
    if found is None:
        raise Http404
    return found


@router.get(
    "files/of/{thing_type}/{uid}",
    response=AttachmentPage,
    summary="The pictures and papers of a thing",
)
def files_of(
    request: HttpRequest, thing_type: str, uid: UUID, paging: Query[Paging]
) -> dict[str, Any]:
    thing = _thing(request, thing_type, uid)
    return page(queries.of(thing, request.actor), paging)


@router.post(
    "files/of/{thing_type}/{uid}",
    response={201: AttachmentOut},
    summary="Add a picture or paper to a thing",
)
def add_file(
    request: HttpRequest, thing_type: str, uid: UUID, file: File[UploadedFile], words: Form[Words]
) -> Status[Attachment]:
    thing = _thing(request, thing_type, uid)
    if words.kind and words.kind not in Kind.values:
        raise Refusal(f"kind is one of {', '.join(Kind.values)}.", fields={"kind": "Not a kind"})
    if "\x00" in words.caption:
        raise Refusal("caption is text.", fields={"caption": "Does not fit"})
    row = actions.add(
        thing, file, kind=words.kind, caption=words.caption, by=request.actor, at=clock.now()
    )
    return Status(201, row)


@router.get("files/{uid}", response=AttachmentOut, summary="What is known of one file")
def file(request: HttpRequest, uid: UUID) -> Attachment:
    return _reach(request, uid)[0]


@router.get("files/{uid}/content", summary="The file itself")
def content(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    row, _ = _reach(request, uid)
    return serving.original(row)


@router.delete("files/{uid}", response={204: None}, summary="Remove a file from its thing")
def remove_file(request: HttpRequest, uid: UUID) -> Status[None]:
    row, thing = _reach(request, uid)
    actions.remove(row, thing, by=request.actor, at=clock.now())
    return Status(204, None)
