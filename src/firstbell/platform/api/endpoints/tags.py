"""Tags, and the tags of a thing."""

from __future__ import annotations

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
from firstbell.platform.tags import actions, queries, registry
from firstbell.platform.tags.models import Tag
from firstbell.platform.tags.states import Colour

router = Router(tags=["Tags"])


class TagOut(Schema):
    uid: UUID
    version: int
    name: str
    key: str
    colour: Colour


class TagPage(Schema):
    items: list[TagOut]
    next: str | None


class NewTag(Sent):
    name: str
    colour: Colour = Colour.PLAIN


class TagChange(Sent):
    name: str | None = None
    colour: Colour | None = None


class Names(Sent):
    """Tags by name; those that nobody has used yet are made."""

    names: list[str]


@router.get("tags", response=TagPage, summary="Every tag of the trust")
def tags(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "tags.view")
    return page(Tag.objects.all(), paging)


@router.post("tags", response={201: TagOut}, summary="Make a tag")
def make_tag(request: HttpRequest, body: NewTag) -> Status[Tag]:
    row = actions.make(body.name, colour=body.colour, by=request.actor, at=clock.now())
    return Status(201, row)


@router.patch("tags/{uid}", response=TagOut, summary="Rename or colour a tag")
def change_tag(request: HttpRequest, uid: UUID, body: TagChange) -> Tag:
    require(request.actor, "tags.change")
    row = get_object_or_404(Tag, uid=uid)
    row.version = version_read(request)
    return actions.change(row, by=request.actor, at=clock.now(), **body.dict(exclude_none=True))


@router.delete("tags/{uid}", response={204: None}, summary="Remove a tag from everything")
def remove_tag(request: HttpRequest, uid: UUID) -> Status[None]:
    require(request.actor, "tags.change")
    actions.remove(get_object_or_404(Tag, uid=uid), by=request.actor, at=clock.now())
    return Status(204, None)


def _thing(request: HttpRequest, thing_type: str, uid: UUID) -> Any:
    require(request.actor, "tags.view")
    thing = registry.thing(request.actor, thing_type, uid)
    if thing is None:
        raise Http404
    return thing


@router.get("tags/of/{thing_type}/{uid}", response=list[TagOut], summary="The tags of a thing")
def tags_of(request: HttpRequest, thing_type: str, uid: UUID) -> list[Tag]:
    return list(queries.tags_of(_thing(request, thing_type, uid).uid))


@router.post("tags/of/{thing_type}/{uid}", response=list[TagOut], summary="Put tags on a thing")
def put_on(request: HttpRequest, thing_type: str, uid: UUID, body: Names) -> list[Tag]:
    thing = _thing(request, thing_type, uid)
    found = actions.named(body.names, by=request.actor, at=clock.now())
    actions.tag_many([thing], found, by=request.actor, at=clock.now())
    return list(queries.tags_of(thing.uid))


@router.delete(
    "tags/of/{thing_type}/{uid}/{key}", response={204: None}, summary="Take a tag off a thing"
)
def take_off(request: HttpRequest, thing_type: str, uid: UUID, key: str) -> Status[None]:
    thing = _thing(request, thing_type, uid)
    found = get_object_or_404(Tag, key=actions.key_of(key))
    actions.untag_many([thing], [found], by=request.actor, at=clock.now())
    return Status(204, None)
