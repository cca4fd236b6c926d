"""Devices that report although the register says that they are retired, disposed of, taken out or missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Q

from firstbell.agents import events
from firstbell.agents.models import Device
from firstbell.agents.queries import unexpected
from firstbell.agents.states import Approval
from firstbell.equipment import events as equipment
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event

# How far back a contact is looked for: the worker may have been away for some days.
_LATELY = timedelta(days=7)


def look(*, by: Actor, at: datetime) -> int:
    """Flag those that were heard of after their end, once; how many. A flag ends with what it was for."""
    rows = Device.objects.current()
    with transaction.atomic():
        settled = ~unexpected.GONE | Q(approval=Approval.REFUSED) | Q(item=None)
        over = rows.filter(settled, unexpected_at__isnull=False)
        Device.objects.filter(pk__in=list(over.values_list("pk", flat=True))).update(
            unexpected_at=None
        )
        found = rows.filter(unexpected.GONE, unexpected_at=None, last_contact_at__gte=at - _LATELY)
        devices = list(
            found.exclude(approval=Approval.REFUSED)
            .select_related("school", "item__model", "item__category")
            .order_by("pk")
        )
        lost = _lost_at([one.item.uid for one in devices if one.item])
        flagged = [one for one in devices if one.item and _is_after(one, one.item, lost)]
        for device in flagged:
            _flag(device, by, at)
    return len(flagged)


def _flag(device: Device, by: Actor, at: datetime) -> None:
    Device.objects.filter(pk=device.pk).update(unexpected_at=device.last_contact_at)
    assert device.item is not None  # noqa: S101 -- only those are flagged
    stage = unexpected.word(device.item)
    announce(
        events.UNEXPECTED, device, by=by, at=at, about=[device.item], item=str(device.item), stage=stage
    )  # fmt: skip


def _lost_at(uids: Collection[UUID]) -> dict[UUID, datetime]:
    """When the stage of each was set last."""
    rows = Event.objects.filter(subject_uid__in=uids, kind=equipment.STAGE_CHANGED.name)
    return dict(rows.values_list("subject_uid").annotate(last=Max("at")))


def _is_after(device: Device, item: Item, lost: dict[UUID, datetime]) -> bool:
    """On the day it is retired or disposed of a device may still say goodbye; what is missing may not."""
    heard = device.last_contact_at
    if item.lifecycle == Lifecycle.MISSING and item.removed_at is None:
        return heard > lost.get(item.uid, item.created_at)
    zone = ZoneInfo(device.school.time_zone)
    return heard.astimezone(zone).date() > _ended_on(item, lost, zone)


def _ended_on(item: Item, lost: dict[UUID, datetime], zone: ZoneInfo) -> date:
    said = {Lifecycle.RETIRED: item.retired_on, Lifecycle.DISPOSED: item.disposed_on}
    day = said.get(Lifecycle(item.lifecycle))
    moment = item.removed_at or lost.get(item.uid, item.created_at)
    return day or moment.astimezone(zone).date()
