"""The notebook of a thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.notes import actions, registry
from firstbell.platform.notes.models import Note

router = Router(tags=["Notes"])


class NoteOut(Schema):
    uid: UUID
    version: int
    thing_type: str
    thing_uid: UUID
    text: str
    author: str
    created_at: datetime
    edited_at: datetime | None


class NotePage(Schema):
    items: list[NoteOut]
    next: str | None


class Words(Sent):
    text: str


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    require(request.actor, "notes.view")
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


def _reach(request: HttpRequest, uid: UUID) -> tuple[Note, Any]:
    require(request.actor, "notes.view")
    row = get_object_or_404(Note.objects.live(), uid=uid)
    return row, _thing(request, row.thing_type, row.thing_uid)


@router.get("notes/of/{thing_type}/{uid}", response=NotePage, summary="The notes on a thing")
def notes_of(
    request: HttpRequest, thing_type: str, uid: UUID, paging: Query[Paging]
) -> dict[str, Any]:
    thing = _thing(request, thing_type, uid)
    return page(Note.objects.on(thing.uid), paging)


@router.post(
    "notes/of/{thing_type}/{uid}", response={201: NoteOut}, summary="Leave a note on a thing"
)
def write_note(request: HttpRequest, thing_type: str, uid: UUID, body: Words) -> Status[Note]:
    thing = _thing(request, thing_type, uid)
    return Status(201, actions.write(thing, body.text, by=request.actor, at=clock.now()))


@router.patch("notes/{uid}", response=NoteOut, summary="Change a note of your own")
def edit_note(request: HttpRequest, uid: UUID, body: Words) -> Note:
    row, thing = _reach(request, uid)
    row.version = version_read(request)
    return actions.edit(row, thing, body.text, by=request.actor, at=clock.now())


@router.delete("notes/{uid}", response={204: None}, summary="Remove a note")
def remove_note(request: HttpRequest, uid: UUID) -> Status[None]:
    row, thing = _reach(request, uid)
    actions.remove(row, thing, by=request.actor, at=clock.now())
    return Status(204, None)
