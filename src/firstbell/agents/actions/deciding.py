"""What people decide of a device: that it may be given work, that it may not report, that it belongs in the register."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.agents import events, handlers
from firstbell.agents.actions import arriving, sections
from firstbell.agents.actions.arriving import Newcomer
from firstbell.agents.models import Device, Section
from firstbell.agents.queries import settings, telling
from firstbell.agents.states import Approval, DeviceKind
from firstbell.equipment.queries import identities
from firstbell.lib.agentprotocol import Report, facts, rows_of
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce

_ITEM_TYPES = {
    DeviceKind.PHONE: "Phone",
    DeviceKind.PRINTER: "Printer",
    DeviceKind.NETWORK: "NetworkEquipment",
}


class StillDoubtful(Conflict):
    """The register cannot take the device as it is."""


def approve(device: Device, *, by: Actor, at: datetime) -> Device:
    """It may be given work from now on, and is put in the register if it is not there yet."""
    require(by, "agents.change", device)
    with transaction.atomic():
        if device.item_id is None:
            put_in_register(device, by=by, at=at)
        device.approval = Approval.APPROVED
        device.bump("approval")
        announce(events.APPROVED, device, by=by, at=at, about=[device.item])
    return device


def refuse(device: Device, *, by: Actor, at: datetime) -> Device:
    """What it reports is turned away; what is known of it stays."""
    require(by, "agents.change", device)
    with transaction.atomic():
        device.approval = Approval.REFUSED
        device.bump("approval")
        announce(events.REFUSED, device, by=by, at=at, about=[device.item])
    return device


def put_in_register(device: Device, *, by: Actor, at: datetime) -> Device:
    """Its item is found or made from what it reported last; the rooms above are told of all of it."""
    require(by, "agents.change", device)
    if device.item_id is not None:
        raise Conflict(f"{device} is in the register: {device.item}.")
    report = last_report(device)
    found = facts(report, device.agent_uuid)
    told = telling.marks_of(found, report, identities.junk())
    with transaction.atomic():
        device.doubt = ""
        new = Newcomer(device, found, told, settings.matching_order())
        device.item = arriving.register(new, by=by, at=at)
        if device.item is None:
            raise StillDoubtful(device.doubt or f"{device} cannot be put in the register.")
        device.bump("item", "doubt", "matched_by")
        if handlers.REPORTED:
            told_of = handlers.Reported(
                device, device.item, report, found, set(report.sections), by, at
            )
            handlers.REPORTED.run(told_of)
    return device


def last_report(device: Device) -> Report:
    """Everything that it has said of itself, as if it had said it at once."""
    rows = Section.objects.filter(device=device).exclude(name=sections.KEYS)
    return Report(
        deviceid=device.deviceid,
        itemtype=_ITEM_TYPES.get(DeviceKind(device.kind), "Computer"),
        tag=device.tag,
        client=f"{device.agent}_v{device.agent_version}",
        sections={name: rows_of(text) for name, text in rows.values_list("name", "document")},
    )
