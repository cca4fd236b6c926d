"""What equipment announces, and what that means for the programs on it."""

from __future__ import annotations

from firstbell.equipment import events as equipment
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.platform.audit.events import on
from firstbell.platform.audit.models import Event
from firstbell.software.actions import reading, recording


@on(equipment.REMOVED, "software.removed")
def removed(event: Event) -> None:
    recording.end_all([event.subject_uid], event.at)


@on(equipment.RESTORED, "software.restored")
def restored(event: Event) -> None:
    reading.take_again([event.subject_uid], event.at)


@on(equipment.STAGE_CHANGED, "software.disposed")
def disposed(event: Event) -> None:
    """Also when it was not disposed of after all."""
    ended = Item.objects.filter(uid=event.subject_uid, lifecycle=Lifecycle.DISPOSED)
    if recording.end_all(ended.values_list("uid", flat=True), event.at) == 0:
        reading.take_again([event.subject_uid], event.at)
