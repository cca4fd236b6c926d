"""An agent says that it is there, or what it found on its network, before or without an inventory."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from firstbell.agents import handlers
from firstbell.agents.actions import arriving, keeping
from firstbell.agents.actions.receiving import actor_of
from firstbell.agents.models import Device, Key, Mark, NetReport
from firstbell.agents.states import Approval, MarkKind
from firstbell.equipment.actions import reporting
from firstbell.equipment.queries import identities
from firstbell.lib.agentprotocol import Contact
from firstbell.platform.database import together

# Of what agents found on a network, for each school.
MOST_KEPT = 1_000


def reached(device: Device, *, at: datetime, address: str | None) -> None:
    """It sent what it sent last time, byte for byte: it is there, and as it was."""
    values = {"last_contact_at": at}
    if address:
        values["address"] = address  # type: ignore[assignment]
    new_day = device.item_id is not None and device.sighted_on != at.date()
    if new_day:
        values["sighted_on"] = at.date()  # type: ignore[assignment]
    with transaction.atomic(), together.sent():
        keeping.save(device, values)
        if device.item_id is not None:
            by = actor_of(device.hostname)
            reporting.seen([device.item_id], how=arriving.HOW, by=by, at=at, sighting=new_day)


def contacted(said: Contact, key: Key, *, at: datetime, address: str | None) -> Device | None:
    """The device that asks what to do, with its port and tasks as they are now; None before its first report."""
    device = known(said.agent_id, said.deviceid, key)
    if device is None:
        return None
    values = {
        "last_contact_at": at, "agent": said.name[:40], "agent_version": said.version[:40],
        "tasks": ", ".join(said.enabled_tasks)[:200], "port": said.port, "tag": said.tag[:80], "address": address,
    }  # fmt: skip
    given = {name: value for name, value in values.items() if value}
    Device.objects.filter(pk=device.pk).update(**given)
    return device


def known(agent_id: str, deviceid: str, key: Key) -> Device | None:
    """By the agent's id and the device id; of clones that share both, nobody can say which one asks."""
    agent, own = identities.normal(agent_id), identities.normal(deviceid)
    wanted = Q()
    if agent:
        wanted |= Q(kind=MarkKind.AGENT, norm=agent)
    if own:
        wanted |= Q(kind=MarkKind.DEVICEID, norm=own)
    if not wanted:
        return None
    rows = Mark.objects.filter(wanted, to_at=None, device__merged_into=None)
    rows = rows.filter(Q(device__school_id=key.school_id) | Q(device__key=key))
    found: dict[int, set[str]] = {}
    for device_id, kind in rows.values_list("device_id", "kind"):
        found.setdefault(device_id, set()).add(kind)
    best = [pk for pk, kinds in found.items() if MarkKind.AGENT in kinds] or list(found)
    if len(best) != 1:
        return None
    device: Device = Device.objects.select_related("item").get(pk=best[0])
    return device


def work_for(device: Device | None, tasks: list[str], *, at: datetime) -> list[tuple[str, str]]:
    """What the rooms above have for it, as pairs of task and address: nothing before somebody approved it."""
    if device is None or device.item is None or device.approval != Approval.APPROVED:
        return []
    asked = [handlers.WorkAsked(device, device.item, task, at) for task in tasks]
    answers = [answer for one in asked for answer in handlers.WORK.run(one) if answer]
    return [(str(answer["task"]), str(answer["remote"])) for answer in answers]


def discovered(
    kind: str, raw: bytes, key: Key, *, deviceid: str, agent_id: str, at: datetime
) -> None:
    """Kept as it came, and offered to whoever listens."""
    device = known(agent_id, deviceid, key)
    with transaction.atomic():
        NetReport.objects.create(school_id=key.school_id, device=device, kind=kind, body=raw, at=at)
        _drop_beyond(key.school_id)
        handlers.DISCOVERED.run(handlers.Discovered(device, kind, raw, at))


def _drop_beyond(school_id: int) -> None:
    """The oldest of a school go where there are very many."""
    rows = NetReport.objects.filter(school_id=school_id).order_by("-pk")
    first_too_many = rows.values_list("pk", flat=True)[MOST_KEPT : MOST_KEPT + 1].first()
    if first_too_many is not None:
        rows.filter(pk__lte=first_too_many).delete()


def tasks_on_offer() -> tuple[str, ...]:
    return ("collect", "deploy") if handlers.WORK else ()
