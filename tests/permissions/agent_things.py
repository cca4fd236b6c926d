"""Examples of what the room of devices shows."""

from __future__ import annotations

from firstbell.agents.models import Device
from tests.permissions import rooms
from tests.permissions.things import LONG_AGO, Example, World, example


@example("agents:device")
def device(world: World) -> Example:
    made = Device.objects.create(
        school=world.hartley, item=rooms.item(world).thing, hostname="ICT2-01", first_seen_at=LONG_AGO,
        last_contact_at=LONG_AGO,
    )  # fmt: skip
    return Example({"uid": made.uid}, made)
