from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.attachments import registry
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Kind, Scan


def of(thing: Any, actor: Actor) -> QuerySet[Attachment]:
    """What is on a thing that this person may see, as far as they may see it; the cover first."""
    rows = Attachment.objects.of(thing.uid)
    return rows if _sees_receipts(thing, actor) else rows.exclude(kind=Kind.RECEIPT)


def reach(actor: Actor, uid: UUID) -> tuple[Attachment, Any] | None:
    """An attachment with its thing, if this person may see both."""
    found = Attachment.objects.live().filter(uid=uid).first()
    if found is None:
        return None
    thing = registry.thing(actor, found.thing_type, found.thing_uid)
    if thing is None or (found.kind == Kind.RECEIPT and not _sees_receipts(thing, actor)):
        return None
    return found, thing


def _sees_receipts(thing: Any, actor: Actor) -> bool:
    noun = registry.noun(thing._meta.label_lower)
    permission = noun.more.get("receipts", "") if noun else ""
    return not permission or can(actor, permission, thing)


def url(attachment_uid: object, side: int | None = None) -> str:
    return f"/files/{attachment_uid}/{side}" if side else f"/files/{attachment_uid}"


def cover_url(thing: Any, side: int = 320) -> str:
    """The address of the picture that stands for a thing; empty without one."""
    return cover_urls([thing.uid], side).get(thing.uid, "")


def cover_urls(uids: Iterable[UUID], side: int = 320) -> dict[UUID, str]:
    """The same for a page of things, in one query."""
    rows = Attachment.objects.live().filter(thing_uid__in=list(uids), is_cover=True)
    rows = rows.exclude(scan=Scan.INFECTED)
    return {thing: url(own, side) for thing, own in rows.values_list("thing_uid", "uid")}
