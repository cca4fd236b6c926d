"""Other systems that are told of what happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.tenancy.models import School
from firstbell.platform.webhooks import actions
from firstbell.platform.webhooks.models import Call, Subscription
from firstbell.platform.webhooks.states import State

router = Router(tags=["Webhooks"])


class WebhookOut(Schema):
    uid: UUID
    version: int
    name: str
    url: str
    kinds: list[str]
    school: UUID | None
    is_on: bool
    failures: int
    problem: str
    last_delivered_at: datetime | None

    @staticmethod
    def resolve_school(row: Subscription) -> UUID | None:
        return row.school.uid if row.school else None


class WebhookMade(WebhookOut):
    """The secret is shown this once."""

    secret: str


class WebhookPage(Schema):
    items: list[WebhookOut]
    next: str | None


class NewWebhook(Sent):
    """`kinds` are names of events or patterns (`equipment.*`, `*`); without a school it is the whole trust's."""

    name: str
    url: str
    kinds: list[str]
    school: UUID | None = None


class WebhookChange(Sent):
    name: str | None = None
    url: str | None = None
    kinds: list[str] | None = None
    is_on: bool | None = None


class CallOut(Schema):
    uid: UUID
    event_uid: UUID
    kind: str
    state: State
    attempts: int
    status: int | None
    answer: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None


class CallPage(Schema):
    items: list[CallOut]
    next: str | None


def _reach(request: HttpRequest, uid: UUID) -> Subscription:
    require(request.actor, "webhooks.view")
    rows = Subscription.objects.visible_to(request.actor).select_related("school")
    return get_object_or_404(rows, uid=uid)


@router.get("webhooks", response=WebhookPage, summary="Which other systems are told")
def webhooks(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, "webhooks.view")
    return page(Subscription.objects.visible_to(request.actor).select_related("school"), paging)


@router.post("webhooks", response={201: WebhookMade}, summary="Have another system told")
def subscribe(request: HttpRequest, body: NewWebhook) -> Status[Subscription]:
    require(request.actor, "webhooks.change")
    school = None
    if body.school is not None:
        school = get_object_or_404(School.objects.visible_to(request.actor), uid=body.school)
    row, _ = actions.subscribe(
        school, name=body.name, url=body.url, kinds=body.kinds, by=request.actor, at=clock.now()
    )
    return Status(201, row)


@router.get("webhooks/{uid}", response=WebhookOut, summary="One webhook")
def webhook(request: HttpRequest, uid: UUID) -> Subscription:
    return _reach(request, uid)


@router.patch("webhooks/{uid}", response=WebhookOut, summary="Change a webhook, turn it off or on")
def change_webhook(request: HttpRequest, uid: UUID, body: WebhookChange) -> Subscription:
    row = _reach(request, uid)
    row.version = version_read(request)
    return actions.change(row, by=request.actor, at=clock.now(), **body.dict(exclude_none=True))


@router.delete("webhooks/{uid}", response={204: None}, summary="Tell it nothing any more")
def remove_webhook(request: HttpRequest, uid: UUID) -> Status[None]:
    actions.remove(_reach(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.get(
    "webhooks/{uid}/calls", response=CallPage, summary="The calls of the last month, oldest first"
)
def calls(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(Call.objects.filter(subscription=_reach(request, uid)), paging)


@router.post(
    "webhooks/{uid}/calls/{call_uid}/again", response={202: CallOut}, summary="Send a call again"
)
def send_again(request: HttpRequest, uid: UUID, call_uid: UUID) -> Status[Call]:
    row = _reach(request, uid)
    call = get_object_or_404(
        Call.objects.select_related("subscription"), uid=call_uid, subscription=row
    )
    actions.send_again(call, by=request.actor, at=clock.now())
    call.refresh_from_db()
    return Status(202, call)
