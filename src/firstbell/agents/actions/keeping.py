"""What a report changes on a device and its item that are known already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstbell.agents import events
from firstbell.agents.actions import arriving, catalogue
from firstbell.agents.models import CheckIn, Device
from firstbell.agents.queries import columns
from firstbell.agents.queries.matching import Marks
from firstbell.agents.states import CheckInState, MarkKind
from firstbell.equipment.actions import changing, reporting
from firstbell.equipment.actions.changing import Edit
from firstbell.equipment.models import Item
from firstbell.equipment.states import Source
from firstbell.lib.agentprotocol import Facts
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.database import bulk

# The sections that say what the item is called and told apart by.
OF_ITEM = frozenset({"bios", "hardware", "networks", "network_device"})
_CLIENT = re.compile(r"(?P<name>.+?)_v(?P<version>[\w.\-~]+)")


def agent_of(client: str) -> dict[str, str]:
    """ "GLPI-Agent_v1.18" in its two columns."""
    found = _CLIENT.match(client)
    if not found:
        return {"agent": client[:40]} if client else {}
    return {"agent": found["name"][:40], "agent_version": found["version"][:40]}


def save(device: Device, values: Mapping[str, Any]) -> None:
    """One update with what differs. A check-in that was asked for is answered by it."""
    changed = {name: value for name, value in values.items() if getattr(device, name) != value}
    if device.asked_at is not None:
        changed["asked_at"] = None
        open_ones = CheckIn.objects.filter(
            device=device, state__in=(CheckInState.QUEUED, CheckInState.REACHED)
        )
        open_ones.update(state=CheckInState.ANSWERED, ended_at=values["last_contact_at"])
    for name, value in changed.items():
        setattr(device, name, value)
    bulk.change_one(Device, device.pk, changed)


def tell_changes(
    device: Device, words: Mapping[str, str], *, by: Actor, at: datetime
) -> dict[str, str]:
    """Write history of what is told otherwise than before; the words to compare with next time."""
    subject = device.item or device
    found = columns.differences(device.hardware, dict(words))
    for kind, hard in ((events.HARDWARE_CHANGED, True), (events.SYSTEM_CHANGED, False)):
        changes = [
            Change(name, was, now) for name, was, now in found if (name in columns.HARDWARE) == hard
        ]
        if changes:
            announce(kind, subject, by=by, at=at, changes=changes, about=[device])
    return {**device.hardware, **words}


def update_item(
    item: Item, facts: Facts, told: Marks, *, device: Device, by: Actor, at: datetime
) -> str:
    """Name, serial and model as reported, where nobody typed them. A sentence where it cannot be."""
    reporting.note(item, arriving.identities_of(facts, told), by=by, at=at)
    values: dict[str, Any] = {}
    if facts.hostname:
        values["name"] = facts.hostname[:120]
    if MarkKind.SERIAL in told:
        values["serial"] = facts.serial[:120]
    if facts.model and (item.model_id is None or _model_changed(device, facts)):
        kind = catalogue.Kind(facts.category, facts.maker, facts.model)
        [placed] = catalogue.place([kind], by=by, at=at)
        values["model_id"] = placed.model.pk if placed.model else None
    wanted = {name: value for name, value in values.items() if getattr(item, name) != value}
    try:
        if wanted:
            changing.change_many([Edit(item, wanted)], by=by, at=at, source=Source.REPORTED)
    except Refusal as refusal:
        item.refresh_from_db()
        return f"{device} reports what the register cannot take: {refusal.sentence}"
    return ""


def _model_changed(device: Device, facts: Facts) -> bool:
    return (device.maker, device.model) != (facts.maker[:120], facts.model[:120])
