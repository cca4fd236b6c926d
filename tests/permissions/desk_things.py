"""The loan desk: a basket of Ben's, what lies in it, and a hand-over that is done."""

from __future__ import annotations

from uuid import uuid4

from firstbell.equipment.actions import lending, scanning
from firstbell.equipment.models import Handover
from firstbell.platform.accounts.actors import account_actor
from tests.permissions import rooms
from tests.permissions.things import LONG_AGO, Example, World, example


def _basket(world: World) -> Handover:
    ben = account_actor(world.ben)
    made = lending.begin(world.hartley, by=ben, at=LONG_AGO)
    scanning.scan(made, code=rooms.item(world).thing.tag, scan_id=uuid4(), by=ben, at=LONG_AGO)
    return made


@example("equipment:desk_line")
def line(world: World) -> Example:
    made = _basket(world)
    return Example({"uid": made.lines.get().uid}, made, post={"quantity": "1"})


@example("equipment:desk_adopt", "equipment:handover")
def basket(world: World) -> Example:
    made = _basket(world)
    return Example({"uid": made.uid}, made)
