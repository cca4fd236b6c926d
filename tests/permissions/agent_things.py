"""Examples of what the room of devices shows."""

from __future__ import annotations

import zlib

from firstbell.agents.actions import joining, keys, ruling
from firstbell.agents.models import Device, Mark, RawReport
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example


@example(
    "agents:device", "agents:check_in", "agents:merge", "agents:part", "agents:reveal", "agents:report",
    "agents:report_file",
)  # fmt: skip
def device(world: World) -> Example:
    made = Device.objects.create(
        school=world.hartley, item=rooms.item(world).thing, hostname="ICT2-01", first_seen_at=LONG_AGO,
        last_contact_at=LONG_AGO, address="10.20.4.1",
    )  # fmt: skip
    RawReport.objects.create(
        device=made, body=zlib.compress(b'{"content":{}}'), content_type="json", at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("agents:arrival", "agents:arrival_remove")
def arrival(world: World) -> Example:
    made = ruling.add_rule(world.hartley, then="hold", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


def _two(world: World) -> Example:
    """The second is not in the register, so that nothing stands in the way."""
    one = device(world)
    other = Device.objects.create(
        school=world.hartley, hostname="ICT2-02", first_seen_at=LONG_AGO, last_contact_at=LONG_AGO
    )
    one.post = {"into": other.uid}
    return one


def _key(world: World) -> Example:
    made = keys.make(world.hartley, label="GPO", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


calls(
    "GET devices/{uid}, GET devices/{uid}/report, POST devices/{uid}/approval, POST devices/{uid}/refusal, POST devices/{uid}/check-in",
    device,
)


@example("agents:part_undo")
def parted(world: World) -> Example:
    """A device with a mark of its own, out of which another was taken; undoing that is asked of the other."""
    one = split(world)
    marks = Mark.objects.filter(device=one.thing, kind="agent")
    other = joining.part(one.thing, list(marks), by=world.system, at=LONG_AGO)
    return Example({"uid": other.uid}, other)


def split(world: World) -> Example:
    one = device(world)
    for kind, norm in (("serial", "5CD1"), ("agent", "A1")):
        Mark.objects.create(device=one.thing, kind=kind, norm=norm, from_at=LONG_AGO)
    one.post = {"marks": [{"kind": "agent", "value": "A1"}]}
    return one


calls("POST devices/{uid}/registration", rooms.agent_device)
calls("POST devices/{uid}/split", split, lambda world, of: of.post)
calls("POST devices/{uid}/split/undo", parted)
calls("POST devices/{uid}/merge", _two, lambda world, of: of.post)
calls(
    "POST enrolment-keys",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "label": "Intune"},
    who="lead",
)
calls(
    "GET enrolment-keys/{uid}, POST enrolment-keys/{uid}/revocation, POST enrolment-keys/{uid}/lines",
    _key,
    who="lead",
)
calls("PATCH enrolment-keys/{uid}", _key, lambda world, of: {"approves": True}, who="lead")


def _school(world: World) -> Example:
    return Example({"uid": world.hartley.uid}, world.hartley)


calls(
    "POST arrival-rules",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "hostname": "ICT1-*", "then": "approve"},
    who="lead",
)
calls("GET arrival-rules/{uid}, DELETE arrival-rules/{uid}", arrival, who="lead")
calls("PATCH arrival-rules/{uid}", arrival, lambda world, of: {"order": 10}, who="lead")
calls(
    "PUT match-rules",
    nothing,
    lambda world, of: {"order": ["serial", "serial_uuid", "uuid", "agent", "mac", "deviceid"]},
    who="lead",
    shared="devices are recognised in one way in the whole trust",
)
calls("GET schools/{uid}/reporting", _school, who="lead")
calls("PATCH schools/{uid}/reporting", _school, lambda world, of: {"last_user": "none"}, who="lead")
